/** A sheet that is open on the screen: read once, kept in step with what is written. */
import { allInOrder, isAnswered, type Lack, lackOf, loses } from "./rules/answers.ts";
import { scoreItem, scoreSheet, type SheetScore } from "./rules/scoring.ts";
import { handbook, photosOf, rowsOf, shelves, unit } from "./store.ts";
import type { Area, FieldHere, Handbook, Item, Photo, Row, Sheet, Unit, Value } from "./types.ts";

export interface Opened {
  sheet: Sheet;
  book: Handbook;
  unit: Unit | undefined;
  areas: { area: Area; items: Item[] }[];
  items: Item[];
  rows: Map<number, Row>;
  photos: Map<number, Photo[]>;
}

export async function open(id: number | string): Promise<Opened | null> {
  const sheet = await (await shelves()).get("sheets", id);
  const book = sheet ? await handbook(sheet.version) : undefined;
  if (!sheet || !book) return null;
  const asked = new Set(sheet.items);
  const areas = book.areas.map((area) => ({ area, items: area.items.filter((item) => asked.has(item.id)) })).filter((each) => each.items.length > 0);
  const photos = new Map<number, Photo[]>();
  for (const photo of await photosOf(id)) photos.set(photo.item, [...(photos.get(photo.item) ?? []), photo]);
  const rows = new Map((await rowsOf(id)).map((row) => [row.item, row]));
  return { sheet, book, unit: await unit(sheet.unit), areas, items: areas.flatMap((each) => each.items), rows, photos };
}

export function fieldOf(at: Opened, item: number, name: string): FieldHere | undefined {
  return at.rows.get(item)?.fields[name];
}

export function valueOf(at: Opened, item: number): Value | null {
  const value = fieldOf(at, item, "value")?.value;
  return isAnswered(value) ? value : null;
}

/** How many photos prove an item, here and on the server. */
export function proofsOf(at: Opened, item: number): number {
  const here = (at.photos.get(item) ?? []).filter((photo) => photo.state !== "refused").length;
  return Math.max(here, at.sheet.proofs[String(item)] ?? 0);
}

export function isFilled(item: Item): boolean {
  return item.channels.length > 0 && item.channels.every((channel) => channel === "record");
}

export function lack(at: Opened, item: Item): Lack | null {
  if (isFilled(item)) return null;
  const isContested = Object.values(at.rows.get(item.id)?.fields ?? {}).some((field) => field.conflict);
  return lackOf(item, { value: valueOf(at, item.id), proofs: proofsOf(at, item.id), isContested });
}

export function openItems(at: Opened): Item[] {
  return at.items.filter((item) => lack(at, item) !== null);
}

export function conflicts(at: Opened): { item: number; field: string; here: FieldHere }[] {
  return [...at.rows.values()].flatMap((row) =>
    Object.entries(row.fields)
      .filter(([, here]) => here.conflict)
      .map(([field, here]) => ({ item: row.item, field, here })),
  );
}

export function scoreNow(at: Opened): SheetScore {
  return scoreSheet(at.book.scale, at.items.map((item) => scoreItem(item, valueOf(at, item.id))), at.book.bands);
}

export function isOpenForWork(sheet: Sheet): boolean {
  return sheet.state === "in_progress" && !sheet.handed_in;
}

/** All in order and nothing to prove: the next item may come by itself. */
export function goesOn(item: Item, value: Value): boolean {
  if (value["na"]) return true;
  return allInOrder(item) !== null && !loses(item, value) && item.proof !== "always" && (item.kind === "bin" || item.kind === "lvl" || item.kind === "veto");
}
