import { badge, button, fault, field, h, link, toast } from "../dom.ts";
import { surely } from "../full.ts";
import { isOpenForWork } from "../opened.ts";
import { go, nothing, show } from "../screen.ts";
import { kept, sheets, unit } from "../store.ts";
import type { Machine, Script, Sheet, Unit } from "../types.ts";
import { reportFault, testMachine } from "../work.ts";
import { named, word } from "../words.ts";

/** An outlet: its machines, to test or to report. */
export async function unitScreen(id: number): Promise<void> {
  const found = await unit(id);
  if (!found) return show({ title: word("machines"), back: "#/", body: [nothing(word("scan_not_mine", { code: String(id) }), "")] });
  const open = await openSheet(id);
  show({
    title: found.name,
    back: open ? `#/sheet/${open.id}` : "#/",
    body: [
      open ? link(`#/sheet/${open.id}`, { class: "btn btn-primary btn-wide" }, word("go_on")) : null,
      h("h2", { text: word("machines") }),
      h("ul", { class: "items" }, ...found.machines.map((machine) => h("li", {}, link(`#/unit/${id}/machine/${machine.id}`, { class: "item-line" }, h("span", { class: "item-name", text: named(machine) }), h("span", { class: "item-end" }, h("span", { class: "quiet", text: machine.place }), machine.is_faulty ? badge("over", word("faulty")) : null))))),
    ],
  });
}

async function openSheet(unitId: number): Promise<Sheet | undefined> {
  return (await sheets()).find((sheet) => sheet.unit === unitId && isOpenForWork(sheet));
}

/** The script of a machine's test, step by step; a fault opens a repair with it. */
export async function machineScreen(unitId: number, id: number): Promise<void> {
  const at = await unit(unitId);
  const machine = at?.machines.find((each) => each.id === id);
  if (!at || !machine) return show({ title: word("machines"), back: "#/", body: [nothing(word("scan_not_mine", { code: String(id) }), "")] });
  const sheet = await openSheet(unitId);
  const told = await kept("package");
  const script = told?.scripts.find((each) => each.kind === machine.kind);
  const form = new Test(at, machine, script, sheet);
  show({ title: named(machine), back: `#/unit/${unitId}`, body: form.body(), foot: [button(sheet ? "save" : "report_fault", () => void form.save(), { class: "btn btn-primary btn-wide" })] });
}

class Test {
  private readonly steps = new Map<string, boolean>();
  private readonly note = h("textarea", { class: "form-control", rows: 3, maxlength: 500 });
  private readonly since = h("input", { class: "form-control", type: "datetime-local" });
  private readonly at: Unit;
  private readonly machine: Machine;
  private readonly script: Script | undefined;
  private readonly sheet: Sheet | undefined;

  constructor(at: Unit, machine: Machine, script: Script | undefined, sheet: Sheet | undefined) {
    this.at = at;
    this.machine = machine;
    this.script = script;
    this.sheet = sheet;
  }

  body(): (Node | null)[] {
    return [
      h("p", { class: "card-line" }, [this.at.name, this.machine.place].filter(Boolean).join(" · "), " ", this.machine.is_faulty ? badge("over", word("faulty")) : null),
      this.sheet ? null : h("p", { class: "hint", text: word("test_needs_sheet") }),
      ...(this.sheet ? (this.script?.steps ?? [{ code: "works", name_zh: "", name_en: "" }]).map((step) => this.step(step.code, step.name_zh ? named(step) : word("works"))) : []),
      field(word("fault_note"), this.note, { hint: word("repair_follows") }),
      field(word("down_since"), this.since),
    ];
  }

  private step(code: string, name: string): HTMLElement {
    const holder = h("div", { class: "answers two", role: "group", "aria-label": name });
    const draw = (): void =>
      holder.replaceChildren(
        ...[true, false].map((ok) => h("button", { type: "button", class: "answer", tone: ok ? "proven" : "over", "aria-pressed": String(this.steps.get(code) === ok), on: { click: () => (this.steps.set(code, ok), draw()) } }, word(ok ? "step_ok" : "step_fault"))),
      );
    draw();
    return h("section", { class: "step" }, h("h2", { text: name }), holder);
  }

  async save(): Promise<void> {
    const works = this.sheet !== undefined && [...this.steps.values()].every((ok) => ok);
    const all = this.script?.steps.length ?? 1;
    if (this.sheet && works && this.steps.size < all) return toast(word("lack_answer"));
    const note = this.note.value.trim();
    const failed = [...this.steps.values()].includes(false) && this.script !== undefined;
    if (!works && !note && !failed) return fault(this.note, word("fault_needed"));
    const since = this.since.value ? new Date(this.since.value).toISOString() : null;
    const done = await surely(async () => {
      if (this.sheet) await testMachine(this.sheet.id, this.machine.id, { steps: this.script ? Object.fromEntries(this.steps) : {}, works, note, down_since: works ? null : since });
      else await reportFault(this.machine.id, note, since);
      return true;
    });
    if (!done) return;
    toast(word("recorded"));
    go(`#/unit/${this.at.id}`);
  }
}
