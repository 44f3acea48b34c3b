import assert from "node:assert/strict";
import { test } from "node:test";
import { differ, hasArrived, isExpired, isKept, parsed } from "./drafts.ts";

const field = { name: "summary", type: "textarea", autocomplete: "", isPrivate: false };

test("passwords, files, codes and private fields are never kept", () => {
  assert.equal(isKept(field), true);
  for (const refused of [
    { type: "password" },
    { type: "file" },
    { type: "hidden" },
    { isPrivate: true },
    { autocomplete: "one-time-code" },
    { autocomplete: "current-password" },
    { name: "" },
  ]) {
    assert.equal(isKept({ ...field, ...refused }), false, JSON.stringify(refused));
  }
});

test("a form has arrived only if an ordinary page followed it", () => {
  const ordinary = { navigation: "navigate", isErrorPage: false };
  assert.equal(hasArrived(ordinary), true);
  assert.equal(hasArrived({ ...ordinary, navigation: "reload" }), false);
  assert.equal(hasArrived({ ...ordinary, navigation: "back_forward" }), false);
  assert.equal(hasArrived({ ...ordinary, isErrorPage: true }), false);
});

test("values differ when one is more, less or other", () => {
  assert.equal(differ({ a: ["1"] }, { a: ["1"] }), false);
  assert.equal(differ({ a: ["1"] }, { a: ["2"] }), true);
  assert.equal(differ({ a: ["1"] }, {}), true);
  assert.equal(differ({ a: [] }, {}), false);
});

test("a draft is forgotten after seven days, not on the seventh", () => {
  const day = 24 * 3600 * 1000;
  assert.equal(isExpired({ at: 0, values: {} }, 7 * day), false);
  assert.equal(isExpired({ at: 0, values: {} }, 7 * day + 1), true);
});

test("what is no draft is read as none", () => {
  for (const text of [null, "", "{", "null", "1", '{"at":"x","values":{}}', '{"at":1}']) assert.equal(parsed(text), null);
  assert.deepEqual(parsed('{"at":1,"values":{"a":["b"]}}'), { at: 1, values: { a: ["b"] } });
});
