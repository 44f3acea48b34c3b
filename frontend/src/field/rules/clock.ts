/** A phone's clock may be wrong by days. The server's is right; the difference is learnt at every contact. */

export interface Clock {
  /** How far this phone is ahead, in milliseconds. */
  ahead: number;
}

/** The server is asked at `before` and answers by `after`, both by the phone; what it says lies in the middle. */
export function aheadBy(serverNow: number, before: number, after: number): number {
  return Math.round((before + after) / 2 - serverNow);
}

/** The server's time as far as it is known: what ids and signatures are made with. */
export function rightTime(phoneNow: number, clock: Clock | null): number {
  return phoneNow - (clock?.ahead ?? 0);
}

/** Differences below this are the network's. */
export const TOLERANCE = 30_000;

export function isWrong(clock: Clock | null): boolean {
  return clock !== null && Math.abs(clock.ahead) > TOLERANCE;
}
