"""The report as an Excel file: figures as numbers, so that they can be reckoned with."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from biaogan.core.wording import moment_text
from biaogan.inspections.layouts.content import facts_of
from biaogan.inspections.report import Figures, ItemLine


def as_excel(found: Figures, *, now: dt.datetime) -> bytes:
    """Return the report with a sheet of its figures and a sheet of all items."""
    import xlsxwriter

    stream = io.BytesIO()
    # Never a formula or a link, whatever a note begins with.
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "points": book.add_format({"num_format": "0.00"}),
        "words": book.add_format({"text_wrap": True, "valign": "top"}),
        "grey": book.add_format({"font_color": "#5a6675"}),
    }
    _overview(book.add_worksheet(pgettext("sheet", "Report")), found, looks, now=now)
    _items(book.add_worksheet(_("All items")), found, looks)
    book.close()
    return stream.getvalue()


def _overview(sheet: Any, found: Figures, looks: dict[str, Any], *, now: dt.datetime) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 3, 18)
    sheet.write_string(0, 0, f"{_('Inspection report')} {found.unit} {found.number}", looks["title"])
    line = 2
    points = {_("Score"): found.score, _("Earned"): found.earned, _("Applicable"): found.applicable}
    for label, value in {**points, _("Deducted"): found.deducted}.items():
        sheet.write_string(line, 0, label)
        _points(sheet, line, 1, value, looks)
        line += 1
    told = [[_("Grade"), found.grade], *facts_of(found), [_("Assessment"), found.assessment]]
    for label, text in told:
        sheet.write_string(line, 0, label)
        sheet.write_string(line, 1, text)
        line += 1
    line += 1
    heads = [
        pgettext("handbook", "Area"),
        pgettext("item", "Earned"),
        pgettext("item", "Applicable"),
        pgettext("item", "Deducted"),
    ]
    for place, head in enumerate(heads):
        sheet.write_string(line, place, head, looks["head"])
    for area in found.areas:
        line += 1
        sheet.write_string(line, 0, area.name)
        for place, value in enumerate((area.earned, area.applicable, area.deducted), 1):
            _points(sheet, line, place, value, looks)
    sheet.write_string(line + 2, 0, _("Made on %(moment)s") % {"moment": moment_text(now)}, looks["grey"])


def _items(sheet: Any, found: Figures, looks: dict[str, Any]) -> None:
    widths = (24, 10, 48, 18, 10, 10, 10, 40, 10)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    heads = [
        pgettext("handbook", "Area"),
        pgettext("handbook", "Code"),
        pgettext("handbook", "Item"),
        pgettext("sheet", "Answer"),
        pgettext("item", "Points"),
        pgettext("item", "Earned"),
        pgettext("item", "Deducted"),
        pgettext("sheet", "Note"),
        pgettext("item", "Proofs"),
    ]
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, looks["head"])
    sheet.freeze_panes(1, 0)
    line = 0
    for area in found.areas:
        for item in area.items:
            line += 1
            _item(sheet, line, area.name, item, looks)
    sheet.autofilter(0, 0, max(line, 1), len(heads) - 1)


def _item(sheet: Any, line: int, area: str, item: ItemLine, looks: dict[str, Any]) -> None:
    for place, text in enumerate((area, item.code, item.name, item.answer)):
        sheet.write_string(line, place, text, looks["words"])
    for place, value in enumerate((item.points, item.earned, item.deducted), 4):
        _points(sheet, line, place, value, looks)
    sheet.write_string(line, 7, item.note, looks["words"])
    sheet.write_number(line, 8, item.proofs)


def _points(sheet: Any, line: int, place: int, hundredths: int | None, looks: dict[str, Any]) -> None:
    if hundredths is not None:
        sheet.write_number(line, place, Decimal(hundredths) / 100, looks["points"])
