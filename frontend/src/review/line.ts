import { outline, within, type Line } from "../rules/review.ts";

const WAIT_MS = 4000;
const SVG = "http://www.w3.org/2000/svg";

interface Answer {
  state: "none" | "waiting" | "drawing" | "drawn" | "failed";
  step_ms: number;
  values: number[];
  says: string;
}

/** Fetch the motion line, and ask again while it is being drawn; `told` says how far it is. */
export async function fetchLine(address: string, told: Element | null): Promise<Line | null> {
  for (;;) {
    const response = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response?.ok) return null;
    const answer = (await response.json()) as Answer;
    if (told) told.textContent = answer.says;
    if (answer.state === "drawn") return { stepMs: answer.step_ms, values: answer.values };
    if (answer.state !== "waiting" && answer.state !== "drawing") return null;
    await new Promise((done) => setTimeout(done, WAIT_MS));
  }
}

export function drawLine(drawing: SVGSVGElement, line: Line): void {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", outline(line));
  path.setAttribute("class", "desk-motion");
  drawing.querySelector(".desk-motion")?.remove();
  drawing.prepend(path);
}

/** Draw the marks of the stretch that is shown as ticks upon the line. */
export function drawMarks(desk: HTMLElement, startsMs: number, lengthMs: number): void {
  const drawing = desk.querySelector("[data-line]");
  if (!drawing || lengthMs <= 0) return;
  for (const old of drawing.querySelectorAll(".desk-tick")) old.remove();
  for (const mark of desk.querySelectorAll<HTMLElement>("[data-go]")) {
    const ms = Number(mark.dataset["go"]) - startsMs;
    if (ms < 0 || ms > lengthMs) continue;
    const tick = document.createElementNS(SVG, "path");
    const x = (within(ms, lengthMs) / lengthMs) * 1000;
    tick.setAttribute("d", `M${x} 0V100`);
    tick.setAttribute("class", "desk-tick");
    drawing.append(tick);
  }
}
