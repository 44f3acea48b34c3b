import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Band, FieldHere, Item, Value } from "../types.ts";
import { allInOrder, lackOf, needsProof, same, typedNumber } from "./answers.ts";
import { contested, refreshed, taken, UNTOUCHED, written, yielded } from "./fields.ts";
import { halfUp, scoreItem, scoreSheet } from "./scoring.ts";

const THEIRS = { theirs: "by Li", revision: 9, by: "Li", at: "2026-11-24T10:00:00Z" };
const mine = (more: Partial<FieldHere> = {}): FieldHere => ({ value: "mine", revision: 4, pending: "w1", conflict: null, ...more });

test("what is written rests on what was seen, and its answer brings the new revision", () => {
  const here = written({ ...UNTOUCHED, revision: 4 }, "mine", "w1");
  assert.deepEqual(here, mine());
  assert.deepEqual(taken(here, 7, "w1"), mine({ revision: 7, pending: null }));
  assert.equal(taken(written(here, "later", "w2"), 7, "w1").pending, "w2");
});

test("a conflict keeps both until one is chosen", () => {
  const both = contested(mine(), THEIRS);
  assert.equal(both.value, "mine");
  assert.equal(both.conflict?.theirs, "by Li");
  assert.deepEqual(yielded(both), mine({ value: "by Li", revision: 9, pending: null }));
  const chosen = written(both, "mine", "w2");
  assert.deepEqual(chosen, mine({ revision: 9, pending: "w2" }));
});

test("two who wrote the same agree", () => {
  assert.equal(contested(mine({ value: { met: true } }), { ...THEIRS, theirs: { met: true } }).conflict, null);
  assert.equal(same({ a: 1, b: [2] }, { b: [2], a: 1 }), true);
  assert.equal(same({ a: 1 }, { a: 2 }), false);
});

test("a package changes what is settled here, never what is on its way or not chosen", () => {
  const told = { value: "new", revision: 12 };
  assert.equal(refreshed(undefined, told).value, "new");
  assert.equal(refreshed(mine({ pending: null }), told).value, "new");
  assert.equal(refreshed(mine(), told).value, "mine");
  const both = refreshed(contested(mine(), THEIRS), told);
  assert.equal(both.value, "mine");
  assert.deepEqual([both.conflict?.theirs, both.conflict?.revision], ["new", 12]);
  // An answer came after the package was made.
  assert.equal(refreshed(mine({ pending: null, revision: 20 }), told).value, "mine");
});

const ITEM: Item = { id: 1, code: "A01", name_zh: "", name_en: "", kind: "bin", points: 200, rule: {}, channels: ["onsite"], proof: "deduction", how_zh: "", how_en: "", device_kinds: [], is_red_flag: false };

test("proof is demanded where points are lost, or always, never where nothing applies", () => {
  assert.equal(needsProof(ITEM, { met: false }), true);
  assert.equal(needsProof(ITEM, { met: true }), false);
  assert.equal(needsProof({ ...ITEM, proof: "always" }, { met: true }), true);
  assert.equal(needsProof({ ...ITEM, proof: "always" }, { na: true }), false);
  assert.equal(needsProof({ ...ITEM, kind: "veto", points: 0 }, { hit: true }), true);
  assert.equal(lackOf(ITEM, { value: null, proofs: 0, isContested: false }), "answer");
  assert.equal(lackOf(ITEM, { value: { met: false }, proofs: 0, isContested: false }), "proof");
  assert.equal(lackOf(ITEM, { value: { met: false }, proofs: 1, isContested: true }), "choice");
  assert.equal(lackOf(ITEM, { value: { met: false }, proofs: 1, isContested: false }), null);
  assert.deepEqual(allInOrder(ITEM), { met: true });
});

test("numbers are taken as people type them", () => {
  assert.deepEqual(["12.50", " 012 ", "１２．５", "3,25", "-1", "1e3", "12.34567", ""].map(typedNumber), ["12.5", "12", "12.5", "3.25", "", "", "", ""]);
});

interface Case {
  name: string;
  item?: Partial<Item>;
  answers?: { item: Partial<Item>; value: Value | null }[];
  value?: Value | null;
  earned?: number;
  applies?: boolean;
  scale?: string;
  bands?: Band[];
  score?: number | null;
  grade?: string;
}

const CASES = JSON.parse(readFileSync("../tests/field/scoring_cases.json", "utf8")) as { items: Case[]; sheets: Case[] };

for (const each of CASES.items) {
  test(`scores as the server does: ${each.name}`, () => {
    const found = scoreItem({ ...ITEM, ...each.item }, each.value ?? null);
    assert.equal(found.applies, each.applies);
    assert.equal(halfUp(found.earned), each.earned);
  });
}

for (const each of CASES.sheets) {
  test(`adds up as the server does: ${each.name}`, () => {
    const scores = (each.answers ?? []).map((one) => scoreItem({ ...ITEM, ...one.item }, one.value));
    const found = scoreSheet(each.scale ?? "share", scores, each.bands ?? []);
    assert.equal(found.score, each.score);
    assert.equal(found.grade, each.grade);
  });
}
