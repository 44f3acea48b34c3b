/** What is kept on this phone. Everything is written before it counts as done; what waits to be sent is never dropped. */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames, openDB } from "idb";
import type { Handbook, Language, Package, PairedAs, Photo, Row, Sheet, StoredFile, Unit, Work } from "./types.ts";

export interface Kept {
  device: PairedAs;
  clock: { ahead: number };
  package: Pick<Package, "at" | "person" | "log_kinds" | "scripts" | "current"> & { etag: string };
  language: Language;
}

interface Shelves extends DBSchema {
  kept: { key: string; value: unknown };
  sheets: { key: number | string; value: Sheet };
  rows: { key: [number | string, number]; value: Row; indexes: { sheet: number | string } };
  handbooks: { key: number; value: Handbook };
  units: { key: number; value: Unit };
  outbox: { key: string; value: Work };
  photos: { key: string; value: Photo; indexes: { sheet: number | string } };
  files: { key: string; value: StoredFile; indexes: { photo: string } };
  blobs: { key: string; value: Blob };
}

type Name = StoreNames<Shelves>;
export type Changing = IDBPTransaction<Shelves, Name[], "readwrite">;

const NAMES: Name[] = ["kept", "sheets", "rows", "handbooks", "units", "outbox", "photos", "files", "blobs"];

let opening: Promise<IDBPDatabase<Shelves>> | null = null;

export function shelves(): Promise<IDBPDatabase<Shelves>> {
  opening ??= openDB<Shelves>("biaogan-field", 1, {
    upgrade(db) {
      db.createObjectStore("kept");
      db.createObjectStore("sheets", { keyPath: "id" });
      db.createObjectStore("rows", { keyPath: ["sheet", "item"] }).createIndex("sheet", "sheet");
      db.createObjectStore("handbooks", { keyPath: "id" });
      db.createObjectStore("units", { keyPath: "id" });
      db.createObjectStore("outbox", { keyPath: "id" });
      db.createObjectStore("photos", { keyPath: "id" }).createIndex("sheet", "sheet");
      db.createObjectStore("files", { keyPath: "id" }).createIndex("photo", "photo");
      db.createObjectStore("blobs");
    },
    // The browser threw the connection away; the next use opens another.
    terminated: () => (opening = null),
  });
  return opening;
}

/** Everything that `change` writes is on disk, or none of it. Where the phone is full, sent photos make room, the oldest first. */
export async function change<T>(work: (tx: Changing) => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await inOne(work);
    } catch (error) {
      if (!isFull(error) || !(await letGo())) throw error;
    }
  }
}

async function inOne<T>(work: (tx: Changing) => Promise<T>): Promise<T> {
  const db = await shelves();
  // Strict: on the disk, not merely promised to be, before it counts as kept.
  const tx = db.transaction(NAMES, "readwrite", { durability: "strict" }) as unknown as Changing;
  const done = tx.done;
  // Both may fail of the same cause; only one of them is waited for.
  done.catch(() => undefined);
  try {
    const result = await work(tx);
    await done;
    return result;
  } catch (error) {
    try {
      tx.abort();
    } catch {
      // It had ended by itself.
    }
    throw error;
  }
}

export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

/** Lets go of the large pictures of the oldest photo that has been sent whole; tells whether there was one. */
async function letGo(): Promise<boolean> {
  const db = await shelves();
  const sent = (await db.getAll("files")).filter((file) => file.sent_at !== null);
  sent.sort((a, b) => (a.sent_at ?? 0) - (b.sent_at ?? 0));
  const oldest = sent[0];
  if (!oldest) return false;
  const tx = db.transaction(["files", "blobs"], "readwrite");
  await tx.objectStore("files").delete(oldest.id);
  await tx.objectStore("blobs").delete(oldest.id);
  await tx.done;
  return true;
}

/** Large pictures that were sent so long ago need not stay; their small ones do. */
const KEPT_AFTER_SENDING = 14 * 24 * 3_600_000;

export async function tidy(now: number): Promise<void> {
  const db = await shelves();
  for (const file of await db.getAll("files")) {
    if (file.sent_at === null || now - file.sent_at < KEPT_AFTER_SENDING) continue;
    await change(async (tx) => {
      await tx.objectStore("files").delete(file.id);
      await tx.objectStore("blobs").delete(file.id);
    });
  }
}

export async function kept<K extends keyof Kept>(name: K): Promise<Kept[K] | undefined> {
  return (await (await shelves()).get("kept", name)) as Kept[K] | undefined;
}

export async function keep<K extends keyof Kept>(name: K, value: Kept[K]): Promise<void> {
  await change(async (tx) => void (await tx.objectStore("kept").put(value, name)));
}

/** The name by which a sheet goes now: a self-check is begun under one of its own, until the server has numbered it. */
export async function calledNow(sheet: number | string, tx?: Changing): Promise<number | string> {
  if (typeof sheet === "number") return sheet;
  const shelf = tx ? tx.objectStore("kept") : (await shelves()).transaction("kept").store;
  return ((await shelf.get(`sheet:${sheet}`)) as number | undefined) ?? sheet;
}

export async function works(): Promise<Work[]> {
  // In the order of their ids, which is that of their making.
  return (await shelves()).getAll("outbox");
}

export async function sheets(): Promise<Sheet[]> {
  return (await shelves()).getAll("sheets");
}

export async function units(): Promise<Unit[]> {
  return (await shelves()).getAll("units");
}

export async function unit(id: number): Promise<Unit | undefined> {
  return (await shelves()).get("units", id);
}

export async function handbook(id: number): Promise<Handbook | undefined> {
  return (await shelves()).get("handbooks", id);
}

export async function rowsOf(sheet: number | string): Promise<Row[]> {
  return (await shelves()).getAllFromIndex("rows", "sheet", sheet);
}

export async function photosOf(sheet: number | string): Promise<Photo[]> {
  return (await shelves()).getAllFromIndex("photos", "sheet", sheet);
}

export async function filesWaiting(): Promise<StoredFile[]> {
  const found = (await (await shelves()).getAll("files")).filter((file) => file.state === "waiting");
  return found.sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
}

export async function blob(id: string): Promise<Blob | undefined> {
  return (await shelves()).get("blobs", id);
}
