/** The score while one writes, as the server will make it: exact fractions, rounded half up, once, at the end. */
import type { Band, Item, Value } from "../types.ts";

/** An exact fraction; the lower number is above nothing. */
interface Fraction {
  over: bigint;
  under: bigint;
}

const NOTHING: Fraction = { over: 0n, under: 1n };
const FULL = 10_000n;

export interface ItemScore {
  earned: Fraction;
  points: number;
  applies: boolean;
  isVeto: boolean;
}

export interface SheetScore {
  score: number | null;
  isVeto: boolean;
  grade: string;
}

const whole = (n: number): Fraction => ({ over: BigInt(n), under: 1n });
const plus = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.under + b.over * a.under, under: a.under * b.under });
const atLeastNothing = (n: number): Fraction => whole(Math.max(0, n));
const num = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? Math.trunc(value) : 0);

export function halfUp(number: Fraction): number {
  return Number((2n * number.over + number.under) / (2n * number.under));
}

export function scoreItem(item: Item, value: Value | null | undefined): ItemScore {
  const out: ItemScore = { earned: NOTHING, points: 0, applies: false, isVeto: false };
  if (!value || value["na"]) return out;
  if (item.kind === "veto") return { ...out, applies: true, isVeto: value["hit"] === true };
  const earned = earnedBy(item, value);
  return earned ? { earned, points: item.points, applies: true, isVeto: false } : out;
}

function earnedBy(item: Item, value: Value): Fraction | null {
  const rule = item.rule;
  switch (item.kind) {
    case "bin":
      return whole(value["met"] ? item.points : 0);
    case "ded":
      return atLeastNothing(item.points - num(rule["each"]) * num(value["count"]));
    case "lvl":
      return ofLevels(item, value);
    case "cnt":
      return rule["measure"] === "share" ? shareOf(item.points, value["hit"], value["of"]) : ofBands(item, value);
    case "dev":
      return ofDevices(item, value);
    default:
      return NOTHING;
  }
}

function ofLevels(item: Item, value: Value): Fraction | null {
  const levels = (item.rule["levels"] ?? []) as { code: string; share: number }[];
  const level = levels.find((each) => each.code === value["level"]);
  return level ? { over: BigInt(item.points) * BigInt(level.share), under: FULL } : null;
}

function shareOf(points: number, hit: unknown, of: unknown): Fraction | null {
  return num(of) > 0 ? { over: BigInt(points) * BigInt(num(hit)), under: BigInt(num(of)) } : null;
}

function ofDevices(item: Item, value: Value): Fraction | null {
  const working = num(value["working"]);
  const tested = num(value["tested"]);
  if (tested === 0) return null;
  if (item.rule["measure"] === "share") return shareOf(item.points, working, tested);
  if (item.rule["measure"] === "each") return atLeastNothing(item.points - num(item.rule["each"]) * (tested - working));
  return whole(working === tested ? item.points : 0);
}

function ofBands(item: Item, value: Value): Fraction | null {
  const measured = measuredBy(item, value);
  if (!measured) return null;
  const lower = item.rule["better"] === "lower";
  const bands = (item.rule["bands"] ?? []) as Record<string, unknown>[];
  for (const band of bands) {
    const edge = decimal(String(band[lower ? "upto" : "from"] ?? "0"));
    const left = measured.over * edge.under;
    const right = edge.over * measured.under;
    if (lower ? left <= right : left >= right) return whole(num(band["points"]));
  }
  return NOTHING;
}

function measuredBy(item: Item, value: Value): Fraction | null {
  if (!("of" in value)) return decimal(String(value["value"] ?? "0"));
  const of = num(value["of"]);
  const times = item.rule["unit"] === "percent" ? 100n : 1n;
  return of > 0 ? { over: BigInt(num(value["hit"])) * times, under: BigInt(of) } : null;
}

function decimal(text: string): Fraction {
  const found = /^(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!found) return NOTHING;
  const digits = found[2] ?? "";
  return { over: BigInt((found[1] ?? "0") + digits), under: 10n ** BigInt(digits.length) };
}

export function scoreSheet(scale: string, scores: Iterable<ItemScore>, bands: readonly Band[]): SheetScore {
  let earned = NOTHING;
  let points = 0n;
  let isVeto = false;
  for (const each of scores) {
    earned = plus(earned, each.earned);
    points += BigInt(each.points);
    isVeto ||= each.isVeto;
  }
  const score = points === 0n ? null : scoreOf(scale, earned, points);
  return { score, isVeto, grade: gradeOf(score, bands, isVeto) };
}

function scoreOf(scale: string, earned: Fraction, points: bigint): number {
  if (scale !== "deduct") return halfUp({ over: FULL * earned.over, under: earned.under * points });
  const left = FULL * earned.under - (points * earned.under - earned.over);
  return left > 0n ? halfUp({ over: left, under: earned.under }) : 0;
}

/** A red line that was crossed leaves the score and caps the grade at a failing one. */
export function gradeOf(score: number | null, bands: readonly Band[], isVeto: boolean): string {
  let down = [...bands].sort((a, b) => b.floor - a.floor);
  let reached = score;
  if (isVeto) {
    const failing = down.filter((band) => band.is_fail);
    down = failing.length > 0 ? failing : down.slice(-1);
    reached ??= Number(FULL);
  }
  if (reached === null) return "";
  const at = reached;
  return (down.find((band) => at >= band.floor) ?? down[down.length - 1])?.code ?? "";
}
