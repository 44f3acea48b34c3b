export interface Press {
  key: string;
  hasModifier: boolean;
  isComposing: boolean;
  isTyping: boolean;
  isInDialog: boolean;
}

export type Meaning =
  | { does: "move"; step: 1 | -1 }
  | { does: "search" }
  | { does: "show-keys" }
  | { does: "leave-field" }
  | { does: "press"; key: string }
  | { does: "nothing" };

/** What a key means here. While somebody types or chooses Chinese characters, only Escape means anything. */
export function meaningOf(press: Press): Meaning {
  if (press.hasModifier || press.isComposing || press.isInDialog) return { does: "nothing" };
  if (press.isTyping) return press.key === "Escape" ? { does: "leave-field" } : { does: "nothing" };
  switch (press.key) {
    case "j":
      return { does: "move", step: 1 };
    case "k":
      return { does: "move", step: -1 };
    case "/":
      return { does: "search" };
    case "?":
      return { does: "show-keys" };
    default:
      return press.key.length === 1 ? { does: "press", key: press.key } : { does: "nothing" };
  }
}

/** The row to go to; with none chosen yet, `j` takes the first and `k` the last. */
export function rowAfter(current: number, step: 1 | -1, count: number): number {
  if (count === 0) return -1;
  if (current < 0) return step > 0 ? 0 : count - 1;
  return Math.min(count - 1, Math.max(0, current + step));
}
