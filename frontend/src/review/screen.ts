import { clockAt, lengthText, motionAfter, speedAfter, stepped, within, type Line } from "../rules/review.ts";
import { drawLine, drawMarks, fetchLine } from "./line.ts";

/** The network's zone is eight hours east; recorders show its time, whatever zone the reader's computer is set to. */
const OFFSET_MINUTES = 480;

interface Player {
  video: HTMLVideoElement;
  startsMs: number;
  rate: number;
  line: Line;
}

/** Let the desk's buttons move the player, and its one key send the picture that is shown. Buttons carry their keys themselves. */
export function startDesk(desk: HTMLElement): void {
  const video = desk.querySelector("video");
  if (!video) return;
  const player: Player = {
    video,
    startsMs: Number(video.dataset["starts"]),
    rate: Number(video.dataset["rate"]) / 100,
    line: { stepMs: 1000, values: [] },
  };
  for (const button of desk.querySelectorAll<HTMLElement>("[data-does]")) {
    button.addEventListener("click", () => does(desk, player, button.dataset["does"] ?? ""));
  }
  startClock(desk, player);
  startMarks(desk, player);
  void startLine(desk, player);
}

function does(desk: HTMLElement, player: Player, what: string): void {
  const { video } = player;
  switch (what) {
    case "play":
      return video.paused ? void video.play() : video.pause();
    case "back":
    case "on":
      video.pause();
      return go(player, stepped(now(player), what === "on" ? 1 : -1, player.rate, lengthOf(player)));
    case "slower":
    case "faster":
      video.playbackRate = speedAfter(video.playbackRate, what === "faster" ? 1 : -1);
      return;
    case "motion-on":
    case "motion-back": {
      const found = motionAfter(player.line, now(player), what === "motion-on" ? 1 : -1);
      return found === null ? undefined : go(player, found);
    }
    case "mark":
      return send(desk, "[data-mark]", { time: clockAt(player.startsMs, now(player), OFFSET_MINUTES) });
    case "fault":
    case "proof":
      video.pause();
      return send(desk, "[data-frame]", {
        at_ms: String(Math.round(now(player))),
        is_fault: what === "fault" ? "on" : "",
        item: chosenItem(desk),
      });
  }
}

function send(desk: HTMLElement, selector: string, values: Record<string, string>): void {
  const form = desk.querySelector<HTMLFormElement>(selector);
  if (!form) return;
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }
  form.requestSubmit();
}

function chosenItem(desk: HTMLElement): string {
  return desk.querySelector<HTMLElement>("[data-chosen]")?.dataset["chosen"] ?? "";
}

function now(player: Player): number {
  return player.video.currentTime * 1000;
}

function lengthOf(player: Player): number {
  return (player.video.duration || 0) * 1000;
}

function go(player: Player, ms: number): void {
  player.video.currentTime = within(ms, lengthOf(player)) / 1000;
}

function startClock(desk: HTMLElement, player: Player): void {
  const { video } = player;
  const seek = desk.querySelector<HTMLInputElement>("[data-seek]");
  const clock = desk.querySelector("[data-clock]");
  const speed = desk.querySelector("[data-speed]");
  const show = (): void => {
    const at = clockAt(player.startsMs, now(player), OFFSET_MINUTES);
    if (clock) clock.textContent = `${at} · ${lengthText(now(player))} / ${lengthText(lengthOf(player))}`;
    if (seek) {
      seek.max = String(Math.round(lengthOf(player)));
      seek.value = String(Math.round(now(player)));
      seek.setAttribute("aria-valuetext", at);
    }
    if (speed) speed.textContent = `${video.playbackRate}×`;
    desk.dataset["playing"] = video.paused ? "no" : "yes";
  };
  for (const event of ["timeupdate", "seeked", "loadedmetadata", "ratechange", "play", "pause"]) {
    video.addEventListener(event, show);
  }
  seek?.addEventListener("input", () => go(player, Number(seek.value)));
  show();
}

/** Marks stand in the part of the page that the server draws anew: they are listened for on the desk, and drawn again each time. */
function startMarks(desk: HTMLElement, player: Player): void {
  desk.addEventListener("click", (event) => {
    const mark = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-go]") : null;
    if (mark) go(player, Number(mark.dataset["go"]) - player.startsMs);
  });
  const draw = (): void => drawMarks(desk, player.startsMs, lengthOf(player));
  document.addEventListener("htmx:afterSettle", draw);
  player.video.addEventListener("loadedmetadata", draw);
}

async function startLine(desk: HTMLElement, player: Player): Promise<void> {
  const drawing = desk.querySelector<SVGSVGElement>("[data-line]");
  if (!drawing) return;
  drawing.addEventListener("click", (event) => {
    const box = drawing.getBoundingClientRect();
    go(player, ((event.clientX - box.left) / box.width) * lengthOf(player));
  });
  const found = await fetchLine(drawing.dataset["line"] ?? "", desk.querySelector("[data-line-state]"));
  if (found) {
    player.line = found;
    drawLine(drawing, found);
  }
}
