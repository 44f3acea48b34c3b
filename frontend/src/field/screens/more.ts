import { button, h } from "../dom.ts";
import { appVersion, clockNow } from "../device.ts";
import { isWrong } from "../rules/clock.ts";
import { show } from "../screen.ts";
import { keep, kept } from "../store.ts";
import type { Language } from "../types.ts";
import { speak, spoken, word, type Word } from "../words.ts";

const THEMES = ["auto", "light", "dark"] as const;

export async function moreScreen(): Promise<void> {
  const device = await kept("device");
  const told = await kept("package");
  const clock = clockNow();
  show({
    title: word("settings"),
    place: "more",
    body: [
      device ? h("p", { class: "card-line", text: [told?.person.name, word("paired_as", { name: device.name, unit: device.unit })].filter(Boolean).join(" · ") }) : null,
      clock && isWrong(clock) ? h("p", { class: "notice", tone: "soon", text: word("clock_wrong", { t: word("minutes", { n: Math.round(Math.abs(clock.ahead) / 60_000) }) }) }) : null,
      group("language", (["zh", "en"] as const).map((each) => choice(each === "zh" ? "中文" : "English", spoken() === each, () => void useLanguage(each)))),
      group("theme", THEMES.map((each) => choice(word(`theme_${each}`), (document.documentElement.dataset["theme"] ?? "auto") === each, () => useTheme(each)))),
      await storage(),
      h("p", { class: "quiet", text: `${word("version")} ${appVersion()}` }),
    ],
  });
}

function group(name: Word, choices: HTMLElement[]): HTMLElement {
  return h("section", {}, h("h2", { text: word(name) }), h("div", { class: "answers two", role: "group", "aria-label": word(name) }, ...choices));
}

function choice(text: string, isOn: boolean, then: () => void): HTMLElement {
  return h("button", { type: "button", class: "answer", tone: "act", "aria-pressed": String(isOn), on: { click: then } }, text);
}

async function useLanguage(which: Language): Promise<void> {
  speak(which);
  await keep("language", which);
  await moreScreen();
}

function useTheme(which: (typeof THEMES)[number]): void {
  document.documentElement.dataset["theme"] = which;
  localStorage.setItem("biaogan-field-theme", which);
  void moreScreen();
}

async function storage(): Promise<HTMLElement | null> {
  if (!navigator.storage?.estimate) return null;
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  const isSafe = (await navigator.storage.persisted?.()) ?? false;
  const size = (bytes: number): string => (bytes > 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GB` : `${(bytes / 2 ** 20).toFixed(1)} MB`);
  return h(
    "section",
    {},
    h("h2", { text: word("storage") }),
    h("p", { text: word(isSafe ? "storage_safe" : "storage_unsafe") }),
    h("p", { class: "quiet", text: word("storage_used", { used: size(usage), free: size(Math.max(0, quota - usage)) }) }),
    isSafe ? null : button("storage_ask", () => void navigator.storage.persist().then(() => moreScreen())),
  );
}
