import { button, fault, field, h, toast } from "../dom.ts";
import { surely } from "../full.ts";
import { go, nothing, show } from "../screen.ts";
import { kept, units } from "../store.ts";
import type { LogKind, Unit } from "../types.ts";
import { log } from "../work.ts";
import { named, word } from "../words.ts";

/** The outlet's own logs: patrol, morning meeting, drill. */
export async function logScreen(): Promise<void> {
  const places = (await units()).filter((unit) => unit.may_log);
  const kinds = (await kept("package"))?.log_kinds ?? [];
  const first = kinds[0];
  if (places.length === 0 || !first) return show({ title: word("logs"), place: "logs", body: [nothing(word("no_logs"), word("no_logs_text"))] });
  draw(places, kinds, first);
}

function draw(places: Unit[], kinds: LogKind[], kind: LogKind): void {
  const where = h("select", { class: "form-control" }, ...places.map((unit) => h("option", { value: unit.id, text: unit.name })));
  const text = h("textarea", { class: "form-control", rows: 4, maxlength: 1000 });
  const facts = new Map(kind.facts.map((fact) => [fact.code, { fact, control: control(fact.kind) }]));
  const save = async (): Promise<void> => {
    if (!text.value.trim()) return fault(text, word("log_text_needed"));
    const told: Record<string, unknown> = {};
    for (const [code, { fact, control }] of facts) {
      if (fact.kind === "flag") told[code] = (control as HTMLInputElement).checked;
      else if (control.value.trim()) told[code] = fact.kind === "number" ? Number(control.value) : control.value.trim();
    }
    const done = await surely(async () => (await log(Number(where.value), kind.code, text.value.trim(), told), true));
    if (!done) return;
    toast(word("recorded"));
    go("#/logs");
  };
  show({
    title: word("log_title"),
    place: "logs",
    body: [
      h("div", { class: "answers two", role: "group", "aria-label": word("log_which") }, ...kinds.map((each) => h("button", { type: "button", class: "answer", tone: "act", "aria-pressed": String(each === kind), on: { click: () => draw(places, kinds, each) } }, named(each)))),
      places.length > 1 ? field(word("log_outlet"), where) : h("p", { class: "card-line", text: places[0]?.name ?? "" }),
      ...[...facts.values()].map(({ fact, control }) => (fact.kind === "flag" ? h("label", { class: "switch" }, control, named(fact)) : field(named(fact), control))),
      field(word("log_text"), text),
      button("save", () => void save(), { class: "btn btn-primary btn-wide" }),
    ],
  });
}

function control(kind: "number" | "flag" | "text"): HTMLInputElement {
  if (kind === "flag") return h("input", { type: "checkbox" });
  return h("input", { class: "form-control", autocomplete: "off", maxlength: 200, inputmode: kind === "number" ? "numeric" : "text" });
}
