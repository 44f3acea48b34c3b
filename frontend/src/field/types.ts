/** What the phone knows: what came in the package, and what was done here. */

export type Language = "zh" | "en";
export type Kind = "bin" | "ded" | "lvl" | "cnt" | "dev" | "veto";
export type Value = Record<string, unknown>;

export interface Item {
  id: number;
  code: string;
  name_zh: string;
  name_en: string;
  kind: Kind;
  points: number;
  rule: Record<string, unknown>;
  channels: string[];
  proof: "none" | "deduction" | "always";
  how_zh: string;
  how_en: string;
  device_kinds: string[];
  is_red_flag: boolean;
}

export interface Area {
  code: string;
  name_zh: string;
  name_en: string;
  items: Item[];
}

export interface Band {
  floor: number;
  code: string;
  name_zh: string;
  name_en: string;
  is_fail: boolean;
}

export interface Handbook {
  id: number;
  name_zh: string;
  name_en: string;
  number: number;
  scale: "share" | "deduct";
  areas: Area[];
  bands: Band[];
}

export interface Machine {
  id: number;
  code: string;
  kind: string;
  name_zh: string;
  name_en: string;
  place: string;
  status: string;
  is_faulty: boolean;
}

export interface Unit {
  id: number;
  code: string;
  name: string;
  name_en: string;
  areas: { id: number; name: string }[];
  machines: Machine[];
  may_log: boolean;
  may_check: boolean;
}

/** What may be asked of a log besides its text. */
export interface LogFact {
  code: string;
  name_zh: string;
  name_en: string;
  kind: "number" | "flag" | "text";
}

export interface LogKind {
  code: string;
  name_zh: string;
  name_en: string;
  facts: LogFact[];
}

/** The steps of the test of a kind of machine. */
export interface Script {
  kind: string;
  steps: { code: string; name_zh: string; name_en: string }[];
}

/** How one field stands on the server: its value and its revision. */
export interface Standing {
  value: unknown;
  revision: number;
}

export interface SheetIn {
  id: number;
  number: string;
  unit: number;
  version: number;
  channel: string;
  state: string;
  planned_on: string | null;
  is_unannounced: boolean;
  begun_at: string | null;
  items: number[];
  fields: { item: number | null; field: string; value: unknown; revision: number }[];
  proofs: { item: number | null; count: number }[];
  filled: number[];
}

export interface Package {
  at: string;
  person: { id: number; name: string };
  handbooks: Handbook[];
  versions: number[];
  sheets: SheetIn[];
  units: Unit[];
  log_kinds: LogKind[];
  scripts: Script[];
  /** With what a self-check is begun today. */
  current: { version: number; self_check_items: number[] } | null;
}

/** A sheet here: until the server has numbered a self-check, its id is that of the work that began it. */
export interface Sheet {
  id: number | string;
  number: string;
  unit: number;
  version: number;
  channel: string;
  state: string;
  planned_on: string | null;
  is_unannounced: boolean;
  begun_at: string | null;
  items: number[];
  filled: number[];
  proofs: Record<string, number>;
  /** Handed in here; the server may not know yet. */
  handed_in: boolean;
}

export interface Conflict {
  theirs: unknown;
  revision: number;
  by: string;
  at: string;
}

/** One field here: what it says, which revision that rests on, what is on its way, and what stands against it. */
export interface FieldHere {
  value: unknown;
  revision: number;
  pending: string | null;
  conflict: Conflict | null;
}

/** One item of one sheet; item 0 holds the fields of the sheet itself. */
export interface Row {
  sheet: number | string;
  item: number;
  fields: Record<string, FieldHere>;
}

export type WorkState = "waiting" | "tried" | "refused";

/** A piece of work on its way. */
export interface Work {
  id: string;
  kind: string;
  at: number;
  payload: Record<string, unknown>;
  state: WorkState;
  sheet: number | string | null;
  /** Files that have to be there first. */
  needs: string[];
  /** The piece whose answer tells on what this one rests. */
  after: string | null;
  /** Waits until nothing of its sheet is before it. */
  last: boolean;
  code: string;
  message: string;
}

export type FileState = "waiting" | "arrived" | "refused";

export interface StoredFile {
  id: string;
  photo: string;
  name: string;
  size: number;
  sha256: string;
  /** Small copies go before originals. */
  rank: number;
  offset: number;
  state: FileState;
  message: string;
  /** When its work was done; only such files may be let go of. */
  sent_at: number | null;
}

export interface Photo {
  id: string;
  sheet: number | string;
  item: number;
  kind: "photo" | "voice" | "signature";
  at: number;
  note: string;
  copy: string;
  original: string | null;
  /** A small picture to show, kept when the large ones are let go of. */
  thumb: Blob | null;
  state: "waiting" | "sent" | "refused";
  message: string;
}

export interface PairedAs {
  id: number;
  name: string;
  unit: string;
  algorithm: "ed25519" | "p256";
  key: CryptoKey;
}
