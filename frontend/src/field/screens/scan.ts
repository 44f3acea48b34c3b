import { button, h, toast } from "../dom.ts";
import { readCode } from "../rules/scanned.ts";
import { go, show } from "../screen.ts";
import { sheets, units } from "../store.ts";
import { word } from "../words.ts";

type Reader = (source: ImageBitmap | HTMLVideoElement) => Promise<string>;

/** The camera looks for a code; where there is none, a picture of it does as well. */
export async function scanScreen(): Promise<void> {
  const video = h("video", { class: "camera", playsinline: true, "aria-label": word("scan_title") });
  video.muted = true;
  const line = h("p", { class: "lead", text: word("scan_title"), "aria-live": "polite" });
  let stream: MediaStream | null = null;
  let gone = false;
  const stop = (): void => {
    gone = true;
    for (const track of stream?.getTracks() ?? []) track.stop();
  };
  show({ title: word("scan"), place: "scan", leave: stop, body: [line, video, button("scan_picture", () => void fromPicture(line), { class: "btn btn-wide", icon: "album" })] });
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    line.textContent = word("camera_refused");
    video.hidden = true;
    return;
  }
  if (gone) return stop();
  video.srcObject = stream;
  await video.play().catch(() => undefined);
  const read = await reader();
  while (!gone) {
    const found = video.videoWidth > 0 ? await read(video) : "";
    if (found && (await follow(found, line))) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function fromPicture(line: HTMLElement): Promise<void> {
  const input = h("input", { type: "file", accept: "image/*", hidden: true });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.remove();
    if (!file) return;
    void createImageBitmap(file)
      .then(async (picture) => follow(await (await reader())(picture), line))
      .catch(() => (line.textContent = word("scan_unknown")));
  });
  document.body.append(input);
  input.click();
}

interface Detector {
  detect(source: ImageBitmapSource): Promise<{ rawValue: string }[]>;
}

/** The browser's own reader where it has one; ours is fetched only where it is needed, and was kept with the page. */
async function reader(): Promise<Reader> {
  const Own = (globalThis as unknown as { BarcodeDetector?: new (how: object) => Detector }).BarcodeDetector;
  if (Own) {
    try {
      const detector = new Own({ formats: ["qr_code"] });
      return async (source) => (await detector.detect(source).catch(() => []))[0]?.rawValue ?? "";
    } catch {
      // It is there in name only.
    }
  }
  const { default: jsQR } = await import("jsqr");
  const canvas = document.createElement("canvas");
  return async (source) => {
    const width = source instanceof HTMLVideoElement ? source.videoWidth : source.width;
    const height = source instanceof HTMLVideoElement ? source.videoHeight : source.height;
    const scale = Math.min(1, 800 / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context?.drawImage(source, 0, 0, canvas.width, canvas.height);
    const pixels = context?.getImageData(0, 0, canvas.width, canvas.height);
    return pixels ? (jsQR(pixels.data, pixels.width, pixels.height)?.data ?? "") : "";
  };
}

async function follow(text: string, line: HTMLElement): Promise<boolean> {
  const found = readCode(text);
  if (found.what === "pairing") {
    location.hash = `#pair=${found.code}`;
    return true;
  }
  if (found.what === "nothing") {
    line.textContent = word("scan_unknown");
    return false;
  }
  const address = found.what === "outlet" ? await outlet(found.code) : await machine(found.code);
  if (!address) {
    line.textContent = word("scan_not_mine", { code: found.code });
    return false;
  }
  toast(word("done"));
  go(address);
  return true;
}

/** The code on the wall opens the outlet: its sheet of today where there is one. */
export async function outlet(code: string): Promise<string | null> {
  const unit = (await units()).find((each) => each.code === code);
  if (!unit) return null;
  const mine = (await sheets()).filter((sheet) => sheet.unit === unit.id && !sheet.handed_in);
  const sheet = mine.find((each) => each.state === "in_progress") ?? mine.find((each) => each.state === "assigned");
  return sheet ? `#/sheet/${sheet.id}` : `#/unit/${unit.id}`;
}

async function machine(code: string): Promise<string | null> {
  for (const unit of await units()) {
    const found = unit.machines.find((each) => each.code === code);
    if (found) return `#/unit/${unit.id}/machine/${found.id}`;
  }
  return null;
}
