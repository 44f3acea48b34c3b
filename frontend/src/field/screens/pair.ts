import { pair, Refused } from "../device.ts";
import { button, fault, field, h } from "../dom.ts";
import { go, show } from "../screen.ts";
import { refresh } from "../sync.ts";
import { word } from "../words.ts";

/** The first screen of a phone that nobody knows yet; a code in the address pairs at once. */
export function pairScreen(code: string): void {
  const typed = h("input", { class: "form-control code-input", value: code, autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: 20, required: true });
  const go_ = button("pair_go", () => void attempt(), { class: "btn btn-primary btn-wide" });
  const attempt = async (): Promise<void> => {
    fault(typed, "");
    go_.disabled = true;
    try {
      await pair(typed.value.trim());
      void navigator.storage?.persist?.();
      refresh();
      history.replaceState(null, "", location.pathname);
      go("#/");
    } catch (error) {
      fault(typed, error instanceof Refused ? error.message : word("pair_online"));
    } finally {
      go_.disabled = false;
    }
  };
  show({
    title: word("pair_title"),
    body: [
      h("p", { class: "lead", text: word("pair_lead") }),
      h("form", { class: "stack", on: { submit: (event) => (event.preventDefault(), void attempt()) } }, field(word("pair_code"), typed), go_),
      button("pair_scan", () => go("#/scan"), { class: "btn btn-wide", icon: "scan" }),
    ],
    place: "sheets",
  });
  if (code) void attempt();
}
