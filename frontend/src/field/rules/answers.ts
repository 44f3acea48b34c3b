/** What an answer says, what it still lacks, and what a sheet still lacks before it can be handed in. */
import type { Item, Value } from "../types.ts";
import { scoreItem } from "./scoring.ts";

export function isAnswered(value: unknown): value is Value {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/** Loses points or crosses a red line. */
export function loses(item: Item, value: Value | null | undefined): boolean {
  const score = scoreItem(item, value);
  if (score.isVeto) return true;
  return score.applies && score.earned.over < BigInt(item.points) * score.earned.under;
}

/** The handbook demands proof of this answer. */
export function needsProof(item: Item, value: unknown): boolean {
  if (!isAnswered(value) || value["na"] || item.proof === "none") return false;
  return item.proof === "always" || loses(item, value);
}

export type Lack = "answer" | "proof" | "choice";

/** What an item still lacks. */
export function lackOf(item: Item, here: { value: unknown; proofs: number; isContested: boolean }): Lack | null {
  if (here.isContested) return "choice";
  if (!isAnswered(here.value)) return "answer";
  return needsProof(item, here.value) && here.proofs === 0 ? "proof" : null;
}

/** The answer that says «all in order», one tap for most items; none where a number has to be given. */
export function allInOrder(item: Item): Value | null {
  switch (item.kind) {
    case "bin":
      return { met: true };
    case "ded":
      return { count: 0 };
    case "lvl":
      return { level: (item.rule["levels"] as { code: string }[] | undefined)?.[0]?.code ?? "" };
    case "veto":
      return { hit: false };
    default:
      return null;
  }
}

export function same(a: unknown, b: unknown): boolean {
  return ordered(a) === ordered(b);
}

function ordered(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(ordered).join(",")}]`;
  const parts = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${parts.map(([name, part]) => `${JSON.stringify(name)}:${ordered(part)}`).join(",")}}`;
}

/** A number as somebody types it, in the writing the server takes; empty where it is none. */
export function typedNumber(text: string): string {
  const found = /^\s*(\d{1,9})(?:[.,。](\d{1,4}))?\s*$/.exec(text.normalize("NFKC"));
  if (!found) return "";
  const digits = (found[2] ?? "").replace(/0+$/, "");
  return String(Number(found[1])) + (digits ? `.${digits}` : "");
}
