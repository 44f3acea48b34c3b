export type Values = Record<string, string[]>;

export interface Draft {
  at: number;
  values: Values;
  /** Set while the form is on its way and nobody knows yet whether it was accepted. */
  sentAt?: number;
}

export interface Control {
  name: string;
  type: string;
  autocomplete: string;
  isPrivate: boolean;
}

/** Where a page load finds us after a form was sent. */
export interface Arrival {
  navigation: string;
  isErrorPage: boolean;
}

const DAYS_KEPT = 7;

const NEVER = new Set(["password", "file", "hidden", "submit", "button", "image", "reset"]);

/** Passwords, files and what a form marks as private (an identity number, a phone) are not kept in the browser. */
export function isKept(control: Control): boolean {
  return control.name !== "" && !NEVER.has(control.type) && !control.isPrivate && !/password|one-time|cc-/.test(control.autocomplete);
}

export function isExpired(draft: Draft, now: number): boolean {
  return now - draft.at > DAYS_KEPT * 24 * 3600 * 1000;
}

export function differ(one: Values, other: Values): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].some((name) => (one[name] ?? []).join("\n") !== (other[name] ?? []).join("\n"));
}

/**
 * Whether a form that was sent has arrived. An error page and a page opened again by hand (the browser could not reach
 * the server) mean that it has not.
 */
export function hasArrived(arrival: Arrival): boolean {
  return !arrival.isErrorPage && arrival.navigation === "navigate";
}

export function draftKey(actor: string, path: string, form: string): string {
  return `draft|${actor}|${path}|${form}`;
}

/** A stored draft, or null for what is none of ours. */
export function parsed(text: string | null): Draft | null {
  if (text === null) return null;
  try {
    const found = JSON.parse(text) as Partial<Draft> | null;
    return found && typeof found.at === "number" && typeof found.values === "object" ? (found as Draft) : null;
  } catch {
    return null;
  }
}
