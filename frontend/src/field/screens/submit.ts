import { button, fault, field, h, icon, link, toast } from "../dom.ts";
import { surely } from "../full.ts";
import { conflicts, fieldOf, isOpenForWork, open, openItems, scoreNow } from "../opened.ts";
import { go, nothing, show } from "../screen.ts";
import { handIn, write } from "../work.ts";
import { named, points, word } from "../words.ts";
import { signaturePad } from "./proof.ts";

/** Handing in: what is still open, the score as it will be, the assessment in words, the signature. */
export async function submitScreen(id: number | string): Promise<void> {
  const at = await open(id);
  if (!at || !isOpenForWork(at.sheet)) return show({ title: word("submit_title"), back: `#/sheet/${id}`, body: [nothing(word("submitted_here"), "")] });
  const left = openItems(at);
  const first = left[0];
  const contested = conflicts(at).length;
  const score = scoreNow(at);
  const grade = at.book.bands.find((band) => band.code === score.grade);
  const box = h("textarea", { class: "form-control", rows: 5, maxlength: 4000, required: true });
  box.value = String(fieldOf(at, 0, "assessment")?.value ?? "");
  const keep = (): Promise<unknown> => surely(() => write(id, 0, "assessment", box.value));
  let timer = 0;
  box.addEventListener("input", () => (clearTimeout(timer), (timer = window.setTimeout(() => void keep(), 400))));
  const pad = signaturePad();
  const send = async (): Promise<void> => {
    clearTimeout(timer);
    if (!box.value.trim()) return fault(box, word("assessment_needed"));
    fault(box, "");
    await keep();
    const signature = await pad.take(id);
    if (signature === undefined) return;
    const done = await surely(async () => (await handIn(at.sheet, box.value.trim(), signature), true));
    if (!done) return;
    toast(word("submitted_here"));
    go(`#/sheet/${id}`);
  };
  show({
    title: word("submit_title"),
    back: `#/sheet/${id}`,
    leave: () => {
      clearTimeout(timer);
      if (box.value !== String(fieldOf(at, 0, "assessment")?.value ?? "") && box.isConnected) void keep();
    },
    body: [
      first ? h("div", { class: "notice", tone: "soon" }, h("p", { text: word("still_open", { n: left.length }) }), link(`#/sheet/${id}/item/${first.id}`, { class: "btn" }, word("see_open"))) : null,
      contested > 0 ? link(`#/conflicts/${id}`, { class: "notice", tone: "over" }, word("conflict_n", { n: contested }), icon("next")) : null,
      score.score === null ? null : h("p", { class: "lead" }, word("score_so_far", { score: points(score.score) }), grade ? ` · ${named(grade)}` : ""),
      field(word("assessment"), box),
      at.sheet.channel === "self_check" ? null : pad.control,
    ],
    foot: [button("submit_now", () => void send(), { class: "btn btn-primary btn-wide", disabled: left.length > 0 || contested > 0 })],
  });
}
