/** The frame around every screen: its name, the way back, what is unsent, and the four places within reach of the thumb. */
import { listen } from "./bus.ts";
import { button, h, icon, link } from "./dom.ts";
import { unsent } from "./rules/outbox.ts";
import { filesWaiting, kept, shelves, works } from "./store.ts";
import { now } from "./sync.ts";
import { word } from "./words.ts";

export interface Screen {
  title: string;
  /** Where «back» leads; none on the four places themselves. */
  back?: string;
  body: (Node | null)[];
  /** Buttons that stay within reach. */
  foot?: (Node | null)[];
  place?: "sheets" | "scan" | "logs" | "more";
  /** Called when the screen goes. */
  leave?: () => void;
}

let left: (() => void) | undefined;

export function show(screen: Screen): void {
  left?.();
  left = screen.leave;
  const root = document.getElementById("field");
  if (!root) return;
  document.title = `${screen.title} · ${word("app")}`;
  root.replaceChildren(
    h(
      "header",
      { class: "bar" },
      screen.back !== undefined ? link(screen.back, { class: "bar-back", "aria-label": word("back") }, icon("back")) : null,
      h("h1", { text: screen.title, tabindex: "-1" }),
      // The same from screen to screen: it never goes blank in between.
      document.getElementById("unsent") ?? h("a", { class: "bar-unsent", href: "#/outbox", id: "unsent", hidden: "" }),
    ),
    h("main", { class: "body", id: "content" }, ...screen.body),
    screen.foot ? h("div", { class: "foot" }, ...screen.foot) : places(screen.place),
  );
  void count();
  scrollTo(0, 0);
}

function places(current?: string): HTMLElement {
  const one = (name: "sheets" | "scan" | "logs" | "more", href: string): HTMLElement =>
    link(href, { class: "place", "aria-current": current === name ? "page" : null }, icon(name), h("span", { text: word(name) }));
  return h("nav", { class: "places", "aria-label": word("app") }, one("sheets", "#/"), one("scan", "#/scan"), one("logs", "#/logs"), one("more", "#/more"));
}

/** What waits is never out of sight. */
async function count(): Promise<void> {
  const shown = document.getElementById("unsent");
  if (!shown) return;
  const waiting = await works();
  const refused = waiting.filter((work) => work.state === "refused").length;
  const n = unsent(waiting, (await filesWaiting()).length);
  const isOff = now.health === "offline" || now.health === "revoked" || !navigator.onLine;
  const text = n > 0 ? word("unsent", { n }) : refused > 0 ? word("refused_n", { n: refused }) : isOff ? word("offline") : word("all_sent");
  shown.dataset["tone"] = refused > 0 || now.health === "revoked" ? "over" : n > 0 ? "soon" : isOff ? "rest" : "proven";
  shown.dataset["unsent"] = String(n);
  shown.dataset["refused"] = String(refused);
  shown.hidden = n + refused === 0 && !(await kept("device"));
  shown.replaceChildren(icon(refused > 0 ? "warn" : isOff ? "off" : n > 0 ? "cloud" : "check"), h("span", { text }));
}

export function startCount(): void {
  let asked = 0;
  const soon = (): void => {
    clearTimeout(asked);
    asked = window.setTimeout(() => void count(), 60);
  };
  listen("work", soon);
  listen("sync", soon);
  addEventListener("online", soon);
  addEventListener("offline", soon);
}

export function go(hash: string): void {
  if (location.hash === hash) dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = hash;
}

export function nothing(title: string, text: string): HTMLElement {
  return h("div", { class: "nothing" }, h("h2", { text: title }), h("p", { text }));
}

export { button };

export async function total(): Promise<number> {
  return (await shelves()).count("outbox");
}
