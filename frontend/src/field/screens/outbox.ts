import { badge, button, h, toast } from "../dom.ts";
import { nothing, show } from "../screen.ts";
import { filesWaiting, handbook, sheets, units, works } from "../store.ts";
import { soon } from "../sync.ts";
import type { StoredFile, Work } from "../types.ts";
import { dismiss } from "../work.ts";
import { known, moment, word } from "../words.ts";

const MB = 1024 * 1024;

/** What waits, and what the server refused, each with its reason. */
export async function outboxScreen(): Promise<void> {
  const all = await works();
  const files = await filesWaiting();
  const refused = all.filter((work) => work.state === "refused");
  const waiting = all.filter((work) => work.state !== "refused");
  const about = await aboutWhat();
  show({
    title: word("outbox_title"),
    back: "#/",
    body: [
      refused.length > 0 ? h("section", {}, h("h2", { text: word("refused_title") }), h("p", { class: "hint", text: word("refused_lead") }), h("ul", { class: "items" }, ...refused.map((work) => refusedLine(work, about(work))))) : null,
      waiting.length + files.length > 0 ? h("p", { class: "hint", text: word("outbox_kept") }) : null,
      waiting.length > 0 ? h("ul", { class: "items" }, ...waiting.slice(0, 200).map((work) => line(work, about(work)))) : null,
      files.length > 0 ? h("ul", { class: "items" }, ...files.slice(0, 50).map(fileLine)) : null,
      all.length + files.length === 0 ? nothing(word("outbox_empty"), "") : null,
    ],
    foot: [button("send_now", () => (soon(0), toast(word("sending"))), { class: "btn btn-primary btn-wide" })],
  });
}

function nameOf(work: Work): string {
  return known(`kind_${work.kind.replaceAll(".", "_")}`) ?? work.kind;
}

/** Tells where a piece of work belongs: the item and the outlet. */
async function aboutWhat(): Promise<(work: Work) => string> {
  const names = new Map((await units()).map((unit) => [unit.id, unit]));
  const known = new Map((await sheets()).map((sheet) => [sheet.id, sheet]));
  const books = await Promise.all([...new Set([...known.values()].map((sheet) => sheet.version))].map(handbook));
  const codes = new Map(books.flatMap((book) => book?.areas.flatMap((area) => area.items.map((item) => [item.id, item.code] as const)) ?? []));
  return (work) => {
    const unit = work.sheet === null ? work.payload["unit"] : known.get(work.sheet)?.unit;
    return [codes.get(Number(work.payload["item"])), names.get(Number(unit))?.name].filter(Boolean).join(" · ");
  };
}

function line(work: Work, about: string): HTMLElement {
  return h("li", { class: "item-line", data: { work: work.id } }, h("span", { class: "item-name" }, nameOf(work), about ? h("span", { class: "item-about", text: about }) : null), h("span", { class: "item-end quiet", text: moment(work.at) }));
}

function fileLine(file: StoredFile): HTMLElement {
  const size = (bytes: number): string => (file.size < MB ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / MB).toFixed(1)} MB`);
  return h("li", { class: "item-line" }, h("span", { class: "item-name", text: file.name }), h("span", { class: "item-end quiet", text: word("file_progress", { done: size(file.offset), all: size(file.size) }) }));
}

function refusedLine(work: Work, about: string): HTMLElement {
  const seen = async (): Promise<void> => {
    await dismiss(work.id);
    await outboxScreen();
  };
  return h("li", { class: "refused", data: { work: work.id } }, h("p", {}, badge("over", nameOf(work)), " ", [about, moment(work.at)].filter(Boolean).join(" · ")), h("p", { text: work.message || known(work.code) || work.code }), said(work), button("seen", () => void seen(), { class: "btn" }));
}

/** The words that were written, so that they can be used elsewhere. */
function said(work: Work): HTMLElement | null {
  const text = ["new", "text", "assessment", "note", "fault"].map((name) => work.payload[name]).find((part) => typeof part === "string" && part);
  return text ? h("p", { class: "said", text: String(text) }) : null;
}
