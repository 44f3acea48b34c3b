import "./look/field.scss";
import { listen } from "./bus.ts";
import { loadClock } from "./device.ts";
import { show, startCount } from "./screen.ts";
import { conflictScreen } from "./screens/conflicts.ts";
import { homeScreen } from "./screens/home.ts";
import { forgetOpened, itemScreen } from "./screens/item.ts";
import { logScreen } from "./screens/logs.ts";
import { machineScreen, unitScreen } from "./screens/machines.ts";
import { moreScreen } from "./screens/more.ts";
import { outboxScreen } from "./screens/outbox.ts";
import { pairScreen } from "./screens/pair.ts";
import { outlet, scanScreen } from "./screens/scan.ts";
import { sheetScreen } from "./screens/sheet.ts";
import { submitScreen } from "./screens/submit.ts";
import { calledNow, kept } from "./store.ts";
import { soon, startSync } from "./sync.ts";
import { startUpdates } from "./updates.ts";
import { speak, word } from "./words.ts";

const idOf = (text: string | undefined): Promise<number | string> => calledNow(text && /^\d+$/.test(text) ? Number(text) : (text ?? ""));

async function route(): Promise<void> {
  const hash = location.hash;
  const pairing = /^#pair=([\w-]{1,20})$/.exec(hash);
  if (pairing) return pairScreen(pairing[1] ?? "");
  const path = hash.replace(/^#\/?/, "").split("/");
  if (!(await kept("device")) && path[0] !== "scan" && path[0] !== "more") return pairScreen("");
  const scanned = /^#at=([^/&]{1,40})$/.exec(hash);
  if (scanned) {
    location.replace((await outlet(decodeURIComponent(scanned[1] ?? ""))) ?? "#/");
    return;
  }
  if (path[2] !== "item") forgetOpened();
  switch (path[0]) {
    case "sheet":
      if (path[2] === "item") return itemScreen(await idOf(path[1]), Number(path[3]));
      return path[2] === "submit" ? submitScreen(await idOf(path[1])) : sheetScreen(await idOf(path[1]));
    case "conflicts":
      return conflictScreen(await idOf(path[1]));
    case "unit":
      return path[2] === "machine" ? machineScreen(Number(path[1]), Number(path[3])) : unitScreen(Number(path[1]));
    case "scan":
      return scanScreen();
    case "logs":
      return logScreen();
    case "outbox":
      return outboxScreen();
    case "more":
      return moreScreen();
    default:
      return homeScreen();
  }
}

/** Screens that only show are drawn again when something new comes; where somebody writes, nothing moves under the hand. */
function showNews(): void {
  const path = location.hash.replace(/^#\/?/, "").split("/");
  forgetOpened();
  const isWriting = document.querySelector("dialog[open]") || document.activeElement?.matches("input, textarea, select");
  const shows = path[0] === "" || path[0] === "outbox" || path[0] === "conflicts" || (path[0] === "sheet" && path.length === 2);
  if (shows && !isWriting) void route().then(undefined, console.warn);
}

async function start(): Promise<void> {
  document.documentElement.dataset["theme"] = localStorage.getItem("biaogan-field-theme") ?? "auto";
  speak((await kept("language")) ?? (navigator.language.startsWith("zh") ? "zh" : "en"));
  await loadClock();
  startCount();
  addEventListener("hashchange", () => void route());
  await route();
  listen("package", showNews);
  listen("sheet", () => {
    if (document.visibilityState === "visible") showNews();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") showNews();
  });
  listen("work", () => soon(50));
  startSync();
  startUpdates();
  void navigator.storage?.persist?.();
}

start().catch((error: unknown) => {
  console.error(error);
  show({ title: word("app"), body: [document.createTextNode(String(error))] });
});
