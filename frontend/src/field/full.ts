/** Where something could not be kept: said at once, with a way to try again; what was done still stands on the screen. */
import { button, h } from "./dom.ts";
import { soon } from "./sync.ts";
import { isFull } from "./store.ts";
import { word } from "./words.ts";

/** Runs `deed`; where it fails, shows why and runs it again when asked. Returns nothing once it was given up. */
export async function surely<T>(deed: () => Promise<T>): Promise<T | undefined> {
  for (;;) {
    try {
      return await deed();
    } catch (error) {
      console.warn(error);
      soon(0);
      if (!(await asksAgain(error))) return undefined;
    }
  }
}

function asksAgain(error: unknown): Promise<boolean> {
  return new Promise((resolve) => {
    const full = isFull(error);
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "full-title" });
    const close = (again: boolean): void => {
      dialog.close();
      dialog.remove();
      resolve(again);
    };
    dialog.append(
      h("h2", { id: "full-title", text: word(full ? "full_title" : "failed_title") }),
      h("p", { text: full ? word("full_text") : String(error instanceof Error ? error.message : error) }),
      h("div", { class: "buttons" }, button("cancel", () => close(false)), button("try_again", () => close(true), { class: "btn btn-primary" })),
    );
    dialog.addEventListener("cancel", () => close(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}
