import assert from "node:assert/strict";
import { test } from "node:test";
import { busy, clockAt, lengthText, motionAfter, outline, speedAfter, stepped, within } from "./review.ts";

const line = { stepMs: 1000, values: [0, 0, 20, 30, 0, 0, 12, 0, 0, 0, 0, 0, 40, 3, 0] };

test("a moment stays within the clip", () => {
  assert.equal(within(-5, 1000), 0);
  assert.equal(within(1500, 1000), 1000);
  assert.equal(within(Number.NaN, 0), Number.NaN);
});

test("a step goes to the neighbouring picture, wherever in the picture one is", () => {
  const picture = 1000 / 25;
  for (const inside of [0, 1, 20, 39]) {
    assert.equal(Math.floor(stepped(10 * picture + inside, 1, 25, 60_000) / picture), 11);
    assert.equal(Math.floor(stepped(10 * picture + inside, -1, 25, 60_000) / picture), 9);
  }
});

test("steps stop at both ends, and a clip that does not say its rate is taken at 25", () => {
  assert.ok(stepped(0, -1, 25, 1000) >= 0);
  assert.equal(stepped(1000, 1, 25, 1000), 1000);
  assert.equal(Math.floor(stepped(0, 1, 0, 1000) / 40), 1);
});

test("speeds go up and down a ladder and stop at its ends", () => {
  assert.equal(speedAfter(1, 1), 2);
  assert.equal(speedAfter(1, -1), 0.5);
  assert.equal(speedAfter(8, 1), 8);
  assert.equal(speedAfter(0.25, -1), 0.25);
});

test("stretches with motion take short pauses in and leave stillness out", () => {
  assert.deepEqual(busy(line), [
    { fromMs: 2000, toMs: 7000 },
    { fromMs: 12_000, toMs: 13_000 },
  ]);
  assert.deepEqual(busy({ stepMs: 1000, values: [0, 3, 1] }), []);
});

test("jumps go to the next beginning and back to the one before", () => {
  assert.equal(motionAfter(line, 0, 1), 2000);
  assert.equal(motionAfter(line, 2000, 1), 12_000);
  assert.equal(motionAfter(line, 12_000, 1), null);
  assert.equal(motionAfter(line, 12_000, -1), 2000);
  assert.equal(motionAfter(line, 5000, -1), 2000);
  assert.equal(motionAfter(line, 2000, -1), null);
});

test("the outline starts and ends on the ground", () => {
  assert.equal(outline({ stepMs: 1000, values: [0, 100] }), "M0 100H0V100H500H500V0H1000V100Z");
  assert.equal(outline({ stepMs: 1000, values: [] }), "");
});

test("the recorder's clock is the network's, whatever the reader's computer thinks", () => {
  const nine = Date.UTC(2026, 10, 23, 1, 0, 0);
  assert.equal(clockAt(nine, 187_900, 480), "09:03:07");
  assert.equal(clockAt(Date.UTC(2026, 10, 23, 15, 59, 59), 1000, 480), "00:00:00");
});

test("lengths are written as a player does", () => {
  assert.equal(lengthText(0), "0:00");
  assert.equal(lengthText(65_400), "1:05");
  assert.equal(lengthText(3_725_000), "1:02:05");
});
