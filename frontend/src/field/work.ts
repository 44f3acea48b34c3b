/** What can be done on this phone. Each deed is one write: what it changes here, and the work that tells the server. */
import { tell, tellOthers } from "./bus.ts";
import { newId, phoneTime, sha256 } from "./device.ts";
import { UNTOUCHED, written, yielded } from "./rules/fields.ts";
import { same } from "./rules/answers.ts";
import { calledNow, type Changing, change, kept, shelves } from "./store.ts";
import type { FieldHere, Photo, Row, Sheet, StoredFile, Work } from "./types.ts";

type SheetId = number | string;

function work(kind: string, payload: Record<string, unknown>, more: Partial<Work> = {}): Work {
  return {
    id: newId(),
    kind,
    at: phoneTime(),
    payload,
    state: "waiting",
    sheet: null,
    needs: [],
    after: null,
    last: false,
    code: "",
    message: "",
    ...more,
  };
}

async function put(done: Work): Promise<void> {
  await change(async (tx) => void (await tx.objectStore("outbox").put(done)));
  tell("work");
}

export async function rowOf(tx: Changing, sheet: SheetId, item: number): Promise<Row> {
  return (await tx.objectStore("rows").get([sheet, item])) ?? { sheet, item, fields: {} };
}

export interface Place {
  latitude: number;
  longitude: number;
}

export async function begin(sheet: Sheet, place: Place | null): Promise<void> {
  const done = work("sheet.begin", { sheet: sheet.id, ...(place ?? {}) }, { sheet: sheet.id });
  await change(async (tx) => {
    await tx.objectStore("sheets").put({ ...sheet, state: "in_progress", begun_at: new Date(done.at).toISOString() });
    await tx.objectStore("outbox").put(done);
  });
  tell("work");
  tell("sheet");
}

/** Begins a self-check, which the server will number; until then it goes by the id of this work. */
export async function beginSelfCheck(unit: number, version: number, items: number[]): Promise<Sheet> {
  const done = work("self_check.begin", { unit });
  done.sheet = done.id;
  const sheet: Sheet = {
    id: done.id,
    number: "",
    unit,
    version,
    channel: "self_check",
    state: "in_progress",
    planned_on: null,
    is_unannounced: false,
    begun_at: new Date(done.at).toISOString(),
    items,
    filled: [],
    proofs: {},
    handed_in: false,
  };
  await change(async (tx) => {
    await tx.objectStore("sheets").put(sheet);
    await tx.objectStore("outbox").put(done);
  });
  tell("work");
  tell("sheet");
  return sheet;
}

/** Writes one field; returns the row as it stands here. A change that never left is replaced, one that may have is followed. */
export async function write(of: SheetId, item: number, field: string, value: unknown): Promise<Row> {
  const row = await change(async (tx) => {
    const sheet = await calledNow(of, tx);
    const here = await rowOf(tx, sheet, item);
    const before = here.fields[field] ?? UNTOUCHED;
    if (same(before.value, value) && !before.conflict) return here;
    const done = await changing(tx, { sheet, item, field, value, before });
    here.fields[field] = written(before, value, done.id);
    await tx.objectStore("outbox").put(done);
    await tx.objectStore("rows").put(here);
    return here;
  });
  tell("work");
  tellOthers("sheet");
  return row;
}

interface Change {
  sheet: SheetId;
  item: number;
  field: string;
  value: unknown;
  before: FieldHere;
}

async function changing(tx: Changing, { sheet, item, field, value, before }: Change): Promise<Work> {
  const outbox = tx.objectStore("outbox");
  const pending = before.pending ? await outbox.get(before.pending) : undefined;
  let base = before.conflict?.revision ?? before.revision;
  let after: string | null = null;
  if (pending?.state === "waiting") {
    base = pending.payload["base"] as number;
    after = pending.after;
    await outbox.delete(pending.id);
  } else if (pending?.state === "tried") {
    // It may have arrived: its content is the server's now, and its answer tells on what this one rests.
    after = pending.id;
  }
  return work("sheet.change", { sheet, item: item || null, field, base, new: value }, { sheet, after });
}

export async function choose(sheet: SheetId, item: number, field: string, which: "mine" | "theirs"): Promise<void> {
  const row = (await (await shelves()).get("rows", [sheet, item])) ?? { sheet, item, fields: {} };
  const here = row.fields[field];
  if (!here?.conflict) return;
  if (which === "mine") {
    await write(sheet, item, field, here.value);
  } else {
    await change(async (tx) => {
      const now = await rowOf(tx, sheet, item);
      now.fields[field] = yielded(now.fields[field] ?? UNTOUCHED);
      await tx.objectStore("rows").put(now);
    });
  }
  tell("work");
  tell("sheet");
}

export async function guide(sheet: SheetId, item: number, text: string, toWhom: string): Promise<void> {
  await put(work("sheet.guide", { sheet, item: item || null, text, to_whom: toWhom }, { sheet: await calledNow(sheet) }));
}

export interface Taken {
  kind: Photo["kind"];
  name: string;
  /** What is sent first; the original itself where no smaller one could be made. */
  copy: Blob;
  original: { name: string; content: Blob } | null;
  thumb: Blob | null;
  note: string;
}

/** Keeps a photo, a voice note or a signature with the work that will bring it; the original goes after all else. */
export async function addPhoto(sheet: SheetId, item: number, taken: Taken): Promise<Photo> {
  const id = newId();
  const copy = await file(id, taken.name, taken.copy, 0);
  const original = taken.original ? await file(id, taken.original.name, taken.original.content, 1) : null;
  const of = { sheet, item: item || null };
  const first = work("sheet.photo", { ...of, upload: copy.id, note: taken.note, kind: taken.kind }, { sheet, needs: [copy.id] });
  const photo: Photo = {
    id,
    sheet,
    item,
    kind: taken.kind,
    at: first.at,
    note: taken.note,
    copy: copy.id,
    original: original?.id ?? null,
    thumb: taken.thumb,
    state: "waiting",
    message: "",
  };
  await change(async (tx) => {
    photo.sheet = first.sheet = await calledNow(sheet, tx);
    await tx.objectStore("photos").put(photo);
    await tx.objectStore("files").put(copy);
    await tx.objectStore("blobs").put(taken.copy, copy.id);
    if (taken.kind !== "signature") await tx.objectStore("outbox").put(first);
    if (original && taken.original) {
      await tx.objectStore("files").put(original);
      await tx.objectStore("blobs").put(taken.original.content, original.id);
      const later = work("sheet.original", { ...of, photo: first.id, upload: original.id }, { sheet: first.sheet, needs: [original.id], after: first.id });
      await tx.objectStore("outbox").put(later);
    }
  });
  tell("work");
  tell("sheet");
  return photo;
}

async function file(photo: string, name: string, content: Blob, rank: number): Promise<StoredFile> {
  const digest = await sha256(await content.arrayBuffer());
  return { id: newId(), photo, name, size: content.size, sha256: digest, rank, offset: 0, state: "waiting", message: "", sent_at: null };
}

export async function handIn(sheet: Sheet, assessment: string, signature: Photo | null): Promise<void> {
  const payload = { sheet: sheet.id, assessment, ...(signature ? { signature: signature.copy } : {}) };
  const done = work("sheet.submit", payload, { sheet: sheet.id, last: true, needs: signature ? [signature.copy] : [] });
  await change(async (tx) => {
    const id = await calledNow(sheet.id, tx);
    done.sheet = id;
    await tx.objectStore("sheets").put({ ...sheet, ...(await tx.objectStore("sheets").get(id)), id, handed_in: true });
    await tx.objectStore("outbox").put(done);
  });
  tell("work");
  tell("sheet");
}

export async function testMachine(sheet: SheetId, device: number, told: Record<string, unknown>): Promise<void> {
  await put(work("device.test", { sheet, device, ...told }, { sheet: await calledNow(sheet) }));
}

export async function reportFault(device: number, fault: string, downSince: string | null): Promise<void> {
  await put(work("repair.report", { device, fault, down_since: downSince }));
}

export async function log(unit: number, kind: string, text: string, facts: Record<string, unknown>): Promise<void> {
  await put(work("outlet.log", { unit, kind, text, facts }));
}

/** Removes work that the server refused, once somebody has seen why. */
export async function dismiss(id: string): Promise<void> {
  await change(async (tx) => {
    const outbox = tx.objectStore("outbox");
    if ((await outbox.get(id))?.state === "refused") await outbox.delete(id);
  });
  tell("work");
}

export async function isPaired(): Promise<boolean> {
  return (await kept("device")) !== undefined;
}
