"""What stands on the report, word for word, whatever the file: labels in the reader's language, figures as they are written."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from biaogan.core.wording import count_text, is_chinese, moment_text, points_text
from biaogan.inspections.report import AreaLine, Figures, ItemLine

NOTHING = "—"


@dataclass(frozen=True)
class Table:
    """`numeric` are the places of columns that hold figures."""

    title: str
    head: list[str]
    rows: list[list[str]]
    numeric: list[int]


@dataclass(frozen=True)
class Content:
    language: str
    title: str
    subtitle: str
    tiles: list[list[str]]
    facts: list[list[str]]
    warning: str
    assessment_label: str
    assessment: str
    areas: Table
    lost: Table
    every_item: Table
    signatures: list[str]
    printed: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def content_of(found: Figures, *, now: dt.datetime) -> Content:
    return Content(
        language="zh" if is_chinese() else "en",
        title=_("Inspection report"),
        subtitle=f"{found.unit} · {found.number}",
        tiles=tiles_of(found),
        facts=facts_of(found),
        warning=_("A red line was crossed: the grade is a fail whatever the points come to.")
        if found.is_vetoed
        else "",
        assessment_label=_("Assessment"),
        assessment=found.assessment or NOTHING,
        areas=_areas(found),
        lost=_lost(found),
        every_item=_items(found),
        signatures=[_("Inspectors (signed)"), _("Outlet (signed)"), _("Date")],
        printed=_("Made on %(moment)s") % {"moment": moment_text(now)},
    )


def tiles_of(found: Figures) -> list[list[str]]:
    return [
        [_("Score"), points_text(found.score), found.grade],
        [_("Earned"), points_text(found.earned), ""],
        [_("Applicable"), points_text(found.applicable), ""],
        [_("Deducted"), points_text(found.deducted), ""],
    ]


def facts_of(found: Figures) -> list[list[str]]:
    """Return label and value of what is known of the sheet."""
    people = ("、" if is_chinese() else ", ").join(found.inspectors)
    return [
        [_("Unit"), f"{found.unit} ({found.unit_code})"],
        [_("Channel"), found.channel],
        [_("State"), found.state],
        [_("Handbook"), found.handbook],
        [_("Inspectors"), people or NOTHING],
        [_("Begun at"), _moment(found.begun_at)],
        [_("Handed in at"), _moment(found.submitted_at)],
        [_("Final since"), _moment(found.final_at)],
        [_("Items answered"), count_text(found.answered)],
        [_("Of these not applicable"), count_text(found.not_applicable)],
    ]


def _moment(moment: dt.datetime | None) -> str:
    return moment_text(moment) if moment else NOTHING


def _areas(found: Figures) -> Table:
    head = [
        pgettext("handbook", "Area"),
        pgettext("item", "Earned"),
        pgettext("item", "Applicable"),
        pgettext("item", "Deducted"),
    ]
    return Table(_("By area"), head, [_area(area) for area in found.areas], [1, 2, 3])


def _area(area: AreaLine) -> list[str]:
    return [area.name, points_text(area.earned), points_text(area.applicable), points_text(area.deducted)]


def _lost(found: Figures) -> Table:
    head = [
        pgettext("handbook", "Code"),
        pgettext("handbook", "Item"),
        pgettext("sheet", "Answer"),
        pgettext("item", "Deducted"),
        pgettext("sheet", "Note"),
    ]
    rows = [[item.code, item.name, item.answer, _points(item.deducted), item.note or NOTHING] for item in found.lost]
    return Table(_("Where points were lost"), head, rows, [3])


def _items(found: Figures) -> Table:
    head = [
        pgettext("handbook", "Code"),
        pgettext("handbook", "Item"),
        pgettext("sheet", "Answer"),
        pgettext("item", "Earned"),
        pgettext("item", "Points"),
    ]
    rows = [_item(item) for area in found.areas for item in area.items]
    return Table(_("All items"), head, rows, [3, 4])


def _item(item: ItemLine) -> list[str]:
    return [item.code, item.name, item.answer, _points(item.earned), points_text(item.points)]


def _points(hundredths: int | None) -> str:
    return NOTHING if hundredths is None else points_text(hundredths)
