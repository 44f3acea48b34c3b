import assert from "node:assert/strict";
import { test } from "node:test";
import type { Work } from "../types.ts";
import { nextChunk, waitMs } from "./chunks.ts";
import { aheadBy, isWrong, rightTime } from "./clock.ts";
import { idMaker, uuid7 } from "./ids.ts";
import { nextBatch, unsent, verdictOf } from "./outbox.ts";
import { readCode } from "./scanned.ts";

const NOTHING = new Set<string>();

function work(id: string, more: Partial<Work> = {}): Work {
  return { id, kind: "sheet.change", at: 0, payload: {}, state: "waiting", sheet: 1, needs: [], after: null, last: false, code: "", message: "", ...more };
}

const ids = (works: Work[]): string => works.map((each) => each.id).join("");

test("work goes in its order, and not before its files", () => {
  const works = [work("a"), work("b", { needs: ["f"] }), work("c")];
  assert.equal(ids(nextBatch(works, NOTHING)), "ac");
  assert.equal(ids(nextBatch(works, new Set(["f"]))), "abc");
});

test("a second change of a field waits for the answer to the first", () => {
  const works = [work("a", { state: "tried" }), work("b", { after: "a" })];
  assert.equal(ids(nextBatch(works, NOTHING)), "a");
  assert.equal(ids(nextBatch(works.slice(1), NOTHING)), "b");
});

test("a sheet is handed in after all of its work, whatever becomes of other sheets", () => {
  const photo = work("b", { kind: "sheet.photo", needs: ["f"] });
  const handIn = work("d", { kind: "sheet.submit", last: true });
  assert.equal(ids(nextBatch([photo, work("c", { sheet: 2 }), handIn], NOTHING)), "c");
  assert.equal(ids(nextBatch([work("a", { sheet: 2, needs: ["g"] }), handIn], NOTHING)), "d");
});

test("an original on its way, or work that was refused, does not hold up a hand-in", () => {
  const handIn = work("d", { kind: "sheet.submit", last: true });
  const original = work("b", { kind: "sheet.original", needs: ["f"] });
  assert.equal(ids(nextBatch([original, handIn], NOTHING)), "d");
  assert.equal(ids(nextBatch([work("a", { state: "refused" }), handIn], NOTHING)), "d");
});

test("what fails is kept, what is refused is shown, an impossible id is made anew", () => {
  const answer = { id: "a", result: null, code: "", message: "" };
  assert.equal(verdictOf({ ...answer, state: "accepted" }), "done");
  assert.equal(verdictOf({ ...answer, state: "quarantined" }), "done");
  assert.equal(verdictOf({ ...answer, state: "failed" }), "again");
  assert.equal(verdictOf({ ...answer, state: "a word of tomorrow" }), "again");
  assert.equal(verdictOf({ ...answer, state: "refused", code: "sheet.late" }), "refused");
  assert.equal(verdictOf({ ...answer, state: "refused", code: "sync.bad_id" }), "new_id");
  assert.equal(verdictOf({ ...answer, state: "refused", code: "sync.upload_missing" }), "new_files");
});

test("the number in sight counts each photo once", () => {
  assert.equal(unsent([work("a"), work("b", { needs: ["f"] }), work("c", { state: "refused" })], 1), 2);
  assert.equal(unsent([], 1), 1);
});

test("ids are of version 7, tell their moment, and never go back", () => {
  const id = uuid7(Date.UTC(2026, 10, 24), new Uint8Array(10).fill(255));
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16), Date.UTC(2026, 10, 24));
  const make = idMaker(() => new Uint8Array(10));
  const made = [5_000, 5_000, 4_000, 6_000].map(make);
  assert.deepEqual([...made].sort(), made);
  assert.equal(new Set(made).size, 4);
});

test("a clock that is a day ahead is put right", () => {
  const day = 24 * 3_600_000;
  const ahead = aheadBy(1_000_000, 1_000_000 + day - 100, 1_000_000 + day + 100);
  assert.equal(ahead, day);
  assert.equal(rightTime(5_000_000 + day, { ahead }), 5_000_000);
  assert.equal(isWrong({ ahead }), true);
  assert.equal(isWrong({ ahead: -10_000 }), false);
  assert.equal(rightTime(7, null), 7);
});

test("pieces grow on a fast link, shrink on a slow one and after a failure, within bounds", () => {
  assert.equal(nextChunk(128 * 1024, 100), 256 * 1024);
  assert.equal(nextChunk(128 * 1024, 6_000), 32 * 1024);
  assert.equal(nextChunk(512 * 1024, 10), 512 * 1024);
  assert.equal(nextChunk(40 * 1024, -1), 32 * 1024);
  assert.ok(waitMs(0, 0) >= 1_000 && waitMs(50, 1) <= 60_000);
});

test("codes of walls, machines and desks are read, others are not", () => {
  assert.deepEqual(readCode("biaogan-pair:abcd2345"), { what: "pairing", code: "abcd2345" });
  assert.deepEqual(readCode("https://b.example/field/#pair=abcd2345"), { what: "pairing", code: "abcd2345" });
  assert.deepEqual(readCode("https://b.example/say/450401-01/"), { what: "outlet", code: "450401-01" });
  assert.deepEqual(readCode("https://b.example/field/#at=450401-01"), { what: "outlet", code: "450401-01" });
  assert.deepEqual(readCode("https://b.example/premises/at/a1b2c3d4e5f6"), { what: "machine", code: "a1b2c3d4e5f6" });
  assert.deepEqual(readCode("https://elsewhere.example/"), { what: "nothing" });
});
