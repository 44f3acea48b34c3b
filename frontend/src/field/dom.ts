/** Elements in one line each. */
import { word, type Word } from "./words.ts";

type Child = Node | string | null | undefined | false;
type Handler = (event: Event) => void;

export interface Props {
  class?: string;
  text?: string;
  tone?: string;
  /** A key of `data-`. */
  data?: Record<string, string>;
  on?: Record<string, Handler>;
  [attribute: string]: unknown;
}

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: (Child | Child[])[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(element, name, value);
  element.append(...children.flat().filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element: HTMLElement, name: string, value: unknown): void {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") element.className = String(value);
  else if (name === "text") element.textContent = String(value);
  else if (name === "tone") element.dataset["tone"] = String(value);
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name === "on") for (const [event, handler] of Object.entries(value as Record<string, Handler>)) element.addEventListener(event, handler);
  else element.setAttribute(name, value === true ? "" : String(value));
}

export function button(name: Word | { text: string }, then: () => unknown, props: Props = {}): HTMLButtonElement {
  const text = typeof name === "string" ? word(name) : name.text;
  return h("button", { type: "button", class: "btn", ...props, on: { click: () => void then() } }, props["icon"] ? icon(String(props["icon"])) : null, text);
}

export function link(href: string, props: Props, ...children: Child[]): HTMLAnchorElement {
  return h("a", { href, ...props }, ...children);
}

const SHAPES: Record<string, string> = {
  back: "M15 6l-6 6l6 6",
  next: "M9 6l6 6l-6 6",
  camera: "M5 7h1a2 2 0 0 0 2 -2a1 1 0 0 1 1 -1h6a1 1 0 0 1 1 1a2 2 0 0 0 2 2h1a2 2 0 0 1 2 2v9a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-9a2 2 0 0 1 2 -2M9 13a3 3 0 1 0 6 0a3 3 0 0 0 -6 0",
  album: "M4 4h16v16h-16zM4 16l5 -5l5 5M13 13l2 -2l5 5M9 8h.01",
  voice: "M9 5a3 3 0 0 1 6 0v5a3 3 0 0 1 -6 0zM5 10a7 7 0 0 0 14 0M8 21h8M12 17v4",
  advise: "M21 14l-3 -3h-7a1 1 0 0 1 -1 -1v-6a1 1 0 0 1 1 -1h9a1 1 0 0 1 1 1zM14 15v2a1 1 0 0 1 -1 1h-7l-3 3v-10a1 1 0 0 1 1 -1h2",
  sheets: "M9 5h-2a2 2 0 0 0 -2 2v12a2 2 0 0 0 2 2h10a2 2 0 0 0 2 -2v-12a2 2 0 0 0 -2 -2h-2M9 3h6v4h-6zM9 14l2 2l4 -4",
  scan: "M4 7v-1a2 2 0 0 1 2 -2h2M4 17v1a2 2 0 0 0 2 2h2M16 4h2a2 2 0 0 1 2 2v1M16 20h2a2 2 0 0 0 2 -2v-1M5 12h14",
  logs: "M5 4h14v16h-14zM9 8h6M9 12h6M9 16h4",
  more: "M4 6h16M4 12h16M4 18h16",
  cloud: "M7 18a4.6 4.4 0 0 1 0 -9a5 4.5 0 0 1 11 2h1a3.5 3.5 0 0 1 0 7h-1M9 15l3 -3l3 3M12 12v9",
  check: "M5 12l5 5l10 -10",
  off: "M3 3l18 18M9 5a5 4.5 0 0 1 9 6h1a3.5 3.5 0 0 1 3 5M16 18h-9a4.6 4.4 0 0 1 -1 -9",
  warn: "M12 9v4M12 16h.01M12 3l10 18h-20z",
};

export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name] ?? "");
  svg.append(path);
  return svg;
}

export function badge(tone: string, text: string): HTMLElement {
  return h("span", { class: "badge", tone }, text);
}

export function field(label: string, control: HTMLElement, more: { hint?: string; error?: string } = {}): HTMLElement {
  const id = (control.id ||= `f${Math.random().toString(36).slice(2)}`);
  return h("div", { class: "field" }, h("label", { for: id, text: label }), more.hint ? h("p", { class: "hint", text: more.hint }) : null, control, h("p", { class: "error", role: "alert", text: more.error ?? "", hidden: !more.error }));
}

export function fault(control: HTMLElement, text: string): void {
  const shown = control.parentElement?.querySelector<HTMLElement>(".error");
  if (!shown) return;
  shown.textContent = text;
  shown.hidden = !text;
  control.setAttribute("aria-invalid", String(text !== ""));
  if (text) control.focus();
}

/** A line that says that something was done, and goes by itself. */
export function toast(text: string): void {
  document.querySelector(".toast")?.remove();
  const shown = h("p", { class: "toast", role: "status", text });
  document.body.append(shown);
  setTimeout(() => shown.remove(), 3_000);
}
