"""How an event is recorded, in the transaction of the deed itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

from django.db.models import Model

from biaogan.audit.models import Event
from biaogan.core.copying import MANY, copy_values
from biaogan.core.storing import append


class Doer(Protocol):
    """Whoever acts; accounts' Actor is one. `ref` names it for ever: «user:12», «job:obligations.sweep»."""

    @property
    def ref(self) -> str: ...


def record_event(
    name: str,
    subject: Model,
    *,
    by: Doer,
    at: dt.datetime,
    happened_at: dt.datetime | None = None,
    case: int | None = None,
    unit: int | None = None,
    **facts: Any,
) -> None:
    """Write down that `by` did `name` to `subject`. `facts` are JSON: references and field names, never personal values."""
    append([_event(name, subject, by, at, happened_at, case, unit, facts)])


def record_events(
    name: str, subjects: list[Model], *, by: Doer, at: dt.datetime, facts: list[dict[str, Any]] | None = None
) -> None:
    """Write the same deed down for many subjects with one statement; `facts[i]` belongs to `subjects[i]`."""
    told = facts or [{} for _ in subjects]
    if len(subjects) >= MANY:
        record_references(
            name, subjects[0]._meta.label_lower, [subject.pk for subject in subjects], by=by, at=at, facts=told
        )
        return
    append(
        [
            _event(name, subject, by, at, None, each.pop("case", None), each.pop("unit", None), each)
            for subject, each in zip(subjects, told, strict=True)
        ]
    )


def record_references(
    name: str, subject_type: str, keys: Sequence[int], *, by: Doer, at: dt.datetime, facts: Sequence[dict[str, Any]]
) -> None:
    """Write the same deed down for thousands of subjects, known by their keys alone."""
    copy_values(
        Event,
        ("name", "subject_type", "subject_id", "actor_ref", "at", "case_ref", "unit_ref", "facts"),
        (
            (name, subject_type, str(key), by.ref, at, each.pop("case", None), each.pop("unit", None), each)
            for key, each in zip(keys, facts, strict=True)
        ),
    )


def witness_file(name: str, run: Model, *, by: Doer, now: dt.datetime, facts: dict[str, Any]) -> None:
    """Write down an import or an export, which `core` does without knowing of us."""
    record_event(name, run, by=by, at=now, **facts)


def _event(
    name: str,
    subject: Model,
    by: Doer,
    at: dt.datetime,
    happened_at: dt.datetime | None,
    case: int | None,
    unit: int | None,
    facts: dict[str, Any],
) -> Event:
    return Event(
        name=name,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        case_ref=case,
        unit_ref=unit,
        actor_ref=by.ref,
        at=at,
        happened_at=happened_at,
        facts=facts,
    )
