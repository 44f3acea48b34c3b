/** Pictures made smaller and drawn upon, sound made into a file that every player knows. */

/** Long enough to read a notice on the photo, small enough for a slow link. */
const LONGEST = 1_600;
const THUMB = 160;
const SAMPLES = 16_000;

export interface Decoded {
  picture: ImageBitmap;
  width: number;
  height: number;
}

/** Returns the picture at its sending size; nothing where this browser cannot read it (HEIC, a broken file). */
export async function decode(file: Blob): Promise<Decoded | null> {
  try {
    const whole = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(whole.width, whole.height));
    const width = Math.max(1, Math.round(whole.width * scale));
    const height = Math.max(1, Math.round(whole.height * scale));
    if (scale === 1) return { picture: whole, width, height };
    whole.close();
    const picture = await createImageBitmap(file, { resizeWidth: width, resizeHeight: height, resizeQuality: "medium" });
    return { picture, width, height };
  } catch {
    return null;
  }
}

export function jpeg(canvas: HTMLCanvasElement, quality = 0.8): Promise<Blob> {
  return toBlob(canvas, "image/jpeg", quality);
}

export function png(canvas: HTMLCanvasElement): Promise<Blob> {
  return toBlob(canvas, "image/png", 1);
}

function toBlob(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("no picture"))), type, quality);
  });
}

export async function thumbOf(source: CanvasImageSource, width: number, height: number): Promise<Blob> {
  const scale = Math.min(1, THUMB / Math.min(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return jpeg(canvas, 0.7);
}

/** Browsers record in forms of their own; a plain wave plays everywhere. */
export async function wave(recorded: Blob): Promise<Blob> {
  const context = new AudioContext();
  try {
    const sound = await context.decodeAudioData(await recorded.arrayBuffer());
    const length = Math.max(1, Math.ceil(sound.duration * SAMPLES));
    const offline = new OfflineAudioContext(1, length, SAMPLES);
    const source = offline.createBufferSource();
    source.buffer = sound;
    source.connect(offline.destination);
    source.start();
    return waveFile((await offline.startRendering()).getChannelData(0));
  } finally {
    await context.close();
  }
}

function waveFile(samples: Float32Array): Blob {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const text = (at: number, words: string): void => [...words].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, SAMPLES, true);
  view.setUint32(28, SAMPLES * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, i) => view.setInt16(44 + i * 2, Math.max(-1, Math.min(1, sample)) * 0x7fff, true));
  return new Blob([view.buffer], { type: "audio/wav" });
}
