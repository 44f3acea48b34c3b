import { badge, button, h, toast } from "../dom.ts";
import { nothing, show } from "../screen.ts";
import { filesWaiting, works } from "../store.ts";
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
  show({
    title: word("outbox_title"),
    back: "#/",
    body: [
      refused.length > 0 ? h("section", {}, h("h2", { text: word("refused_title") }), h("p", { class: "hint", text: word("refused_lead") }), h("ul", { class: "items" }, ...refused.map(refusedLine))) : null,
      waiting.length + files.length > 0 ? h("p", { class: "hint", text: word("outbox_kept") }) : null,
      waiting.length > 0 ? h("ul", { class: "items" }, ...waiting.slice(0, 200).map(line)) : null,
      files.length > 0 ? h("ul", { class: "items" }, ...files.slice(0, 50).map(fileLine)) : null,
      all.length + files.length === 0 ? nothing(word("outbox_empty"), "") : null,
    ],
    foot: [button("send_now", () => (soon(0), toast(word("sending"))), { class: "btn btn-primary btn-wide" })],
  });
}

function nameOf(work: Work): string {
  return known(`kind_${work.kind.replaceAll(".", "_")}`) ?? work.kind;
}

function line(work: Work): HTMLElement {
  return h("li", { class: "item-line", data: { work: work.id } }, h("span", { class: "item-name", text: nameOf(work) }), h("span", { class: "item-end quiet", text: moment(work.at) }));
}

function fileLine(file: StoredFile): HTMLElement {
  const size = (bytes: number): string => `${(bytes / MB).toFixed(1)} MB`;
  return h("li", { class: "item-line" }, h("span", { class: "item-name", text: file.name }), h("span", { class: "item-end quiet", text: word("file_progress", { done: size(file.offset), all: size(file.size) }) }));
}

function refusedLine(work: Work): HTMLElement {
  const seen = async (): Promise<void> => {
    await dismiss(work.id);
    await outboxScreen();
  };
  return h("li", { class: "refused", data: { work: work.id } }, h("p", {}, badge("over", nameOf(work)), " ", moment(work.at)), h("p", { text: work.message || known(work.code) || work.code }), said(work), button("seen", () => void seen(), { class: "btn" }));
}

/** The words that were written, so that they can be used elsewhere. */
function said(work: Work): HTMLElement | null {
  const text = ["new", "text", "assessment", "note", "fault"].map((name) => work.payload[name]).find((part) => typeof part === "string" && part);
  return text ? h("p", { class: "said", text: String(text) }) : null;
}
