/** Drawing with a finger on a picture or on nothing; each stroke can be taken back. */
import { h } from "../dom.ts";

export interface Drawing {
  canvas: HTMLCanvasElement;
  undo: () => void;
  clear: () => void;
  isTouched: () => boolean;
}

type Stroke = { x: number; y: number }[];

export function drawingOn(width: number, height: number, ink: string, thick: number, under: (context: CanvasRenderingContext2D) => void, label: string): Drawing {
  const canvas = h("canvas", { class: "drawing", width, height, role: "img", "aria-label": label });
  const context = canvas.getContext("2d");
  let strokes: Stroke[] = [];
  let current: Stroke | null = null;

  const line = (stroke: Stroke, from: number): void => {
    if (!context) return;
    context.strokeStyle = ink;
    context.lineWidth = thick;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    const first = stroke[Math.max(0, from)];
    if (!first) return;
    context.moveTo(first.x, first.y);
    for (const point of stroke.slice(from + 1)) context.lineTo(point.x, point.y);
    if (stroke.length === 1) context.lineTo(first.x + 0.1, first.y);
    context.stroke();
  };
  const all = (): void => {
    if (!context) return;
    under(context);
    for (const stroke of strokes) line(stroke, 0);
  };
  const at = (event: PointerEvent): { x: number; y: number } => {
    const box = canvas.getBoundingClientRect();
    return { x: ((event.clientX - box.left) * width) / box.width, y: ((event.clientY - box.top) * height) / box.height };
  };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    current = [at(event)];
    strokes.push(current);
    line(current, 0);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) current.push(at(each));
    line(current, Math.max(0, current.length - 3));
  });
  for (const end of ["pointerup", "pointercancel"] as const) canvas.addEventListener(end, () => (current = null));
  all();
  return {
    canvas,
    undo: () => (strokes.pop(), all()),
    clear: () => ((strokes = []), all()),
    isTouched: () => strokes.length > 0,
  };
}
