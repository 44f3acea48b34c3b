/** What the server said, brought into what is kept here. */
import { newId } from "./device.ts";
import { contested, refreshed, taken, UNTOUCHED } from "./rules/fields.ts";
import type { Answer } from "./rules/outbox.ts";
import { verdictOf } from "./rules/outbox.ts";
import { type Changing, change, keep, shelves } from "./store.ts";
import type { Conflict, Package, Row, Sheet, SheetIn, Work } from "./types.ts";
import { rowOf } from "./work.ts";

/** Brings one answer in; tells whether the work has to be sent again. */
export async function applyAnswer(answer: Answer): Promise<boolean> {
  return change(async (tx) => {
    const outbox = tx.objectStore("outbox");
    const work = await outbox.get(answer.id);
    if (!work) return false;
    switch (verdictOf(answer)) {
      case "again":
        return true;
      case "new_id":
        await renew(tx, work, false);
        return true;
      case "new_files":
        await renew(tx, work, true);
        return true;
      case "refused":
        await refuse(tx, work, answer);
        return false;
      default:
        await settle(tx, work, answer.result ?? {});
        return false;
    }
  });
}

async function settle(tx: Changing, work: Work, result: Record<string, unknown>): Promise<void> {
  await tx.objectStore("outbox").delete(work.id);
  if (work.kind === "sheet.change") await settleChange(tx, work, result);
  if (work.kind === "self_check.begin" && typeof result["sheet"] === "number") await renumber(tx, work.id, result["sheet"], String(result["number"] ?? ""));
  if (work.kind === "sheet.submit") await settleSheet(tx, work);
  for (const file of work.needs) await sent(tx, file);
}

async function settleChange(tx: Changing, work: Work, result: Record<string, unknown>): Promise<void> {
  const { sheet, item, field } = where(work);
  const row = await rowOf(tx, sheet, item);
  const here = row.fields[field] ?? UNTOUCHED;
  const conflict = result["conflict"] as (Omit<Conflict, "theirs"> & { current: unknown; why?: string }) | undefined;
  if (conflict && (conflict.why ?? "conflict") !== "conflict") {
    // Handed in before, or an item that the sheet does not have: kept aside there, and told here.
    row.fields[field] = { value: conflict.current, revision: conflict.revision, pending: null, conflict: null };
    await tx.objectStore("outbox").put({ ...work, state: "refused", code: `kept_${conflict.why ?? ""}` });
  } else if (conflict) {
    row.fields[field] = contested(here, { theirs: conflict.current, revision: conflict.revision, by: conflict.by, at: conflict.at });
    // What was written after it is in sight as mine; it is sent when it is chosen.
    for (const later of await followers(tx, work.id)) await tx.objectStore("outbox").delete(later.id);
  } else if (typeof result["revision"] === "number") {
    const revision = result["revision"];
    row.fields[field] = taken(here, revision, work.id);
    for (const later of await followers(tx, work.id)) {
      await tx.objectStore("outbox").put({ ...later, after: null, payload: { ...later.payload, base: revision } });
    }
  }
  await tx.objectStore("rows").put(row);
}

async function settleSheet(tx: Changing, work: Work): Promise<void> {
  const sheet = work.sheet === null ? undefined : await tx.objectStore("sheets").get(work.sheet);
  if (sheet) await tx.objectStore("sheets").put({ ...sheet, state: "submitted", handed_in: false });
}

async function refuse(tx: Changing, work: Work, answer: Answer): Promise<void> {
  await tx.objectStore("outbox").put({ ...work, state: "refused", code: answer.code, message: answer.message });
  for (const later of await followers(tx, work.id)) {
    if (later.kind === "sheet.change") await tx.objectStore("outbox").put({ ...later, after: null });
  }
  if (work.kind === "sheet.submit" && work.sheet !== null) {
    const sheet = await tx.objectStore("sheets").get(work.sheet);
    if (sheet) await tx.objectStore("sheets").put({ ...sheet, handed_in: false });
  }
  if (work.kind === "sheet.photo") await photoIs(tx, work.needs[0] ?? "", "refused", answer.message);
}

/** Gives the work another id, and its files too where they have to go again. */
async function renew(tx: Changing, work: Work, withFiles: boolean): Promise<void> {
  const outbox = tx.objectStore("outbox");
  const again: Work = { ...work, id: newId(), state: "waiting" };
  if (withFiles) {
    for (const old of work.needs) {
      const file = await tx.objectStore("files").get(old);
      const content = await tx.objectStore("blobs").get(old);
      if (!file || !content) continue;
      const id = newId();
      await tx.objectStore("files").delete(old);
      await tx.objectStore("blobs").delete(old);
      await tx.objectStore("files").put({ ...file, id, offset: 0, state: "waiting" });
      await tx.objectStore("blobs").put(content, id);
      again.needs = again.needs.map((each) => (each === old ? id : each));
      again.payload = Object.fromEntries(Object.entries(again.payload).map(([name, part]) => [name, part === old ? id : part]));
      const photo = await tx.objectStore("photos").get(file.photo);
      if (photo) await tx.objectStore("photos").put({ ...photo, copy: photo.copy === old ? id : photo.copy, original: photo.original === old ? id : photo.original });
    }
  }
  await outbox.delete(work.id);
  await outbox.put(again);
  for (const later of await followers(tx, work.id)) await outbox.put({ ...later, after: again.id });
  if (work.kind === "sheet.change") {
    const { sheet, item, field } = where(work);
    const row = await rowOf(tx, sheet, item);
    const here = row.fields[field];
    if (here?.pending === work.id) {
      row.fields[field] = { ...here, pending: again.id };
      await tx.objectStore("rows").put(row);
    }
  }
}

function where(work: Work): { sheet: number | string; item: number; field: string } {
  return { sheet: work.sheet ?? 0, item: (work.payload["item"] as number | null) ?? 0, field: String(work.payload["field"]) };
}

async function followers(tx: Changing, id: string): Promise<Work[]> {
  return (await tx.objectStore("outbox").getAll()).filter((each) => each.after === id);
}

async function sent(tx: Changing, id: string): Promise<void> {
  const file = await tx.objectStore("files").get(id);
  if (file) await tx.objectStore("files").put({ ...file, sent_at: Date.now() });
  await photoIs(tx, id, "sent", "");
}

export async function photoIs(tx: Changing, file: string, state: "sent" | "refused", message: string): Promise<void> {
  const stored = await tx.objectStore("files").get(file);
  const photo = stored ? await tx.objectStore("photos").get(stored.photo) : undefined;
  if (photo && photo.copy === file) await tx.objectStore("photos").put({ ...photo, state, message });
}

/** The server has numbered a self-check that went by the id of its work. */
async function renumber(tx: Changing, from: string, to: number, number: string): Promise<void> {
  const sheet = await tx.objectStore("sheets").get(from);
  if (!sheet) return;
  await tx.objectStore("sheets").delete(from);
  await tx.objectStore("sheets").put({ ...sheet, id: to, number });
  // A screen or another tab may still know it by its first name.
  await tx.objectStore("kept").put(to, `sheet:${from}`);
  for (const row of await tx.objectStore("rows").index("sheet").getAll(from)) {
    await tx.objectStore("rows").delete([from, row.item]);
    await tx.objectStore("rows").put({ ...row, sheet: to });
  }
  for (const photo of await tx.objectStore("photos").index("sheet").getAll(from)) await tx.objectStore("photos").put({ ...photo, sheet: to });
  for (const work of await tx.objectStore("outbox").getAll()) {
    // What may have arrived already keeps the name it was sent under; the server knows both.
    if (work.sheet === from) await tx.objectStore("outbox").put({ ...work, sheet: to, payload: work.state === "waiting" ? { ...work.payload, sheet: to } : work.payload });
  }
}

/** Brings a package in: what changed on the server comes here, what is not sent yet stays as it is. */
export async function applyPackage(told: Package, etag: string): Promise<void> {
  for (const each of told.handbooks) await change(async (tx) => void (await tx.objectStore("handbooks").put(each)));
  for (const each of told.sheets) await change((tx) => mergeSheet(tx, each));
  await change(async (tx) => {
    await tx.objectStore("units").clear();
    for (const unit of told.units) await tx.objectStore("units").put(unit);
    await dropEnded(tx, new Set(told.sheets.map((sheet) => sheet.id)));
  });
  await keep("package", { etag, at: told.at, person: told.person, log_kinds: told.log_kinds, scripts: told.scripts, current: told.current });
}

async function mergeSheet(tx: Changing, told: SheetIn): Promise<void> {
  const here = await tx.objectStore("sheets").get(told.id);
  const begunHere = here?.state === "in_progress" && (told.state === "assigned" || told.state === "planned");
  const sheet: Sheet = {
    id: told.id,
    number: told.number,
    unit: told.unit,
    version: told.version,
    channel: told.channel,
    state: begunHere ? here.state : told.state,
    planned_on: told.planned_on,
    is_unannounced: told.is_unannounced,
    begun_at: begunHere ? here.begun_at : told.begun_at,
    items: told.items,
    filled: told.filled,
    proofs: Object.fromEntries(told.proofs.map((each) => [String(each.item ?? 0), each.count])),
    handed_in: here?.handed_in ?? false,
  };
  await tx.objectStore("sheets").put(sheet);
  const rows = new Map<number, Row>((await tx.objectStore("rows").index("sheet").getAll(told.id)).map((row) => [row.item, row]));
  for (const field of told.fields) {
    const item = field.item ?? 0;
    const row = rows.get(item) ?? { sheet: told.id, item, fields: {} };
    row.fields[field.field] = refreshed(row.fields[field.field], field);
    rows.set(item, row);
  }
  for (const row of rows.values()) await tx.objectStore("rows").put(row);
}

/** Sheets that are no longer mine go, but never one that still waits for its work to be sent, or for a choice. */
async function dropEnded(tx: Changing, mine: Set<number>): Promise<void> {
  const waiting = new Set((await tx.objectStore("outbox").getAll()).map((work) => work.sheet));
  for (const sheet of await tx.objectStore("sheets").getAll()) {
    if (typeof sheet.id === "string" || mine.has(sheet.id) || waiting.has(sheet.id)) continue;
    const rows = await tx.objectStore("rows").index("sheet").getAll(sheet.id);
    if (rows.some((row) => Object.values(row.fields).some((field) => field.conflict))) continue;
    await tx.objectStore("sheets").delete(sheet.id);
    for (const row of rows) await tx.objectStore("rows").delete([sheet.id, row.item]);
  }
}

export async function versionsHere(): Promise<number[]> {
  return (await (await shelves()).getAllKeys("handbooks")) as number[];
}
