"""Make the Word layout of inspection reports: `python -m tools.word_report`. The result is committed; run it after a change here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from tools.word_layouts import _face, _page_number

TARGET = Path(__file__).resolve().parents[1] / "biaogan/inspections/layouts/report.docx"
BODY, HEADING = "宋体", "黑体"
GREY, RED = RGBColor(0x5A, 0x66, 0x75), RGBColor(0xB3, 0x26, 0x1E)
WIDTH = 170


def main() -> None:
    document = Document()
    _page(document)
    _line(document, "{{ report.title }}", face=HEADING, size=20, bold=True, align="centre")
    _line(document, "{{ report.subtitle }}", size=12, colour=GREY, align="centre", after=8)
    _tiles(document)
    _logic(document, "{%p if report.warning %}")
    _line(document, "{{ report.warning }}", bold=True, colour=RED, before=6)
    _logic(document, "{%p endif %}")
    _facts(document)
    _line(document, "{{ report.assessment_label }}", face=HEADING, size=13, bold=True, before=10, after=4, keep=True)
    _logic(document, "{%p for paragraph in report.paragraphs %}")
    _line(document, "{{ paragraph }}", after=3)
    _logic(document, "{%p endfor %}")
    _table(document, "areas", (92, 26, 26, 26))
    _table(document, "lost", (18, 62, 28, 20, 42))
    _signatures(document)
    _table(document, "every_item", (18, 88, 28, 18, 18))
    _line(document, "{{ report.printed }}", size=9, colour=GREY, before=8)
    _page_number(document.sections[0])
    document.core_properties.author = document.core_properties.comments = ""
    document.save(str(TARGET))


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(22)
    section.left_margin = section.right_margin = Mm(20)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10.5)
    # Without the East Asian face, Word shows Chinese in whatever it likes; without the language, stops stand as in Taiwan.
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def _logic(document: Any, tag: str) -> None:
    """Add a paragraph that only steers; it is gone from what is made."""
    document.add_paragraph(tag)


def _line(
    document: Any,
    words: str,
    *,
    face: str = BODY,
    size: float = 10.5,
    bold: bool = False,
    colour: RGBColor | None = None,
    align: str = "left",
    before: float = 0,
    after: float = 0,
    keep: bool = False,
) -> Any:
    paragraph = document.add_paragraph()
    _face(paragraph.add_run(words), face, size, bold, colour)
    form = paragraph.paragraph_format
    form.alignment = {
        "left": WD_ALIGN_PARAGRAPH.LEFT,
        "centre": WD_ALIGN_PARAGRAPH.CENTER,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
    }[align]
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), keep
    return paragraph


def _tiles(document: Any) -> None:
    table = _grid(document, 4)
    for place, cell in enumerate(table.rows[0].cells):
        _width(cell, WIDTH / 4)
        _write(cell, f"{{{{ report.tiles[{place}][0] }}}}", size=9, colour=GREY)
        value = cell.add_paragraph()
        _face(value.add_run(f"{{{{ report.tiles[{place}][1] }}}}"), HEADING, 16 if place == 0 else 13, True, None)
        _face(value.add_run(f" {{{{ report.tiles[{place}][2] }}}}"), HEADING, 11, True, None)


def _facts(document: Any) -> None:
    _line(document, "", size=6)
    table = _grid(document, 2, edges="none")
    _steer(table, 0, "{%tr for fact in report.facts %}")
    row = table.add_row()
    for cell, words, width, colour in zip(
        row.cells, ("{{ fact[0] }}", "{{ fact[1] }}"), (40, 130), (GREY, None), strict=True
    ):
        _width(cell, width)
        _write(cell, words, colour=colour)
    table.add_row()
    _steer(table, 2, "{%tr endfor %}")


def _table(document: Any, name: str, widths: tuple[int, ...]) -> None:
    _line(document, f"{{{{ report.{name}.title }}}}", face=HEADING, size=13, bold=True, before=10, after=4, keep=True)
    table = _grid(document, len(widths))
    for place, (cell, width) in enumerate(zip(table.rows[0].cells, widths, strict=True)):
        _width(cell, width)
        _write(cell, f"{{{{ report.{name}.head[{place}] }}}}", face=HEADING, bold=True)
    _repeat(table.rows[0])
    table.add_row()
    _steer(table, 1, f"{{%tr for row in report.{name}.rows %}}")
    row = table.add_row()
    numeric = {"areas": (1, 2, 3), "lost": (3,), "every_item": (3, 4)}[name]
    for place, (cell, width) in enumerate(zip(row.cells, widths, strict=True)):
        _width(cell, width)
        _write(cell, f"{{{{ row[{place}] }}}}", align="right" if place in numeric else "left")
    table.add_row()
    _steer(table, 3, "{%tr endfor %}")


def _signatures(document: Any) -> None:
    _line(document, "", before=10)
    table = _grid(document, 3, edges="none")
    for place, cell in enumerate(table.rows[0].cells):
        _width(cell, WIDTH / 3)
        _write(cell, f"{{{{ report.signatures[{place}] }}}}：", colour=GREY)
    _line(document, "", before=10)


def _grid(document: Any, columns: int, *, edges: str = "single") -> Any:
    table = document.add_table(rows=1, cols=columns)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border = OxmlElement(f"w:{side}")
        for key, value in {"val": edges, "sz": "4", "space": "0", "color": "9AA4B0"}.items():
            border.set(qn(f"w:{key}"), value)
        borders.append(border)
    table._tbl.tblPr.append(borders)
    return table


def _steer(table: Any, row: int, tag: str) -> None:
    """Let a row only steer; it is gone from what is made."""
    table.rows[row].cells[0].paragraphs[0].add_run(tag)


def _write(
    cell: Any,
    words: str,
    *,
    face: str = BODY,
    size: float = 10,
    bold: bool = False,
    colour: RGBColor | None = None,
    align: str = "left",
) -> None:
    paragraph = cell.paragraphs[0]
    _face(paragraph.add_run(words), face, size, bold, colour)
    paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT if align == "right" else WD_ALIGN_PARAGRAPH.LEFT


def _width(cell: Any, width: float) -> None:
    cell.width = Mm(width)


def _repeat(row: Any) -> None:
    """Let the row stand on top of every page that the table runs over."""
    properties = row._tr.get_or_add_trPr()
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    properties.append(head)


if __name__ == "__main__":
    main()
