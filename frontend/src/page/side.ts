import { cookieFor } from "../rules/theme.ts";

/** The side navigation: narrow or wide on a desk, a sheet from the left on a phone. */
export function startSide(): void {
  const root = document.documentElement;
  const side = document.getElementById("side");
  if (!side) return;
  side.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  const openers = document.querySelectorAll<HTMLButtonElement>("[data-open-nav]");
  let opener: HTMLButtonElement | undefined;

  const show = (isOpen: boolean): void => {
    if (isOpen) root.dataset["side"] = "open";
    else delete root.dataset["side"];
    for (const button of openers) button.setAttribute("aria-expanded", String(isOpen));
    for (const rest of document.querySelectorAll<HTMLElement>(".frame, .thumb")) rest.inert = isOpen;
    if (isOpen) side.querySelector<HTMLElement>("a, button")?.focus();
    else opener?.focus();
  };
  for (const button of openers) {
    button.addEventListener("click", () => {
      opener = button;
      show(true);
    });
  }
  document.querySelector("[data-close-nav]")?.addEventListener("click", () => show(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root.dataset["side"] === "open") show(false);
  });
  document.querySelector("[data-fold-nav]")?.addEventListener("click", () => {
    const width = root.dataset["nav"] === "narrow" ? "wide" : "narrow";
    root.dataset["nav"] = width;
    document.cookie = cookieFor("biaogan_nav", width, location.protocol === "https:");
  });
}
