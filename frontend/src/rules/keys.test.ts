import assert from "node:assert/strict";
import { test } from "node:test";
import { meaningOf, rowAfter } from "./keys.ts";

const press = { key: "j", hasModifier: false, isComposing: false, isTyping: false, isInDialog: false };

test("letters mean nothing while somebody types, chooses characters, holds a modifier or answers a dialog", () => {
  assert.deepEqual(meaningOf(press), { does: "move", step: 1 });
  for (const condition of ["hasModifier", "isComposing", "isTyping", "isInDialog"]) {
    assert.deepEqual(meaningOf({ ...press, [condition]: true }), { does: "nothing" }, condition);
  }
});

test("Escape leaves a field", () => {
  assert.deepEqual(meaningOf({ ...press, key: "Escape", isTyping: true }), { does: "leave-field" });
});

test("other single keys are for the page's own buttons", () => {
  assert.deepEqual(meaningOf({ ...press, key: "e" }), { does: "press", key: "e" });
  assert.deepEqual(meaningOf({ ...press, key: "Shift" }), { does: "nothing" });
});

test("rows stop at both ends", () => {
  assert.equal(rowAfter(-1, 1, 3), 0);
  assert.equal(rowAfter(-1, -1, 3), 2);
  assert.equal(rowAfter(2, 1, 3), 2);
  assert.equal(rowAfter(0, -1, 3), 0);
  assert.equal(rowAfter(-1, 1, 0), -1);
});
