/** How large the next piece of a file is: what goes through in a second or two, whatever the link. */
export const LEAST = 32 * 1024;
export const MOST = 512 * 1024;
const AIM_MS = 1_500;

export function nextChunk(now: number, tookMs: number): number {
  if (tookMs < 0) return Math.max(LEAST, Math.floor(now / 2));
  const fits = Math.floor(now * (AIM_MS / Math.max(tookMs, 1)));
  return Math.min(MOST, Math.max(LEAST, Math.min(fits, now * 2)));
}

/** Seconds until the next try, longer each time, never the same for all phones of a branch at once. */
export function waitMs(failures: number, random: number): number {
  const whole = Math.min(60_000, 2_000 * 2 ** Math.min(failures, 6));
  return Math.round(whole * (0.5 + random / 2));
}
