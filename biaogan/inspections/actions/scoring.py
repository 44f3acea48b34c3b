"""What the answers of a sheet come to, and how that is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from biaogan.core.prepared import cursor
from biaogan.handbook.models import Item
from biaogan.handbook.queries import bands_of
from biaogan.handbook.rules import ItemScore, SheetScore, half_up, score_item, score_sheet
from biaogan.inspections.choices import Scored
from biaogan.inspections.models import Answer, Sheet
from biaogan.inspections.models import SheetScore as ScoreRow
from biaogan.inspections.rules import is_deducting
from biaogan.org.models import Person

#: What scoring changes of a sheet.
SCORE_FIELDS = ("score", "earned", "applicable", "deducted", "is_vetoed", "grade")


@dataclass(frozen=True)
class Answered:
    """An item with its answer and what that earns."""

    item: Item
    answer: Answer | None
    score: ItemScore

    @property
    def is_wrong(self) -> bool:
        """Something is wrong here that is not told under another item."""
        return is_deducting(self.score)


def scored(items: Sequence[Item], answers: Mapping[int, Answer]) -> list[Answered]:
    """Return what each item earns. A fault that is the same as another item's costs nothing here."""
    rows = [_scored(item, answers.get(item.pk)) for item in items]
    wrong = {row.item.pk for row in rows if row.is_wrong}
    return [_once(row, wrong) for row in rows]


def _scored(item: Item, answer: Answer | None) -> Answered:
    return Answered(item, answer, score_item(item, answer.value if answer else None))


def _once(row: Answered, wrong: Iterable[int]) -> Answered:
    if row.answer is None or row.answer.same_as_id is None or row.answer.same_as_id not in wrong:
        return row
    whole = replace(row.score, earned=row.score.applicable, deducted=Fraction(0), is_veto=False, is_flag=False)
    return replace(row, score=whole)


def total(sheet: Sheet, rows: Sequence[Answered]) -> SheetScore:
    return score_sheet(sheet.version.scale, (row.score for row in rows), bands_of(sheet.version))


def write_scores(sheet: Sheet, result: SheetScore) -> None:
    """Set the sheet's score; the caller saves SCORE_FIELDS."""
    sheet.score, sheet.earned, sheet.applicable = result.score, result.earned, result.applicable
    sheet.deducted, sheet.is_vetoed, sheet.grade = result.deducted, result.is_veto, result.grade


def keep_score(sheet: Sheet, *, why: Scored, by: Person | None, decided_at: dt.datetime, reason: str = "") -> ScoreRow:
    """Append the sheet's score to its history."""
    values: dict[str, Any] = {name: getattr(sheet, name) for name in SCORE_FIELDS}
    return ScoreRow.objects.create(
        sheet=sheet, why=why, by=by, decided_at=decided_at, reason=reason.strip()[:1000], **values
    )


_POINTS = """
    UPDATE inspections_answer AS answer SET earned = given.earned, applicable = given.applicable, deducted = given.deducted
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) AS given (id, earned, applicable, deducted)
    WHERE answer.id = given.id
"""


def write_points(rows: Iterable[Answered]) -> None:
    """Store what each answer earned, with one statement."""
    told = [
        (row.answer.pk, half_up(row.score.earned), half_up(row.score.applicable), half_up(row.score.deducted))
        for row in rows
        if row.answer is not None
    ]
    if told:
        with cursor() as at:
            at.execute(_POINTS, [list(column) for column in zip(*told, strict=True)])
