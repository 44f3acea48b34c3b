"""The figures of a sheet's report, once for the page, the PDF, the Word file and the Excel file: they cannot differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count

from biaogan.accounts.access import Actor
from biaogan.handbook.queries import grade_name
from biaogan.handbook.rules import answer_text, half_up
from biaogan.inspections.actions.scoring import Answered, scored
from biaogan.inspections.models import AnswerEvidence, Sheet, SheetInspector
from biaogan.inspections.queries import items_asked, may_see_inspectors
from biaogan.inspections.queries.pages import answers_of


@dataclass(frozen=True)
class ItemLine:
    """One item with its answer. `earned` and `deducted` are hundredths of a point, None where the item did not count."""

    code: str
    name: str
    points: int
    answer: str
    earned: int | None
    deducted: int | None
    note: str
    proofs: int
    is_veto: bool = False

    @property
    def is_lost(self) -> bool:
        return bool(self.deducted) or self.is_veto


@dataclass(frozen=True)
class AreaLine:
    """An area with what its items came to, rounded once."""

    name: str
    items: tuple[ItemLine, ...]
    earned: int
    applicable: int
    deducted: int


@dataclass(frozen=True)
class Figures:
    number: str
    unit: str
    unit_code: str
    channel: str
    handbook: str
    state: str
    begun_at: dt.datetime | None
    submitted_at: dt.datetime | None
    final_at: dt.datetime | None
    # Nobody where they are hidden from the reader.
    inspectors: tuple[str, ...]
    score: int | None
    grade: str
    is_vetoed: bool
    earned: int
    applicable: int
    deducted: int
    answered: int
    not_applicable: int
    assessment: str
    areas: tuple[AreaLine, ...]

    @property
    def lost(self) -> list[ItemLine]:
        """The items that cost points or crossed a red line, in the order of the handbook."""
        return [item for area in self.areas for item in area.items if item.is_lost]


def figures(sheet: Sheet, *, actor: Actor) -> Figures:
    """Return what the sheet's report says. The sheet comes with its case, unit and version."""
    rows = scored(items_asked(sheet), answers_of(sheet))
    given = [row for row in rows if row.answer is not None and row.answer.value is not None]
    unit = sheet.case.subject_unit
    return Figures(
        number=sheet.case.number,
        unit=unit.label,
        unit_code=unit.code,
        channel=str(sheet.get_channel_display()),
        handbook=f"{sheet.version.handbook} {sheet.version.number}",
        state=str(sheet.get_state_display()),
        begun_at=sheet.begun_at,
        submitted_at=sheet.submitted_at,
        final_at=sheet.final_at,
        inspectors=_inspectors(sheet, actor),
        score=sheet.score,
        grade=grade_name(sheet.version, sheet.grade),
        is_vetoed=sheet.is_vetoed,
        earned=sheet.earned,
        applicable=sheet.applicable,
        deducted=sheet.deducted,
        answered=len(given),
        not_applicable=sum(not row.score.is_applicable for row in given),
        assessment=sheet.assessment,
        areas=tuple(_areas(rows, _proofs(sheet))),
    )


def _areas(rows: Sequence[Answered], proofs: dict[int, int]) -> Iterable[AreaLine]:
    by_area: dict[int, list[Answered]] = {}
    for row in rows:
        by_area.setdefault(row.item.area_id, []).append(row)
    for of_area in by_area.values():
        yield AreaLine(
            name=of_area[0].item.area.name,
            items=tuple(_line(row, proofs.get(row.item.pk, 0)) for row in of_area),
            earned=_rounded(row.score.earned for row in of_area),
            applicable=_rounded(row.score.applicable for row in of_area),
            deducted=_rounded(row.score.deducted for row in of_area),
        )


def _line(row: Answered, proofs: int) -> ItemLine:
    counts = row.score.is_applicable
    return ItemLine(
        code=row.item.code,
        name=row.item.name,
        points=row.item.points,
        answer=answer_text(row.item, row.answer.value if row.answer else None) or "—",
        earned=half_up(row.score.earned) if counts else None,
        deducted=half_up(row.score.deducted) if counts else None,
        note=row.answer.note if row.answer else "",
        proofs=proofs,
        is_veto=row.score.is_veto,
    )


def _rounded(parts: Iterable[Fraction]) -> int:
    return half_up(sum(parts, Fraction(0)))


def _proofs(sheet: Sheet) -> dict[int, int]:
    rows = AnswerEvidence.objects.filter(sheet=sheet, item__isnull=False)
    return dict(rows.values_list("item").annotate(count=Count("pk")).order_by())


def _inspectors(sheet: Sheet, actor: Actor) -> tuple[str, ...]:
    if not may_see_inspectors(sheet, actor):
        return ()
    rows = SheetInspector.objects.filter(sheet=sheet).select_related("person").order_by("-is_lead", "pk")
    return tuple(row.person.name for row in rows)
