/** Which work may go now, and what its answer means. */
import type { Work } from "../types.ts";

export const BATCH = 50;

export interface Answer {
  id: string;
  state: string;
  result: Record<string, unknown> | null;
  code: string;
  message: string;
}

/** The next batch in the order of the work: nothing before its files, nor before what it rests on; a hand-in after all of its sheet. */
export function nextBatch(works: readonly Work[], arrived: ReadonlySet<string>): Work[] {
  const open = works.filter((work) => work.state !== "refused");
  const ids = new Set(open.map((work) => work.id));
  const ready: Work[] = [];
  for (const work of open) {
    const isHeld =
      work.needs.some((file) => !arrived.has(file)) ||
      (work.after !== null && ids.has(work.after)) ||
      (work.last && open.some((other) => other.sheet === work.sheet && other.id < work.id && !other.last && !isLate(other)));
    if (!isHeld) ready.push(work);
    if (ready.length === BATCH) break;
  }
  return ready;
}

/** Originals of photos may follow a sheet that was handed in. */
export function isLate(work: Work): boolean {
  return work.kind === "sheet.original";
}

export type Verdict = "done" | "again" | "refused" | "new_id" | "new_files";

/** What the answer means for the work: done with it, keep and send again, keep and show why, or send it as another. */
export function verdictOf(answer: Answer): Verdict {
  if (answer.state === "accepted" || answer.state === "quarantined") return "done";
  if (answer.state !== "refused") return "again";
  // Nothing was kept under an id that the server could not have: a clock far ahead made it.
  if (answer.code === "sync.bad_id") return "new_id";
  // Its file is not there any more, as after weeks in between: both go again, as others.
  if (answer.code === "sync.upload_missing" || answer.code === "sync.upload_lost") return "new_files";
  return "refused";
}

/** What waits, for the number that is always in sight. */
export function unsent(works: readonly Work[], filesWaiting: number): number {
  const needed = new Set(works.flatMap((work) => work.needs));
  return works.filter((work) => work.state !== "refused").length + Math.max(0, filesWaiting - needed.size);
}
