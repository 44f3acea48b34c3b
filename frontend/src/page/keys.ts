import { meaningOf, rowAfter } from "../rules/keys.ts";

const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    const at = event.target instanceof HTMLElement ? event.target : document.body;
    const meaning = meaningOf({
      key: event.key,
      hasModifier: event.ctrlKey || event.metaKey || event.altKey,
      isComposing: event.isComposing,
      isTyping: at.matches(FIELDS),
      isInDialog: document.querySelector("dialog[open]") !== null,
    });
    if (meaning.does === "move") goToRow(meaning.step);
    else if (meaning.does === "search") document.querySelector<HTMLInputElement>("[data-search]")?.focus();
    else if (meaning.does === "show-keys") showKeys();
    else if (meaning.does === "leave-field") return at.blur();
    else if (meaning.does !== "press" || !press(meaning.key)) return;
    event.preventDefault();
  });
  document.querySelector("[data-show-keys]")?.addEventListener("click", showKeys);
  document.addEventListener("click", openRow);
}

function rowLinks(): HTMLAnchorElement[] {
  const rows = document.querySelectorAll("[data-rows] tbody tr, [data-rows] [data-row]");
  return [...rows].flatMap((row) => row.querySelector<HTMLAnchorElement>(".row-link") ?? row.querySelector("a") ?? []);
}

function goToRow(step: 1 | -1): void {
  const links = rowLinks();
  const here = document.activeElement?.closest("tr, [data-row]") ?? null;
  const next = links[rowAfter(here ? links.findIndex((link) => here.contains(link)) : -1, step, links.length)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** Press what carries the key: in the row that has the focus, else anywhere on the page. */
function press(key: string): boolean {
  const row = document.activeElement?.closest("tr, [data-row]");
  const marked = `[data-key="${CSS.escape(key)}"]`;
  const found = row?.querySelector<HTMLElement>(marked) ?? document.querySelector<HTMLElement>(`main ${marked}:not([data-row] *, tbody *)`);
  found?.click();
  return found !== undefined && found !== null;
}

function showKeys(): void {
  const sheet = document.getElementById("keys");
  if (!(sheet instanceof HTMLDialogElement)) return;
  const list = sheet.querySelector("[data-keys]");
  for (const old of list?.querySelectorAll("[data-found]") ?? []) old.remove();
  const told = new Set<string>();
  for (const button of document.querySelectorAll<HTMLElement>("main [data-key]")) {
    const key = button.dataset["key"] ?? "";
    if (!told.has(key)) list?.append(keyLine(key, button.getAttribute("aria-label") ?? button.textContent.trim()));
    told.add(key);
  }
  sheet.showModal();
}

function keyLine(key: string, says: string): HTMLElement {
  const line = document.createElement("div");
  line.dataset["found"] = "";
  const name = line.appendChild(document.createElement("dt")).appendChild(document.createElement("kbd"));
  name.textContent = key;
  line.appendChild(document.createElement("dd")).textContent = says;
  return line;
}

/** A click anywhere in a row opens it, unless it hit a control or ended a selection of text. */
function openRow(event: MouseEvent): void {
  if (!(event.target instanceof Element) || event.target.closest("a, button, input, label, select, summary, dialog")) return;
  const link = event.target.closest("[data-rows] tbody tr")?.querySelector<HTMLAnchorElement>(".row-link");
  if (link && !window.getSelection()?.toString()) link.click();
}
