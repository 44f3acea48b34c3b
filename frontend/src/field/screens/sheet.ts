import { badge, button, h, icon, link } from "../dom.ts";
import { conflicts, isFilled, isOpenForWork, lack, open, openItems, type Opened, proofsOf, scoreNow, valueOf } from "../opened.ts";
import { loses } from "../rules/answers.ts";
import { go, nothing, show } from "../screen.ts";
import type { Item } from "../types.ts";
import { known, named, points, word } from "../words.ts";
import { answerText } from "./answers.ts";
import { beginHere, stateBadge } from "./home.ts";

let onlyOpen = false;

/** The overview of a sheet: how far it is, every item in its area, and the way on. */
export async function sheetScreen(id: number | string): Promise<void> {
  const at = await open(id);
  if (!at) return show({ title: word("sheets"), back: "#/", body: [nothing(word("no_sheets"), word("no_sheets_text"))] });
  const isOpen = isOpenForWork(at.sheet);
  show({ title: at.unit?.name ?? at.sheet.number, back: "#/", body: [head(at), contestedLine(at), machinesLine(at), narrowing(at), ...areas(at)], foot: foot(at, isOpen) });
}

function head(at: Opened): HTMLElement {
  const score = scoreNow(at);
  const asked = at.items.filter((item) => !isFilled(item));
  const done = asked.length - openItems(at).length;
  return h(
    "section",
    { class: "sheet-head" },
    h("p", { class: "card-line" }, stateBadge(at.sheet), " ", [known(`channel_${at.sheet.channel}`), at.sheet.number].filter(Boolean).join(" · ")),
    h("progress", { max: asked.length, value: done, "aria-label": word("progress", { done, all: asked.length }) }),
    h("p", { class: "card-line" }, word("progress", { done, all: asked.length }), score.score === null ? "" : ` · ${word("score_so_far", { score: points(score.score) })}`, " ", score.isVeto ? badge("over", word("red_line")) : null),
  );
}

function contestedLine(at: Opened): HTMLElement | null {
  const n = conflicts(at).length;
  return n > 0 ? link(`#/conflicts/${at.sheet.id}`, { class: "notice", tone: "over" }, word("conflict_n", { n }), icon("next")) : null;
}

function machinesLine(at: Opened): HTMLElement | null {
  if (!at.unit || at.unit.machines.length === 0) return null;
  return link(`#/unit/${at.unit.id}`, { class: "btn btn-wide" }, `${word("machines")} · ${at.unit.machines.length}`);
}

function narrowing(at: Opened): HTMLElement {
  const box = h("input", { type: "checkbox", id: "only-open", on: { change: () => ((onlyOpen = box.checked), void sheetScreen(at.sheet.id)) } });
  box.checked = onlyOpen;
  return h("label", { class: "switch", for: "only-open" }, box, word("only_open"));
}

function areas(at: Opened): HTMLElement[] {
  return at.areas.map(({ area, items }) => {
    const shown = onlyOpen ? items.filter((item) => lack(at, item) !== null) : items;
    return h("section", { class: "area", hidden: shown.length === 0 }, h("h2", { text: named(area) }), h("ul", { class: "items" }, ...shown.map((item) => line(at, item))));
  });
}

function line(at: Opened, item: Item): HTMLElement {
  const value = valueOf(at, item.id);
  const missing = lack(at, item);
  const photos = proofsOf(at, item.id);
  const tone = ["assigned", "planned"].includes(at.sheet.state) ? "rest" : missing === "choice" ? "over" : missing ? "soon" : value && loses(item, value) ? "over" : value ? "proven" : "rest";
  const text = missing && (missing !== "answer" || !value) ? word(`lack_${missing}`) : isFilled(item) && !value ? word("no_figures") : answerText(item, value);
  return h(
    "li",
    {},
    link(`#/sheet/${at.sheet.id}/item/${item.id}`, { class: "item-line", data: { item: String(item.id) } }, h("span", { class: "item-code", text: item.code }), h("span", { class: "item-name", text: named(item) }), h("span", { class: "item-end" }, photos > 0 ? h("span", { class: "photos", text: `▣ ${photos}`, "aria-label": word("photo_n", { n: photos }) }) : null, badge(tone, text))),
  );
}

function foot(at: Opened, isOpen: boolean): (Node | null)[] {
  if (["assigned", "planned"].includes(at.sheet.state)) return [h("p", { class: "hint", text: word("begin_lead") }), button("begin", () => void beginHere(at.sheet), { class: "btn btn-primary btn-wide" })];
  if (!isOpen) return [link("#/", { class: "btn btn-wide" }, word("back"))];
  const left = openItems(at);
  const first = left[0];
  return [
    first ? button("go_on", () => go(`#/sheet/${at.sheet.id}/item/${first.id}`), { class: "btn btn-primary btn-wide" }) : null,
    link(`#/sheet/${at.sheet.id}/submit`, { class: `btn btn-wide ${first ? "" : "btn-primary"}` }, word("hand_in")),
  ];
}
