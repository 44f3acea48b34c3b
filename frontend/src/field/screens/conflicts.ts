import { button, h } from "../dom.ts";
import { surely } from "../full.ts";
import { conflicts, open, type Opened } from "../opened.ts";
import { nothing, show } from "../screen.ts";
import type { FieldHere, Item, Value } from "../types.ts";
import { choose } from "../work.ts";
import { known, moment, named, word } from "../words.ts";
import { answerText } from "./answers.ts";

/** Field by field: mine and theirs, who and when; the reader chooses. */
export async function conflictScreen(id: number | string): Promise<void> {
  const at = await open(id);
  const found = at ? conflicts(at) : [];
  show({
    title: word("conflicts"),
    back: `#/sheet/${id}`,
    body: at && found.length > 0 ? [h("p", { class: "lead", text: word("conflict_lead") }), ...found.map((each) => one(at, each.item, each.field, each.here))] : [nothing(word("done"), "")],
  });
}

function one(at: Opened, itemId: number, field: string, here: FieldHere): HTMLElement {
  const item = at.items.find((each) => each.id === itemId);
  const theirs = here.conflict;
  const pick = async (which: "mine" | "theirs"): Promise<void> => {
    await surely(() => choose(at.sheet.id, itemId, field, which));
    await conflictScreen(at.sheet.id);
  };
  return h(
    "section",
    { class: "conflict", data: { item: String(itemId), field } },
    h("h2", { text: [item ? `${item.code} ${named(item)}` : "", known(`field_${field}`) ?? field].filter(Boolean).join(" · ") }),
    side(word("mine"), text(item, field, here.value), button("keep_mine", () => void pick("mine"), { class: "btn btn-wide" })),
    side(`${word("theirs", { by: theirs?.by ?? "" })} · ${theirs?.at ? moment(Date.parse(theirs.at)) : ""}`, text(item, field, theirs?.theirs), button("take_theirs", () => void pick("theirs"), { class: "btn btn-wide" })),
  );
}

function side(who: string, said: string, choice: HTMLElement): HTMLElement {
  return h("div", { class: "side" }, h("p", { class: "label", text: who }), h("p", { class: "said", text: said || word("empty_value") }), choice);
}

function text(item: Item | undefined, field: string, value: unknown): string {
  if (field === "value" && item) return answerText(item, value as Value | null);
  return typeof value === "string" ? value : value === null || value === undefined ? "" : JSON.stringify(value);
}
