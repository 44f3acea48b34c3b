/** Photos, voice notes and signatures: taken, drawn upon, kept. */
import { button, field, h, toast } from "../dom.ts";
import { surely } from "../full.ts";
import { decode, type Decoded, jpeg, png, thumbOf, wave } from "../media.ts";
import type { Photo } from "../types.ts";
import { addPhoto, type Taken } from "../work.ts";
import { word } from "../words.ts";
import { type Drawing, drawingOn } from "./drawing.ts";

type SheetId = string | number;

const INK = "#e02020";
const LONGEST_VOICE = 90;

export async function askPhoto(sheet: SheetId, item: number, fromCamera: boolean): Promise<Photo | undefined> {
  const chosen = await pick(fromCamera);
  let last: Photo | undefined;
  for (const file of chosen) {
    const taken = await asTaken(file, chosen.length === 1);
    if (taken) last = await surely(() => addPhoto(sheet, item, taken));
  }
  return last;
}

function pick(fromCamera: boolean): Promise<File[]> {
  return new Promise((resolve) => {
    const input = h("input", { type: "file", accept: "image/*,.heic,.heif", hidden: true, ...(fromCamera ? { capture: "environment" } : { multiple: true }) });
    input.addEventListener("change", () => (input.remove(), resolve([...(input.files ?? [])])));
    input.addEventListener("cancel", () => (input.remove(), resolve([])));
    document.body.append(input);
    input.click();
  });
}

/** A picture that this browser cannot read is kept and sent as it is; the server knows more forms, or says why it refuses. */
async function asTaken(file: File, draws: boolean): Promise<Taken | null> {
  const decoded = await decode(file);
  if (!decoded) {
    toast(word("photo_unreadable"));
    return { kind: "photo", name: file.name || "photo", copy: file, original: null, thumb: null, note: "" };
  }
  const done = draws ? await drawUpon(decoded) : { drawing: plain(decoded), note: "" };
  if (!done) return null;
  const copy = await jpeg(done.drawing.canvas);
  const thumb = await thumbOf(done.drawing.canvas, decoded.width, decoded.height);
  decoded.picture.close();
  return { kind: "photo", name: "photo.jpg", copy, original: { name: file.name || "original.jpg", content: file }, thumb, note: done.note };
}

function plain(decoded: Decoded): Drawing {
  return drawingOn(decoded.width, decoded.height, INK, 1, (context) => context.drawImage(decoded.picture, 0, 0, decoded.width, decoded.height), "");
}

function drawUpon(decoded: Decoded): Promise<{ drawing: Drawing; note: string } | null> {
  return new Promise((resolve) => {
    const thick = Math.max(4, Math.round(Math.max(decoded.width, decoded.height) / 160));
    const drawing = drawingOn(decoded.width, decoded.height, INK, thick, (context) => context.drawImage(decoded.picture, 0, 0, decoded.width, decoded.height), word("draw_title"));
    const note = h("input", { class: "form-control", maxlength: 200, autocomplete: "off" });
    const dialog = h("dialog", { class: "dialog dialog-whole", "aria-labelledby": "draw-title" });
    const end = (kept: boolean): void => {
      dialog.close();
      dialog.remove();
      resolve(kept ? { drawing, note: note.value.trim() } : null);
    };
    dialog.append(
      h("h2", { id: "draw-title", text: word("draw_title") }),
      h("div", { class: "canvas-holder" }, drawing.canvas),
      field(word("photo_note"), note),
      h("p", { class: "hint", text: word("original_kept") }),
      h("div", { class: "buttons" }, button("cancel", () => end(false)), button("undo", drawing.undo), button("draw_keep", () => end(true), { class: "btn btn-primary" })),
    );
    dialog.addEventListener("cancel", () => end(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}

const recording = new WeakMap<HTMLButtonElement, MediaRecorder>();

/** The first press begins, the second ends; the button says how long it has been. */
export async function recordVoice(sheet: SheetId, item: number, pressed: HTMLButtonElement): Promise<Photo | undefined> {
  const running = recording.get(pressed);
  if (running) {
    running.stop();
    return undefined;
  }
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    toast(word("mic_refused"));
    return undefined;
  }
  const sound = await recorded(stream, pressed);
  return surely(async () => addPhoto(sheet, item, { kind: "voice", name: "voice.wav", copy: await wave(sound), original: null, thumb: null, note: "" }));
}

function recorded(stream: MediaStream, pressed: HTMLButtonElement): Promise<Blob> {
  return new Promise((resolve) => {
    const recorder = new MediaRecorder(stream);
    const parts: Blob[] = [];
    const before = pressed.textContent ?? "";
    let seconds = 0;
    const clock = setInterval(() => {
      pressed.lastChild?.replaceWith(word("stop", { s: ++seconds }));
      if (seconds >= LONGEST_VOICE) recorder.stop();
    }, 1_000);
    recording.set(pressed, recorder);
    pressed.setAttribute("aria-pressed", "true");
    pressed.lastChild?.replaceWith(word("stop", { s: 0 }));
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => {
      clearInterval(clock);
      recording.delete(pressed);
      pressed.setAttribute("aria-pressed", "false");
      pressed.lastChild?.replaceWith(before);
      for (const track of stream.getTracks()) track.stop();
      resolve(new Blob(parts, { type: recorder.mimeType }));
    });
    recorder.start();
  });
}

/** A pad to sign upon, and what makes a photo of it once it is signed. */
export function signaturePad(): { control: HTMLElement; take: (sheet: SheetId) => Promise<Photo | null | undefined> } {
  const paper = (context: CanvasRenderingContext2D): void => {
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, 600, 240);
  };
  const drawing = drawingOn(600, 240, "#10151c", 4, paper, word("sign_here"));
  const control = h("div", { class: "signature" }, h("p", { class: "label", text: word("signature") }), drawing.canvas, button("clear", drawing.clear, { class: "btn btn-ghost" }));
  const take = async (sheet: SheetId): Promise<Photo | null | undefined> => {
    if (!drawing.isTouched()) return null;
    const copy = await png(drawing.canvas);
    return surely(() => addPhoto(sheet, 0, { kind: "signature", name: "signature.png", copy, original: null, thumb: copy, note: "" }));
  };
  return { control, take };
}
