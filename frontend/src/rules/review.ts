/** What the review desk reckons: moments of a clip, steps and speeds, and where something moves. No page, no clock. */

export interface Line {
  stepMs: number;
  values: number[];
}

/** At or below this much of the picture nothing is going on: a screen saver, a blind in the wind. */
export const STILL = 3;
/** A pause shorter than this is part of what goes on. */
const SHORT_PAUSE_MS = 3000;
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

export function within(ms: number, lengthMs: number): number {
  return Math.min(Math.max(0, ms), Math.max(0, lengthMs));
}

/** The moment one picture on or back; pictures are shown from their beginning on, so that a hair more than one is enough. */
export function stepped(ms: number, step: 1 | -1, rate: number, lengthMs: number): number {
  const picture = 1000 / (rate > 0 ? rate : 25);
  const number = Math.floor(ms / picture + 0.01) + step;
  return within((number + 0.1) * picture, lengthMs);
}

export function speedAfter(current: number, step: 1 | -1): number {
  const place = SPEEDS.findIndex((speed) => speed >= current);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, (place < 0 ? SPEEDS.length - 1 : place) + step))] ?? 1;
}

export interface Stretch {
  fromMs: number;
  toMs: number;
}

/** The stretches in which something moves, short pauses taken in. */
export function busy(line: Line): Stretch[] {
  const found: Stretch[] = [];
  line.values.forEach((value, number) => {
    if (value <= STILL) return;
    const fromMs = number * line.stepMs;
    const last = found[found.length - 1];
    if (last && fromMs - last.toMs <= SHORT_PAUSE_MS) last.toMs = fromMs + line.stepMs;
    else found.push({ fromMs, toMs: fromMs + line.stepMs });
  });
  return found;
}

/** Where the next stretch with motion begins, or where the one before began; null where there is none. */
export function motionAfter(line: Line, ms: number, step: 1 | -1): number | null {
  const begins = busy(line).map((stretch) => stretch.fromMs);
  // Half a step of room, so that the jump back from a beginning does not stay there.
  const room = line.stepMs / 2;
  if (step > 0) return begins.find((begin) => begin > ms + room) ?? null;
  const before = begins.filter((begin) => begin < ms - room);
  return before[before.length - 1] ?? null;
}

/** The line as the outline of a drawing 1000 wide and 100 high. */
export function outline(line: Line): string {
  if (line.values.length === 0) return "";
  const width = 1000 / line.values.length;
  const points = line.values.map((value, number) => {
    const y = 100 - Math.min(100, Math.max(0, value));
    return `H${round(number * width)}V${round(y)}H${round((number + 1) * width)}`;
  });
  return `M0 100${points.join("")}V100Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** «09:03:07» on the recorder's own clock, which is the network's: `offsetMinutes` east of Greenwich. */
export function clockAt(startsMs: number, ms: number, offsetMinutes: number): string {
  const there = new Date(startsMs + ms + offsetMinutes * 60_000);
  return there.toISOString().slice(11, 19);
}

/** «1:02:03», «4:05» into the clip. */
export function lengthText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, place) => (place ? String(part).padStart(2, "0") : String(part))).join(":");
}
