"""The report of a sheet: the page, the PDF, the Word file, the Excel file and the API say the same."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from typing import Any

import pytest

from biaogan.core.wording import points_text
from biaogan.inspections.choices import State
from biaogan.inspections.report import figures
from tests.factories import inspections as make
from tests.inspections.desk import LOST, address, browser, program, text_of
from tests.papers.reading import words_of_pdf

pytestmark = pytest.mark.django_db

LABELS = ("Score", "Earned", "Applicable", "Deducted")


@pytest.fixture
def at() -> make.Scene:
    return make.scene()


@pytest.fixture
def sheet(at):
    return make.sheet(at, State.SUBMITTED, answers=LOST)


def fetched(at: make.Scene, sheet: Any, ending: str) -> bytes:
    answer = browser(at.office_head).get(address(sheet, f"report/{ending}/"))
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.content


def words_of_word(content: bytes) -> str:
    from docx import Document

    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).split())


def rows_of_excel(content: bytes, place: int) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(place).to_python()


def after(words: str, label: str) -> str:
    """Return the figure that stands after its label."""
    found = re.search(rf"{label}\s*(\d+(?:\.\d+)?)", words)
    assert found, f"no figure after {label}: {words[:300]}"
    return found[1]


def test_page_pdf_word_excel_and_api_have_the_same_figures(at, sheet):
    told = figures(sheet, actor=at.office_head)
    wanted = dict(zip(LABELS, (told.score, told.earned, told.applicable, told.deducted), strict=True))

    page = text_of(browser(at.office_head).get(address(sheet, "report/")))
    pdf, word = " ".join(words_of_pdf(fetched(at, sheet, "pdf")).split()), words_of_word(fetched(at, sheet, "docx"))
    cells = {row[0]: row[1] for row in rows_of_excel(fetched(at, sheet, "xlsx"), 0)}
    api = program(at.office_head).get(f"/api/v1/inspections/sheets/{sheet.pk}/report").json()

    for label, hundredths in wanted.items():
        text = points_text(hundredths)
        assert [after(words, label) for words in (page, pdf, word)] == [text] * 3
        assert Decimal(str(cells[label])) == Decimal(hundredths) / 100
        assert api[label.lower()] == hundredths
    assert wanted["Score"] == sheet.score


def test_every_item_that_lost_points_stands_in_every_file_with_its_points(at, sheet):
    item = at.item("A2")
    pdf, word = " ".join(words_of_pdf(fetched(at, sheet, "pdf")).split()), words_of_word(fetched(at, sheet, "docx"))
    rows = rows_of_excel(fetched(at, sheet, "xlsx"), 1)

    # The PDF's words come without the spaces that lay them out.
    for words in (pdf, word):
        assert f"{item.code}{item.name}2 occurrences".replace(" ", "") in words.replace(" ", "")
    assert [row[6] for row in rows if row[1] == item.code] == [2]


def test_the_areas_sums_are_those_of_the_sheet(at, sheet):
    told = figures(sheet, actor=at.office_head)

    assert sum(area.earned for area in told.areas) == sheet.earned
    assert sum(area.applicable for area in told.areas) == sheet.applicable
    assert sum(area.deducted for area in told.areas) == sheet.deducted


def test_a_note_that_looks_like_a_formula_is_text_in_excel(at):
    from biaogan.inspections import actions
    from tests.conftest import NOW

    sheet, item = make.sheet(at, State.IN_PROGRESS), at.item("A2")
    make.fill(at, sheet, LOST, by=at.inspector)
    change = {"sheet_id": sheet.pk, "item_id": item.pk, "field": "note", "base": 0, "new": "=1+1"}
    actions.change(by=at.inspector, now=NOW, **change)
    actions.submit(sheet_id=sheet.pk, assessment="良好", by=at.inspector, now=NOW)

    content = fetched(at, sheet, "xlsx")

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert b"<f>" not in b"".join(book.read(name) for name in book.namelist() if "worksheets/" in name)
    assert [row[7] for row in rows_of_excel(content, 1) if row[1] == item.code] == ["=1+1"]


def test_there_is_no_report_before_the_sheet_is_handed_in(at):
    sheet = make.sheet(at, State.IN_PROGRESS)

    for page in ("report/", "report/pdf/"):
        assert browser(at.inspector).get(address(sheet, page)).status_code == 409


def test_there_is_no_report_in_another_form(at, sheet):
    assert browser(at.office_head).get(address(sheet, "report/exe/")).status_code == 404
