import { cookieFor, THEME_COOKIE, themeOf } from "../rules/theme.ts";

export function startTheme(): void {
  const root = document.documentElement;
  const buttons = document.querySelectorAll<HTMLButtonElement>("[data-set-theme]");
  const show = (): void => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset["setTheme"] === root.dataset["theme"]));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const theme = themeOf(button.dataset["setTheme"]);
      root.dataset["theme"] = theme;
      document.cookie = cookieFor(THEME_COOKIE, theme, location.protocol === "https:");
      show();
    });
  }
  show();
}
