/** Sends what waits and fetches what is new, from one tab at a time, as often as the network lets it. */
import { applyAnswer, applyPackage, photoIs, versionsHere } from "./apply.ts";
import { tell } from "./bus.ts";
import { learnClock, Refused, signed, Unreachable, appVersion, clockNow } from "./device.ts";
import { nextChunk, waitMs } from "./rules/chunks.ts";
import { type Answer, nextBatch } from "./rules/outbox.ts";
import { blob, change, filesWaiting, kept, shelves, tidy, works } from "./store.ts";
import type { Package, PairedAs, StoredFile, Work } from "./types.ts";

export type Health = "idle" | "sending" | "offline" | "revoked";

export const now: { health: Health } = { health: "idle" };

const UPLOADS = "/api/v1/sync/uploads";
const FRESH_FOR = 5 * 60_000;
let failures = 0;
let timer = 0;
let fetchedAt = 0;
let chunk = 128 * 1024;

/** Begins to send by itself: at once after each deed, when the network comes back, when the page is looked at again. */
export function startSync(): void {
  addEventListener("online", () => void soon(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void soon(0);
  });
  soon(0);
}

export function soon(ms: number): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void round(), ms);
}

export function refresh(): void {
  fetchedAt = 0;
  soon(0);
}

async function round(): Promise<void> {
  const next = await navigator.locks.request("biaogan-field-sync", { ifAvailable: true }, (lock) => (lock ? oneRound() : FRESH_FOR));
  soon(next ?? FRESH_FOR);
}

/** Returns after how long to look again. */
async function oneRound(): Promise<number> {
  const device = await kept("device");
  if (!device) return FRESH_FOR;
  try {
    if (!clockNow()) await learnClock();
    while (await step(device)) failures = 0;
    failures = 0;
    health("idle");
    await tidy(Date.now());
    return 60_000;
  } catch (error) {
    if (error instanceof Refused && (error.status === 401 || error.status === 403)) {
      health("revoked");
      return FRESH_FOR;
    }
    if (!(error instanceof Unreachable) && !(error instanceof Refused)) console.warn(error);
    health("offline");
    return waitMs(failures++, Math.random());
  }
}

function health(what: Health): void {
  if (now.health === what) return;
  now.health = what;
  tell("sync");
}

/** One piece at a time, so that an answer never waits for a photo: works, then a piece of a file, then the package. */
async function step(device: PairedAs): Promise<boolean> {
  if (await sendWorks(device)) return true;
  if (await sendPiece(device)) return true;
  if (Date.now() - fetchedAt < FRESH_FOR) return false;
  await fetchPackage(device);
  return false;
}

async function sendWorks(device: PairedAs): Promise<boolean> {
  const waiting = await works();
  const batch = nextBatch(waiting, await arrivedFiles());
  if (batch.length === 0) return false;
  health("sending");
  await tried(batch);
  const items = batch.map((each) => ({ id: each.id, kind: each.kind, happened_at: new Date(each.at).toISOString(), payload: each.payload }));
  const body = JSON.stringify({ sent_at: new Date().toISOString(), items });
  const answer = await signed(device, "POST", "/api/v1/sync/outbox", body);
  const told = (await answer.json()) as { items: Answer[] };
  let again = false;
  for (const each of told.items) again = (await applyAnswer(each)) || again;
  tell("work");
  tell("sheet");
  if (again && told.items.every((each) => each.state === "failed")) throw new Unreachable();
  return true;
}

/** From now on the server may know it: its content does not change any more. */
async function tried(batch: Work[]): Promise<void> {
  if (batch.every((each) => each.state === "tried")) return;
  await change(async (tx) => {
    for (const each of batch) {
      const work = await tx.objectStore("outbox").get(each.id);
      if (work) await tx.objectStore("outbox").put({ ...work, state: "tried" });
    }
  });
}

async function arrivedFiles(): Promise<Set<string>> {
  const files = await (await shelves()).getAll("files");
  return new Set(files.filter((file) => file.state === "arrived").map((file) => file.id));
}

async function sendPiece(device: PairedAs): Promise<boolean> {
  const file = (await filesWaiting())[0];
  if (!file) return false;
  const content = await blob(file.id);
  health("sending");
  if (!content) {
    await fileIs(file, { state: "refused", message: "" });
    return true;
  }
  try {
    const told = file.offset === 0 ? await announce(device, file) : await ask(device, file, content);
    await fileIs(file, { offset: told.offset, ...stateOf(told) });
    // What was announced before may be here in part, or whole.
    if (told.state === "receiving" && file.offset === 0) await fileIs({ ...file, offset: told.offset }, await piece(device, { ...file, offset: told.offset }, content));
  } catch (error) {
    if (!(error instanceof Refused) || error.status === 401) throw error;
    // Swept while the phone was away, or out of step: from the beginning; refused for good: shown, and kept.
    const begins = error.status === 404 || error.code === "sync.bad_chunk";
    await fileIs(file, begins ? { offset: 0 } : { state: "refused", message: error.message });
  }
  tell("work");
  return true;
}

interface Told {
  offset: number;
  state: string;
  message: string;
}

function stateOf(told: Told): Partial<StoredFile> {
  if (told.state === "ready" || told.state === "claimed") return { state: "arrived" };
  return told.state === "refused" ? { state: "refused", message: told.message } : {};
}

async function announce(device: PairedAs, file: StoredFile): Promise<Told> {
  const body = JSON.stringify({ id: file.id, name: file.name, size: file.size, sha256: file.sha256 });
  return (await (await signed(device, "POST", UPLOADS, body)).json()) as Told;
}

async function ask(device: PairedAs, file: StoredFile, content: Blob): Promise<Told> {
  const begun = performance.now();
  const part = content.slice(file.offset, file.offset + chunk);
  try {
    const told = (await (await signed(device, "PUT", `${UPLOADS}/${file.id}?offset=${file.offset}`, part)).json()) as Told;
    chunk = nextChunk(chunk, performance.now() - begun);
    return told;
  } catch (error) {
    if (error instanceof Unreachable) chunk = nextChunk(chunk, -1);
    throw error;
  }
}

async function piece(device: PairedAs, file: StoredFile, content: Blob): Promise<Partial<StoredFile>> {
  const told = await ask(device, file, content);
  return { offset: told.offset, ...stateOf(told) };
}

async function fileIs(file: StoredFile, what: Partial<StoredFile>): Promise<void> {
  await change(async (tx) => {
    const stored = await tx.objectStore("files").get(file.id);
    if (!stored) return;
    await tx.objectStore("files").put({ ...stored, ...what });
    if (what.state !== "refused") return;
    await photoIs(tx, file.id, "refused", what.message ?? "");
    // Its work has nothing to bring; it is shown with the reason until somebody has seen it.
    for (const work of await tx.objectStore("outbox").getAll()) {
      if (work.needs.includes(file.id)) await tx.objectStore("outbox").put({ ...work, state: "refused", message: what.message ?? "" });
    }
  });
}

async function fetchPackage(device: PairedAs): Promise<void> {
  const have = (await versionsHere()).sort((a, b) => a - b);
  const before = await kept("package");
  const path = `/api/v1/field/package${have.length > 0 ? `?have=${have.join(",")}` : ""}`;
  const asked: Record<string, string> = before?.etag ? { "If-None-Match": before.etag } : {};
  const answer = await signed(device, "GET", path, "", asked);
  if (answer.status !== 304) await applyPackage((await answer.json()) as Package, answer.headers.get("ETag") ?? "");
  await beat(device);
  fetchedAt = Date.now();
  tell("package");
  tell("sheet");
}

/** Tells the server which version this is and how its own clock goes, and learns how far it is off. */
async function beat(device: PairedAs): Promise<void> {
  await signed(device, "POST", "/api/v1/sync/heartbeat", JSON.stringify({ sent_at: new Date().toISOString(), app_version: appVersion() }));
  await learnClock();
}
