"""The parts of a sheet's page: areas with their items, what was disputed, how the score came about, what was kept aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from biaogan.core.parts import Step
from biaogan.core.wording import points_text
from biaogan.evidence.models import Evidence
from biaogan.evidence.thumbnails import WITH_THUMBNAIL
from biaogan.handbook.models import Item
from biaogan.handbook.queries import grade_name
from biaogan.handbook.rules import answer_text, half_up
from biaogan.inspections.actions.scoring import Answered, scored
from biaogan.inspections.choices import Field, State
from biaogan.inspections.models import Answer, DisputedItem, SheetChange, SheetScore
from biaogan.inspections.queries.pages import SheetPage
from biaogan.rectification.models import Finding


@dataclass(frozen=True)
class ItemLine:
    item: Item
    answer: str
    earned: int | None
    note: str
    is_lost: bool
    is_veto: bool
    is_filled: bool
    is_without_figures: bool
    is_disputed: bool
    same_as: Item | None = None
    pictures: list[Evidence] = field(default_factory=list)
    references: list[Evidence] = field(default_factory=list)
    finding: Finding | None = None
    finding_url: str = ""
    url: str = ""


@dataclass(frozen=True)
class Area:
    name: str
    items: list[ItemLine]
    earned: int
    applicable: int
    deducted: int
    is_open: bool

    @property
    def lost(self) -> int:
        return self.deducted

    @property
    def lost_text(self) -> str:
        return points_text(self.deducted)


def areas_of(page: SheetPage, *, may_fill: bool) -> list[Area]:
    """Return the items by area; areas in which something was lost stand open."""
    by_area: dict[int, list[Answered]] = {}
    for row in scored(page.items, page.answers):
        by_area.setdefault(row.item.area_id, []).append(row)
    findings = {finding.item_id: finding for finding in page.findings if finding.item_id}
    items = {item.pk: item for item in page.items}
    work = reverse("inspections:work", args=[page.sheet.pk]) if may_fill else ""
    return [_area(rows, page, findings, items, work) for rows in by_area.values()]


def _area(
    rows: list[Answered], page: SheetPage, findings: dict[int, Finding], items: dict[int, Item], work: str
) -> Area:
    lines = [_item_line(row, page, findings.get(row.item.pk), items, work) for row in rows]
    deducted = _rounded(row.score.deducted for row in rows)
    return Area(
        rows[0].item.area.name,
        lines,
        _rounded(row.score.earned for row in rows),
        _rounded(row.score.applicable for row in rows),
        deducted,
        is_open=any(line.is_lost or line.is_disputed for line in lines),
    )


def _item_line(row: Answered, page: SheetPage, finding: Finding | None, items: dict[int, Item], work: str) -> ItemLine:
    item, answer = row.item, row.answer
    proofs = page.proofs.get(item.pk, [])
    return ItemLine(
        item,
        answer_text(item, answer.value if answer else None),
        half_up(row.score.earned) if row.score.is_applicable else None,
        answer.note if answer else "",
        is_lost=row.is_wrong,
        is_veto=row.score.is_veto,
        is_filled=bool(answer and answer.is_filled and not _is_na(answer)),
        is_without_figures=item.is_on_record and (answer is None or answer.value is None or _is_na(answer)),
        is_disputed=item.pk in page.disputed,
        same_as=items.get(answer.same_as_id) if answer and answer.same_as_id else None,
        pictures=[one for one in proofs if one.media_type in WITH_THUMBNAIL],
        references=[one for one in proofs if not one.is_file],
        finding=finding,
        finding_url=reverse("rectification:finding", args=[finding.pk]) if finding else "",
        url=f"{work}?item={item.pk}" if work else "",
    )


def _is_na(answer: Answer) -> bool:
    return bool(answer.value and answer.value.get("na"))


def _rounded(parts: Iterable[Fraction]) -> int:
    return half_up(sum(parts, Fraction(0)))


@dataclass(frozen=True)
class Scored:
    """A score of the sheet, the one before it, and who decided."""

    row: SheetScore
    before: int | None
    grade: str
    by: str


def scores_of(page: SheetPage) -> list[Scored]:
    rows = page.scores
    earlier = [*rows[1:], None] if rows else []
    return [
        Scored(
            row,
            before.score if before else None,
            grade_name(page.sheet.version, row.grade) if row.grade else "",
            str(row.by or "") if not page.is_hidden else "",
        )
        for row, before in zip(rows, earlier, strict=True)
    ]


@dataclass(frozen=True)
class Changed:
    """A change as people read it."""

    row: SheetChange
    what: str
    old: str
    new: str
    by: str


def changes_of(page: SheetPage) -> list[Changed]:
    return [_changed(row, page) for row in page.changes]


def _changed(row: SheetChange, page: SheetPage) -> Changed:
    by = "" if page.is_hidden or row.by is None else row.by.name
    return Changed(
        row, what_of(row), field_text(row.item, row.field, row.old), field_text(row.item, row.field, row.new), by
    )


def what_of(row: SheetChange) -> str:
    label = str(Field(row.field).label)
    return f"{row.item.code} {row.item.name} · {label}" if row.item else label


def field_text(item: Item | None, which: str, value: Any) -> str:
    """Return what a field says, in words."""
    if value is None or value == "":
        return ""
    if which == Field.VALUE and item is not None:
        return answer_text(item, value)
    if which == Field.SAME_AS:
        other = Item.objects.filter(pk=value).first()
        return other.label if other else str(value)
    return str(value)


@dataclass(frozen=True)
class Aside:
    """Two values for one field: what holds, and what was kept aside."""

    row: SheetChange
    what: str
    current: str
    new: str
    by: str
    base: int
    url: str


def asides_of(page: SheetPage, bases: dict[tuple[int | None, str], int]) -> list[Aside]:
    return [_aside(row, page, bases.get((row.item_id, row.field), 0)) for row in page.asides]


def _aside(row: SheetChange, page: SheetPage, base: int) -> Aside:
    sheet = page.sheet
    answer = page.answers.get(row.item_id or 0)
    if row.item_id is None:
        current, url = getattr(sheet, row.field), reverse("inspections:write", args=[sheet.pk])
    else:
        column = "same_as_id" if row.field == Field.SAME_AS else row.field
        current = getattr(answer, column) if answer else None
        url = reverse("inspections:answer", args=[sheet.pk, row.item_id])
    by = "" if page.is_hidden or row.by is None else row.by.name
    said = field_text(row.item, row.field, current), field_text(row.item, row.field, row.new)
    return Aside(row, what_of(row), *said, by, base, url)


def disputed_of(page: SheetPage) -> list[DisputedItem]:
    items = {item.pk: item for item in page.items}
    for row in page.disputed.values():
        row.item = items.get(row.item_id, row.item)
    return list(page.disputed.values())


def steps_of(page: SheetPage) -> list[Step]:
    """Return the stages of a sheet, with the moments at which they were done."""
    sheet = page.sheet
    if sheet.state == State.CANCELLED:
        return []
    stages = [
        (_("Named"), (State.PLANNED,), None),
        (_("Inspected"), (State.ASSIGNED, State.IN_PROGRESS), sheet.submitted_at),
        (_("Answered by the outlet"), (State.SUBMITTED,), None),
        (pgettext("stage of a sheet", "Final"), (State.CONFIRMED, State.DISPUTED), sheet.final_at),
    ]
    now = next((place for place, stage in enumerate(stages) if sheet.state in stage[1]), len(stages))
    marks = ["done" if place < now else "now" if place == now else "ahead" for place in range(len(stages))]
    return [
        Step(label, mark, at=at if mark == "done" else None)
        for (label, _states, at), mark in zip(stages, marks, strict=True)
    ]
