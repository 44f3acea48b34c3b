import { badge, button, fault, field, h, icon, link, toast } from "../dom.ts";
import { surely } from "../full.ts";
import { fieldOf, goesOn, isFilled, isOpenForWork, open, type Opened, proofsOf, valueOf } from "../opened.ts";
import { needsProof } from "../rules/answers.ts";
import { go, nothing, show } from "../screen.ts";
import { blob } from "../store.ts";
import type { Item, Photo, Value } from "../types.ts";
import { guide, write } from "../work.ts";
import { named, points, spoken, word } from "../words.ts";
import { answerControls, answerText } from "./answers.ts";
import { askPhoto, recordVoice } from "./proof.ts";

let at: Opened | null = null;

/** One question a screen. The sheet stays open from item to item, so that the next one is there at once. */
export async function itemScreen(sheet: string | number, itemId: number): Promise<void> {
  if (at?.sheet.id !== sheet) at = await open(sheet);
  const item = at?.items.find((each) => each.id === itemId);
  if (!at || !item) return show({ title: word("sheets"), back: `#/sheet/${sheet}`, body: [nothing(word("no_sheets"), "")] });
  draw(at, item);
}

/** Read the sheet anew the next time: something other than this screen has changed it. */
export function forgetOpened(): void {
  at = null;
}

function draw(at: Opened, item: Item): void {
  const isOpen = isOpenForWork(at.sheet) && !isFilled(item);
  const typing = new Typing(at, item);
  show({
    title: `${item.code}`,
    back: `#/sheet/${at.sheet.id}`,
    body: [question(at, item), isOpen ? answers(at, item) : h("p", { class: "lead" }, badge("rest", isFilled(item) && !valueOf(at, item.id) ? word("no_figures") : answerText(item, valueOf(at, item.id)))), isFilled(item) ? h("p", { class: "hint", text: word("filled") }) : null, contested(at, item), isOpen ? typing.control : null, proofs(at, item, isOpen), how(item)],
    foot: steps(at, item),
    leave: () => typing.keep(),
  });
}

function question(at: Opened, item: Item): HTMLElement {
  const area = at.areas.find((each) => each.items.includes(item));
  const asked = at.items.filter((each) => !isFilled(each));
  const place = asked.indexOf(item) + 1;
  return h(
    "section",
    { class: "question" },
    h("p", { class: "card-line", text: [area && named(area.area), place > 0 && `${place} / ${asked.length}`, item.kind === "veto" ? word("is_red_line") : word("points", { n: points(item.points) })].filter(Boolean).join(" · ") }),
    h("h2", { text: named(item) }),
  );
}

function answers(at: Opened, item: Item): HTMLElement {
  const holder = h("div", {});
  const give = (value: Value | null): void => {
    void surely(() => write(at.sheet.id, item.id, "value", value)).then((row) => {
      if (!row) return;
      at.rows.set(item.id, row);
      if (value && goesOn(item, value)) return next(at, item);
      refresh();
    });
    // Seen at once; what is written follows.
    for (const each of holder.querySelectorAll("[aria-pressed]")) each.setAttribute("aria-pressed", "false");
  };
  const refresh = (): void => {
    const focused = document.activeElement instanceof HTMLInputElement && holder.contains(document.activeElement);
    if (!focused) holder.replaceChildren(answerControls(item, valueOf(at, item.id), give));
    demand(at, item);
  };
  holder.replaceChildren(answerControls(item, valueOf(at, item.id), give));
  return holder;
}

function demand(at: Opened, item: Item): void {
  const shown = document.getElementById("proof-demanded");
  if (shown) shown.hidden = !needsProof(item, valueOf(at, item.id)) || proofsOf(at, item.id) > 0;
}

function contested(at: Opened, item: Item): HTMLElement | null {
  const has = Object.values(at.rows.get(item.id)?.fields ?? {}).some((each) => each.conflict);
  return has ? link(`#/conflicts/${at.sheet.id}`, { class: "notice", tone: "over" }, word("conflicts"), icon("next")) : null;
}

/** The note is kept while one types, a moment after each pause, and when the screen goes. */
class Typing {
  readonly control: HTMLElement;
  private readonly box: HTMLTextAreaElement;
  private timer = 0;
  private readonly at: Opened;
  private readonly item: Item;

  constructor(at: Opened, item: Item) {
    this.at = at;
    this.item = item;
    this.box = h("textarea", { class: "form-control", rows: 2, maxlength: 2000 });
    this.box.value = String(fieldOf(at, item.id, "note")?.value ?? "");
    this.box.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.keep(), 400);
    });
    this.control = field(word("note"), this.box);
  }

  keep(): void {
    clearTimeout(this.timer);
    const before = String(fieldOf(this.at, this.item.id, "note")?.value ?? "");
    if (this.box.value === before || !isOpenForWork(this.at.sheet)) return;
    const { at, item, box } = this;
    void surely(() => write(at.sheet.id, item.id, "note", box.value)).then((row) => row && at.rows.set(item.id, row));
  }
}

function proofs(at: Opened, item: Item, isOpen: boolean): HTMLElement {
  const strip = h("ul", { class: "strip" });
  const photos = at.photos.get(item.id) ?? [];
  photos.forEach((photo, i) => strip.append(picture(photo, i + 1)));
  const added = (photo: Photo | undefined): void => {
    if (!photo) return;
    const now = [...(at.photos.get(item.id) ?? []), photo];
    at.photos.set(item.id, now);
    strip.append(picture(photo, now.length));
    demand(at, item);
  };
  const wanted = h("p", { class: "notice", tone: "soon", id: "proof-demanded", text: word("proof_demanded") });
  wanted.hidden = !needsProof(item, valueOf(at, item.id)) || proofsOf(at, item.id) > 0;
  return h(
    "section",
    { class: "proofs" },
    wanted,
    isOpen ? h("div", { class: "tools" }, button("photo", () => void askPhoto(at.sheet.id, item.id, true).then(added), { class: "btn tool", icon: "camera" }), button("gallery", () => void askPhoto(at.sheet.id, item.id, false).then(added), { class: "btn tool", icon: "album" }), voiceButton(at, item, added), button("advise", () => void advise(at, item), { class: "btn tool", icon: "advise" })) : null,
    strip,
  );
}

function voiceButton(at: Opened, item: Item, added: (photo: Photo | undefined) => void): HTMLElement {
  const made = button("voice", () => void recordVoice(at.sheet.id, item.id, made).then(added), { class: "btn tool", icon: "voice" });
  return made;
}

function picture(photo: Photo, n: number): HTMLElement {
  const name = word(photo.kind === "voice" ? "voice_n" : "photo_n", { n });
  const state = word(photo.state === "sent" ? "photo_sent" : photo.state === "refused" ? "photo_refused" : "photo_waiting");
  const holder = h("li", { class: "thumb", data: { state: photo.state } });
  const source = photo.thumb ?? null;
  if (source) {
    const url = URL.createObjectURL(source);
    const small = h("img", { src: url, alt: name, width: 72, height: 72, on: { load: () => URL.revokeObjectURL(url) } });
    holder.append(h("button", { type: "button", class: "thumb-open", on: { click: () => void enlarge(photo, name, source) } }, small));
  } else if (photo.kind === "voice") {
    holder.append(h("button", { type: "button", class: "btn thumb-play", "aria-label": name, text: "▶", on: { click: () => void play(photo) } }));
  } else {
    holder.append(h("span", { class: "thumb-none", text: "▣", role: "img", "aria-label": name }));
  }
  holder.append(h("span", { class: "thumb-state", text: state }));
  if (photo.message) holder.append(h("span", { class: "error", text: photo.message }));
  return holder;
}

/** The picture as large as the screen, with what was written to it. */
async function enlarge(photo: Photo, name: string, small: Blob): Promise<void> {
  const url = URL.createObjectURL((await blob(photo.copy)) ?? small);
  const dialog = h("dialog", { class: "dialog", "aria-label": name });
  dialog.append(h("img", { class: "large", src: url, alt: name }), photo.note ? h("p", { class: "said", text: photo.note }) : h("p", { class: "hint", text: name }), h("div", { class: "buttons" }, button("close", () => dialog.close())));
  dialog.addEventListener("close", () => (URL.revokeObjectURL(url), dialog.remove()));
  document.body.append(dialog);
  dialog.showModal();
}

async function play(photo: Photo): Promise<void> {
  const sound = await blob(photo.copy);
  if (sound) await new Audio(URL.createObjectURL(sound)).play();
}

async function advise(at: Opened, item: Item): Promise<void> {
  const text = h("textarea", { class: "form-control", rows: 4, maxlength: 2000 });
  const whom = h("input", { class: "form-control", maxlength: 120, autocomplete: "off" });
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "advise-title" });
  const keep = async (): Promise<void> => {
    if (!text.value.trim()) return fault(text, word("log_text_needed"));
    await surely(() => guide(at.sheet.id, item.id, text.value.trim(), whom.value.trim()));
    toast(word("recorded"));
    dialog.close();
  };
  dialog.append(h("h2", { id: "advise-title", text: word("advise_title") }), h("p", { class: "hint", text: word("advise_lead") }), field(word("advise_text"), text), field(word("advise_whom"), whom), h("div", { class: "buttons" }, button("cancel", () => dialog.close()), button("save", () => void keep(), { class: "btn btn-primary" })));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function how(item: Item): HTMLElement | null {
  const text = spoken() === "zh" || !item.how_en ? item.how_zh : item.how_en;
  return text ? h("details", { class: "how" }, h("summary", { text: word("guidance_how") }), h("p", { text })) : null;
}

function steps(at: Opened, item: Item): (Node | null)[] {
  const i = at.items.indexOf(item);
  const before = at.items.slice(0, Math.max(0, i)).reverse().find((each) => !isFilled(each));
  return [
    h("div", { class: "steps" }, before ? link(`#/sheet/${at.sheet.id}/item/${before.id}`, { class: "btn", "aria-label": word("previous") }, icon("back")) : null, link(`#/sheet/${at.sheet.id}`, { class: "btn" }, word("overview")), button("next", () => next(at, item), { class: "btn btn-primary" })),
  ];
}

function next(at: Opened, item: Item): void {
  // What fills itself is seen in the overview; nobody is led through it.
  const following = at.items.slice(at.items.indexOf(item) + 1).find((each) => !isFilled(each));
  go(following ? `#/sheet/${at.sheet.id}/item/${following.id}` : `#/sheet/${at.sheet.id}`);
}
