/** One field of a sheet here and on the server: what becomes of both when either changes. Nothing is lost in silence. */
import type { Conflict, FieldHere, Standing } from "../types.ts";
import { same } from "./answers.ts";

export const UNTOUCHED: FieldHere = { value: null, revision: 0, pending: null, conflict: null };

/** Somebody writes here. Whoever writes over a conflict has seen it, and rests on what stands against them. */
export function written(here: FieldHere, value: unknown, work: string): FieldHere {
  return { value, revision: here.conflict?.revision ?? here.revision, pending: work, conflict: null };
}

/** The server took it. A later change of the same field may be on its way: that one now rests on this revision. */
export function taken(here: FieldHere, revision: number, work: string): FieldHere {
  return { ...here, revision, pending: here.pending === work ? null : here.pending };
}

/** The server kept it aside, since somebody else had written meanwhile. Mine stays in sight until one is chosen. */
export function contested(here: FieldHere, conflict: Conflict): FieldHere {
  return same(here.value, conflict.theirs)
    ? { value: here.value, revision: conflict.revision, pending: null, conflict: null }
    : { ...here, pending: null, conflict };
}

/** Theirs is chosen: nothing has to be sent. */
export function yielded(here: FieldHere): FieldHere {
  if (!here.conflict) return here;
  return { value: here.conflict.theirs, revision: here.conflict.revision, pending: null, conflict: null };
}

/** The package tells how the field stands on the server. What is not sent yet, or not chosen yet, stays as it is here. */
export function refreshed(here: FieldHere | undefined, standing: Standing): FieldHere {
  if (!here || (here.pending === null && here.conflict === null)) {
    return here && here.revision > standing.revision ? here : { ...standing, pending: null, conflict: null };
  }
  if (here.conflict && standing.revision > here.conflict.revision) {
    return { ...here, conflict: { ...here.conflict, theirs: standing.value, revision: standing.revision } };
  }
  return here;
}
