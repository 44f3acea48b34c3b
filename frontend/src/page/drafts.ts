import { differ, draftKey, hasArrived, isExpired, isKept, parsed, type Draft, type Values } from "../rules/drafts.ts";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Keeps what is typed into `form[data-draft]` until it has arrived. */
export function startDrafts(): void {
  const actor = document.body.dataset["actor"] ?? "";
  // Signed out the device may be anybody's: the draft then lives no longer than the tab.
  const store = actor ? localStorage : sessionStorage;
  settleSent(store, actor);
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
    keep(form, store, draftKey(actor, location.pathname, form.dataset["draft"] ?? ""));
  }
}

/** Decide what became of forms that were on their way, and forget what is old. */
function settleSent(store: Storage, actor: string): void {
  const entry = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined;
  const isErrorPage = document.querySelector("[data-error-page]") !== null;
  const isOver = hasArrived({ navigation: entry?.type ?? "navigate", isErrorPage });
  // Signed out, what a signed-in person sent has met the sign-in page: it waits for them.
  for (const place of actor === "" ? [localStorage, sessionStorage] : [store]) {
    const mayDrop = place === store && isOver;
    for (const key of Object.keys(place)) settle(place, key, actor, mayDrop);
  }
}

function settle(place: Storage, key: string, actor: string, mayDrop: boolean): void {
  if (!key.startsWith("draft|")) return;
  const draft = parsed(place.getItem(key));
  const isOurs = key.startsWith(draftKey(actor, "", "").slice(0, -1));
  if (!draft || isExpired(draft, Date.now())) return place.removeItem(key);
  if (draft.sentAt === undefined) return;
  if (mayDrop && isOurs) return place.removeItem(key);
  if (!mayDrop) place.setItem(key, JSON.stringify({ at: draft.at, values: draft.values }));
}

function keep(form: HTMLFormElement, store: Storage, key: string): void {
  const initial = valuesOf(form);
  const draft = parsed(store.getItem(key));
  const hasErrors = form.querySelector(".field-wrong, [data-error-summary]") !== null;
  if (draft && !hasErrors && differ(draft.values, initial)) restore(form, draft, () => forget(form, store, key, initial));

  let timer = 0;
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => save(form, store, key, initial), 400);
  });
  form.addEventListener("submit", () => {
    window.clearTimeout(timer);
    save(form, store, key, initial, Date.now());
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if ((event as CustomEvent<{ successful?: boolean }>).detail.successful) store.removeItem(key);
  });
}

function save(form: HTMLFormElement, store: Storage, key: string, initial: Values, sentAt?: number): void {
  const values = valuesOf(form);
  if (!differ(values, initial)) return store.removeItem(key);
  const draft: Draft = { at: Date.now(), values, ...(sentAt === undefined ? {} : { sentAt }) };
  try {
    store.setItem(key, JSON.stringify(draft));
  } catch {
    // The store is full or closed: typing goes on, only without a draft.
  }
}

function restore(form: HTMLFormElement, draft: Draft, onDiscard: () => void): void {
  fill(form, draft.values);
  const note = document.querySelector<HTMLTemplateElement>("template[data-draft-note]")?.content.firstElementChild?.cloneNode(true);
  if (!(note instanceof HTMLElement)) return;
  const at = note.querySelector("time");
  if (at) at.textContent = new Date(draft.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  note.querySelector("button")?.addEventListener("click", () => {
    onDiscard();
    note.remove();
  });
  form.prepend(note);
}

function forget(form: HTMLFormElement, store: Storage, key: string, initial: Values): void {
  store.removeItem(key);
  fill(form, initial);
}

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter((one): one is Field => {
    const isField = one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement || one instanceof HTMLSelectElement;
    const isPrivate = isField && one.dataset["private"] !== undefined;
    return isField && isKept({ name: one.name, type: one.type, autocomplete: one.getAttribute("autocomplete") ?? "", isPrivate });
  });
}

function valuesOf(form: HTMLFormElement): Values {
  const values: Values = {};
  for (const field of fieldsOf(form)) {
    const known = (values[field.name] ??= []);
    if (field instanceof HTMLSelectElement) known.push(...[...field.selectedOptions].map((option) => option.value));
    else if (!(field instanceof HTMLInputElement) || !/checkbox|radio/.test(field.type) || field.checked) known.push(field.value);
  }
  return values;
}

function fill(form: HTMLFormElement, values: Values): void {
  for (const field of fieldsOf(form)) {
    const kept = values[field.name];
    if (kept === undefined) continue;
    if (field instanceof HTMLSelectElement) for (const option of field.options) option.selected = kept.includes(option.value);
    else if (field instanceof HTMLInputElement && /checkbox|radio/.test(field.type)) field.checked = kept.includes(field.value);
    else field.value = kept[0] ?? "";
  }
}
