"""Inspections that are read in from another register, with their findings and what has become of them: thousands at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from biaogan.accounts.access import Actor, Permission, require
from biaogan.audit.actions import record_references
from biaogan.cases.actions import numbers_and_keys
from biaogan.cases.indexing import note_words_many
from biaogan.cases.models import Case
from biaogan.core.copying import copy_in, copy_values
from biaogan.core.time import day_begins
from biaogan.handbook.models import Item, Version
from biaogan.handbook.queries import bands_of
from biaogan.handbook.rules import ItemScore, SheetScore, grade_of, half_up, score_item, score_sheet
from biaogan.inspections import queries
from biaogan.inspections.choices import Channel, Scored, State
from biaogan.inspections.models import Answer, Sheet, SheetState
from biaogan.inspections.models import SheetScore as ScoreRow
from biaogan.org.models import Unit
from biaogan.rectification import actions as rectification
from biaogan.rectification.actions import Wrong


@dataclass(frozen=True)
class PastFault:
    """A finding of another register, closed on the day on which somebody found it put right."""

    unit: Unit
    day: dt.date
    item: Item
    fact: str
    key: str
    closed_on: dt.date | None = None


@dataclass(frozen=True)
class PastSheet:
    """An inspection of another register with its findings. `published` is its score there, in hundredths, None where it had none."""

    unit: Unit
    day: dt.date
    kind: str
    key: str
    published: int | None
    faults: tuple[PastFault, ...] = ()
    #: Why the handbook comes to another score.
    why: str = ""


#: What a finding of each item costs, counted once.
ONCE: Mapping[str, Any] = {"count": 1}


@dataclass(frozen=True)
class Costs:
    """What a finding of each item of a version comes to, and what all of its items are worth."""

    version: Version
    once: Mapping[int, ItemScore]
    applicable: Fraction

    @classmethod
    def of(cls, version: Version, items: Sequence[Item]) -> Costs:
        once = {item.pk: score_item(item, ONCE) for item in items}
        return cls(version, once, sum((score.applicable for score in once.values()), Fraction(0)))

    def total(self, items: Iterable[int]) -> SheetScore:
        """Return what the handbook makes of findings of these items, each counted once; all other items are in order."""
        wrong = [self.once[pk] for pk in set(items)]
        rest = self.applicable - sum((score.applicable for score in wrong), Fraction(0))
        return score_sheet(self.version.scale, [ItemScore(rest, rest), *wrong], bands_of(self.version))


@transaction.atomic
def read_in(
    rows: Sequence[PastSheet],
    stray: Sequence[PastFault],
    *,
    costs: Costs,
    by: Actor,
    now: dt.datetime,
) -> None:
    """Store final sheets with their scores and findings, and findings that belong to no inspection, with a handful of statements.

    A score that was published otherwise than the handbook makes it holds, and stands behind the handbook's own with the reason.
    Raises PermissionDenied unless `by` may plan inspections at every unit. The caller has seen that no row is impossible.
    """
    for unit in {row.unit.pk: row.unit for row in rows}.values():
        require(by, Permission.PLAN_INSPECTION, unit)
    cases = _cases(rows)
    keys = [case.pk for case in cases]
    version, once = costs.version, costs.once
    results = [costs.total(fault.item.pk for fault in row.faults) for row in rows]
    copy_values(Sheet, COLUMNS, _sheets(rows, keys, results, version, now=now))
    copy_values(SheetState, ("sheet_id", "state", "at", "decided_at"), _states(rows, keys, now=now))
    copy_values(ScoreRow, SCORE_COLUMNS, _scores(rows, keys, results, version, now=now))
    copy_values(Answer, ANSWER_COLUMNS, _answers(rows, keys, once))
    note_words_many({key: row.kind for row, key in zip(rows, keys, strict=True)})
    facts = [{"case": key, "unit": row.unit.pk} for row, key in zip(rows, keys, strict=True)]
    record_references("sheet.read_in", Sheet._meta.label_lower, keys, by=by, at=now, facts=facts)
    wrongs = [_wrong(fault, once, case) for row, case in zip(rows, cases, strict=True) for fault in row.faults]
    rectification.raise_many([*wrongs, *(_wrong(fault, once, None) for fault in stray)], by=by, now=now)


def moment_of(day: dt.date) -> dt.datetime:
    """Return noon of a day, for what another register knows by its day alone."""
    return day_begins(day) + dt.timedelta(hours=12)


def _cases(rows: Sequence[PastSheet]) -> list[Case]:
    moments = [moment_of(row.day) for row in rows]
    units = {row.unit.pk: row.unit for row in rows}
    offices = _offices(units)
    drawn = numbers_and_keys("sheet", moments)
    return copy_in(
        [
            Case(
                pk=key,
                kind="sheet",
                number=number,
                subject_unit=row.unit,
                handling_unit=offices[row.unit.path.rpartition(".")[0]],
                opened_at=at,
                closed_at=at,
            )
            for row, at, (number, key) in zip(rows, moments, drawn, strict=True)
        ]
    )


def _offices(units: Mapping[int, Unit]) -> dict[str, Unit | None]:
    # Outlets below one unit have one Office.
    above = {unit.path.rpartition(".")[0]: unit for unit in units.values()}
    return {path: queries.office_of(unit) for path, unit in above.items()}


COLUMNS = (
    "case_id",
    "version_id",
    "channel",
    "state",
    "planned_on",
    "begun_at",
    "submitted_at",
    "received_at",
    "final_at",
    "assessment",
    "score",
    "earned",
    "applicable",
    "deducted",
    "is_vetoed",
    "grade",
    "external_key",
)


def _sheets(
    rows: Sequence[PastSheet], keys: Sequence[int], results: Sequence[SheetScore], version: Version, *, now: dt.datetime
) -> Iterator[tuple[Any, ...]]:
    bands = bands_of(version)
    for row, key, result in zip(rows, keys, results, strict=True):
        at = moment_of(row.day)
        yield (
            key,
            version.pk,
            Channel.ONSITE,
            State.FINAL,
            row.day,
            at,
            at,
            now,
            at,
            row.kind or gettext("(no words)"),
            row.published,
            result.earned,
            result.applicable,
            result.deducted,
            result.is_veto,
            grade_of(row.published, bands, is_veto=result.is_veto) if row.published is not None else "",
            row.key,
        )


def _states(rows: Sequence[PastSheet], keys: Sequence[int], *, now: dt.datetime) -> Iterator[tuple[Any, ...]]:
    for row, key in zip(rows, keys, strict=True):
        at = moment_of(row.day)
        yield key, State.SUBMITTED, at, now
        yield key, State.FINAL, at, now


SCORE_COLUMNS = (
    "sheet_id",
    "score",
    "earned",
    "applicable",
    "deducted",
    "is_vetoed",
    "grade",
    "decided_at",
    "why",
    "reason",
)


def _scores(
    rows: Sequence[PastSheet], keys: Sequence[int], results: Sequence[SheetScore], version: Version, *, now: dt.datetime
) -> Iterator[tuple[Any, ...]]:
    """Yield the handbook's score of what was scored, and behind it the published one where that is another."""
    bands = bands_of(version)
    for row, key, result in zip(rows, keys, results, strict=True):
        if row.published is None:
            continue
        points = (result.earned, result.applicable, result.deducted, result.is_veto)
        yield key, result.score, *points, result.grade, now, Scored.READ_IN, ""
        if row.published != result.score:
            grade = grade_of(row.published, bands, is_veto=result.is_veto)
            yield key, row.published, *points, grade, now, Scored.READ_IN, row.why[:1000]


ANSWER_COLUMNS = ("sheet_id", "item_id", "value", "note", "earned", "applicable", "deducted", "answered_at")


def _answers(
    rows: Sequence[PastSheet], keys: Sequence[int], once: Mapping[int, ItemScore]
) -> Iterator[tuple[Any, ...]]:
    for row, key in zip(rows, keys, strict=True):
        for fault in row.faults:
            score = once[fault.item.pk]
            points = (half_up(score.earned), half_up(score.applicable), half_up(score.deducted))
            yield key, fault.item.pk, dict(ONCE), fault.fact, *points, moment_of(row.day)


def _wrong(fault: PastFault, once: Mapping[int, ItemScore], case: Case | None) -> Wrong:
    return Wrong(
        unit=fault.unit,
        source=Channel.ONSITE,
        fact=fault.fact,
        item=fault.item,
        points=half_up(once[fault.item.pk].deducted),
        source_case=case,
        found_at=moment_of(fault.day),
        external_key=fault.key,
        closed_at=moment_of(fault.closed_on) if fault.closed_on else None,
    )
