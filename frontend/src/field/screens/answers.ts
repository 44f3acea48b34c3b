/** The answers of each kind as large buttons, and in words. */
import { button, fault, field, h } from "../dom.ts";
import { same, typedNumber } from "../rules/answers.ts";
import type { Item, Value } from "../types.ts";
import { spoken, word } from "../words.ts";

type Give = (value: Value | null) => void;

export function answerText(item: Item, value: Value | null): string {
  if (!value) return word("lack_answer");
  if (value["na"]) return word("na");
  switch (item.kind) {
    case "bin":
      return word(value["met"] ? "met" : "not_met");
    case "ded":
      return `× ${String(value["count"])}`;
    case "lvl":
      return String(value["level"]);
    case "cnt":
      return "of" in value ? `${String(value["hit"])} / ${String(value["of"])}` : String(value["value"]);
    case "dev":
      return `${String(value["working"])} / ${String(value["tested"])}`;
    case "veto":
      return word(value["hit"] ? "hit" : "no_hit");
  }
}

/** Returns the controls of an item; `give` is called with each answer that can be one. */
export function answerControls(item: Item, value: Value | null, give: Give): HTMLElement {
  const controls = value?.["na"] ? null : value;
  return h("div", { class: "answers", role: "group", "aria-label": word("field_value") }, ...ofKind(item, controls, give), choice(word("na"), { na: true }, value, give, "rest"));
}

function choice(text: string, answer: Value, value: Value | null, give: Give, tone: string): HTMLElement {
  return h("button", { type: "button", class: "answer", tone, "aria-pressed": String(same(answer, value)), on: { click: () => give(answer) } }, text);
}

function ofKind(item: Item, value: Value | null, give: Give): HTMLElement[] {
  switch (item.kind) {
    case "bin":
      return [choice(word("met"), { met: true }, value, give, "proven"), choice(word("not_met"), { met: false }, value, give, "over")];
    case "veto":
      return [choice(word("no_hit"), { hit: false }, value, give, "proven"), choice(word("hit"), { hit: true }, value, give, "over")];
    case "lvl":
      return levels(item).map((level, i) => choice(levelText(level), { level: level.code }, value, give, i === 0 ? "proven" : level.share === 0 ? "over" : "soon"));
    case "ded":
      return [stepper(value, give)];
    case "cnt":
      return item.rule["measure"] === "share" ? [pair("hit_of", "of", "hit", "of", value, give)] : [measured(value, give)];
    case "dev":
      return [pair("working", "tested", "working", "tested", value, give)];
  }
}

interface Level {
  code: string;
  share: number;
  name_zh?: string;
  name_en?: string;
}

function levels(item: Item): Level[] {
  return (item.rule["levels"] ?? []) as Level[];
}

function levelText(level: Level): string {
  const name = spoken() === "zh" ? level.name_zh : level.name_en || level.name_zh;
  return name ? `${level.code} · ${name}` : `${level.code} · ${level.share / 100}%`;
}

function stepper(value: Value | null, give: Give): HTMLElement {
  let n = typeof value?.["count"] === "number" ? value["count"] : null;
  const shown = h("output", { class: "stepper-n", text: n === null ? "–" : String(n), "aria-live": "polite" });
  const to = (next: number): void => {
    n = Math.max(0, next);
    shown.textContent = String(n);
    give({ count: n });
  };
  return h(
    "div",
    { class: "stepper" },
    h("p", { class: "stepper-label", text: word("occurrences") }),
    h("button", { type: "button", class: "btn", "aria-label": word("fewer"), on: { click: () => to((n ?? 1) - 1) } }, "−"),
    shown,
    h("button", { type: "button", class: "btn", "aria-label": word("more_of"), on: { click: () => to((n ?? 0) + 1) } }, "+"),
    h("button", { type: "button", class: "btn", text: "0", on: { click: () => to(0) } }),
  );
}

function measured(value: Value | null, give: Give): HTMLElement {
  const input = h("input", { class: "form-control", inputmode: "decimal", autocomplete: "off", maxlength: 14, value: typeof value?.["value"] === "string" ? value["value"] : "" });
  input.addEventListener("change", () => {
    const typed = typedNumber(input.value);
    fault(input, typed || !input.value ? "" : word("bad_number"));
    if (typed) give({ value: typed });
  });
  return field(word("measured"), input);
}

function pair(first: "hit_of" | "working", second: "of" | "tested", part: string, whole: string, value: Value | null, give: Give): HTMLElement {
  const input = (name: string): HTMLInputElement => h("input", { class: "form-control", inputmode: "numeric", autocomplete: "off", maxlength: 9, value: typeof value?.[name] === "number" ? String(value[name]) : "" });
  const a = input(part);
  const b = input(whole);
  const took = (): void => {
    const n = typedNumber(a.value);
    const all = typedNumber(b.value);
    if (!/^\d+$/.test(n) || !/^\d+$/.test(all)) return;
    const tooMany = Number(n) > Number(all);
    fault(a, tooMany ? word("more_than_all") : "");
    if (!tooMany) give({ [part]: Number(n), [whole]: Number(all) });
  };
  a.addEventListener("change", took);
  b.addEventListener("change", took);
  return h("div", { class: "pair" }, field(word(first), a), field(word(second), b));
}

export { button };
