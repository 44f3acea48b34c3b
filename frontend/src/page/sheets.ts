/** Small menus and dialogs: `data-opens="id"`, `data-closes`, `<details data-menu>`. */
export function startSheets(): void {
  document.addEventListener("click", (event) => {
    const at = event.target instanceof Element ? event.target : null;
    openOrClose(at, event);
    closeMenus(at?.closest("details[data-menu]") ?? null);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector<HTMLDetailsElement>("details[data-menu][open]");
    closeMenus(null);
    menu?.querySelector("summary")?.focus();
  });
}

function openOrClose(at: Element | null, event: MouseEvent): void {
  const id = at?.closest<HTMLElement>("[data-opens]")?.dataset["opens"];
  const dialog = id ? document.getElementById(id) : null;
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
  if (at?.closest("[data-closes]")) at.closest("dialog")?.close();
  // A click on the backdrop is a click on the dialog itself, outside its box.
  if (at instanceof HTMLDialogElement && at.open && !isInside(at.getBoundingClientRect(), event)) at.close();
}

function isInside(box: DOMRect, at: MouseEvent): boolean {
  return at.clientX >= box.left && at.clientX <= box.right && at.clientY >= box.top && at.clientY <= box.bottom;
}

function closeMenus(except: Element | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
    if (menu !== except && !menu.contains(except)) menu.open = false;
  }
}
