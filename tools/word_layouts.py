"""Make the Word layouts of official papers: `python -m tools.word_layouts`. The result is committed; run it after a change here.

Measures are those of GB/T 9704-2012, as in the Typst layout beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

LAYOUTS = Path(__file__).resolve().parents[1] / "biaogan/papers/layouts"
# Word and WPS put their own Song or Sans in the place of a face that a machine lacks.
BODY, TITLE, HEADING = "仿宋", "方正小标宋简体", "黑体"
RED = RGBColor(0xC8, 0x10, 0x2E)
LINE = Pt(28.95)


def main() -> None:
    write = _begun()
    _text(write)
    _foot(write)
    write.save("letter.docx")
    write = _begun()
    _text(write, only="if part.code != 'slip'", tables=True)
    _foot(write)
    _slip(write)
    write.save("notice.docx")


def _begun() -> _Writer:
    document = Document()
    _page(document)
    _body_style(document)
    write = _Writer(document)
    write.logic("{%p if paper.mark %}")
    write.line("【{{ paper.mark }}】", face=HEADING, align="right", colour=RGBColor(0x80, 0x80, 0x80))
    write.logic("{%p endif %}")
    _head(write)
    return write


class _Writer:
    def __init__(self, document: Any) -> None:
        self.document = document

    def save(self, name: str) -> None:
        _page_number(self.document.sections[0])
        self.document.core_properties.author = self.document.core_properties.comments = ""
        self.document.save(str(LAYOUTS / name))

    def table(self, rows: str, columns: Sequence[tuple[str, str, float]]) -> None:
        """Add a table with one row for each of `rows`: head, words and width in millimetres of each column; its head comes again on
        each page."""
        table = self.document.add_table(rows=4, cols=len(columns))
        table.style, table.autofit = "Table Grid", False
        for column, (_head, _words, width) in zip(table.columns, columns, strict=True):
            column.width = Mm(width)
        for cell, (head, _words, width) in zip(table.rows[0].cells, columns, strict=True):
            self.cell(cell, head, width, face=HEADING, align="centre", bold=True)
        table.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for row in {rows} %}}")
        for cell, (_head, words, width) in zip(table.rows[2].cells, columns, strict=True):
            self.cell(cell, words, width, align="left" if len(words) > 20 or width > 20 else "centre")
        table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
        header = OxmlElement("w:tblHeader")
        header.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(header)

    def cell(
        self, cell: Any, words: str, width: float, *, face: str = BODY, align: str = "left", bold: bool = False
    ) -> None:
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        _face(paragraph.add_run(words), face, 10.5, bold, None)
        form = paragraph.paragraph_format
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER if align == "centre" else WD_ALIGN_PARAGRAPH.LEFT
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(16)
        form.space_before = form.space_after = Pt(3)

    def logic(self, tag: str) -> None:
        """Add a paragraph that only steers; it is gone from what is made."""
        self.document.add_paragraph(tag)

    def line(
        self,
        words: str,
        *,
        face: str = BODY,
        size: float = 16,
        bold: bool = False,
        align: str = "both",
        indent: bool = False,
        colour: RGBColor | None = None,
        before: float = 0,
        after: float = 0,
        keep: bool = False,
        tall: bool = False,
    ) -> Any:
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(words)
        _face(run, face, size, bold, colour)
        form = paragraph.paragraph_format
        form.alignment = {
            "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
            "centre": WD_ALIGN_PARAGRAPH.CENTER,
            "right": WD_ALIGN_PARAGRAPH.RIGHT,
            "left": WD_ALIGN_PARAGRAPH.LEFT,
        }[align]
        form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), keep
        if tall:
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
        if indent:
            _indent(paragraph)
        return paragraph


def _head(write: _Writer) -> None:
    write.logic("{%p if paper.head %}")
    write.line(
        "{{ paper.head }}", face=TITLE, size=34, bold=True, align="centre", colour=RED, before=16, after=24, tall=True
    )
    numbered = write.line("{{ paper.number }}", align="centre", after=30)
    _rule_below(numbered)
    write.logic("{%p endif %}")
    write.line("{{ paper.title }}", face=TITLE, size=22, bold=True, align="centre", after=10, tall=True)
    write.logic("{%p if not paper.head %}")
    write.line("{{ paper.number }}", align="centre", after=16)
    write.logic("{%p endif %}")
    write.logic("{%p if paper.addressee %}")
    write.line("{{ paper.addressee }}：", align="left")
    write.logic("{%p endif %}")


def _text(write: _Writer, *, only: str = "", tables: bool = False) -> None:
    write.logic(f"{{%p for part in paper.parts {only} %}}")
    write.logic("{%p if part.heading %}")
    write.line("{{ part.heading }}", face=HEADING, indent=True, keep=True)
    write.logic("{%p endif %}")
    write.logic("{%p for line in part.lines %}")
    write.line("{{ line }}", indent=True)
    write.logic("{%p endfor %}")
    if tables:
        write.logic("{%p if part.rows %}")
        write.table("part.rows", FINDINGS)
        write.logic("{%p endif %}")
    write.logic("{%p endfor %}")
    write.logic("{%p for name in paper.attachments %}")
    write.line("{{ '附件：' if loop.first else '　　　' }}{{ loop.index }}. {{ name }}", indent=True, keep=True)
    write.logic("{%p endfor %}")


_FACT = "{{ row.fact }}{% if row.item %}（条目 {{ row.item }}）{% endif %}{% if row.repeat %}【{{ row.repeat }}】{% endif %}"
#: Head, words and width of each column, as in the Typst layout.
FINDINGS = (
    ("序号", "{{ row.no }}", 10),
    ("存在问题", _FACT, 46),
    ("扣分", "{{ row.points }}", 12),
    ("整改要求", "{{ row.requirement }}", 38),
    ("责任单位、责任人", "{{ row.unit }} {{ row.person }}", 27),
    ("整改时限", "{{ row.due }}", 23),
)
ANSWERS = (
    ("序号", "{{ row.no }}", 10),
    ("存在问题", "{{ row.fact | truncate(36, true, '…') }}", 38),
    ("原因分析", "", 32),
    ("整改措施和完成情况", "", 38),
    ("完成日期", "", 19),
    ("整改人", "", 19),
)


def _slip(write: _Writer) -> None:
    write.logic("{%p for part in paper.parts if part.code == 'slip' %}")
    title = write.line("{{ part.heading }}", face=TITLE, size=22, bold=True, align="centre", after=6, tall=True)
    title.paragraph_format.page_break_before = True
    write.line("（对应文号：{{ paper.number }}）", size=14, align="centre", after=10)
    write.line("{{ paper.signer }}：", align="left")
    write.logic("{%p for line in part.lines %}")
    write.line("{{ line }}", indent=True)
    write.logic("{%p endfor %}")
    write.table("paper.rows", ANSWERS)
    write.line("整改单位（盖章）：　　　　　　　　单位负责人（签字）：", size=14, align="left", before=14)
    write.line("联系电话：　　　　　　　　　　　　反馈日期：　　年　　月　　日", size=14, align="left", after=10)
    write.line("复查意见：", face=HEADING, size=14, align="left", after=40)
    write.line("复查人（签字）：　　　　　　　　年　　月　　日", size=14, align="right")
    write.logic("{%p endfor %}")


def _foot(write: _Writer) -> None:
    _indent(write.line("{{ paper.signer }}", align="right", before=40, keep=True), side="right")
    _indent(write.line("{{ paper.date }}", align="right", after=14), side="right")
    write.logic("{%p if paper.contact %}")
    write.line("{{ paper.contact }}", indent=True)
    write.logic("{%p endif %}")
    write.logic("{%p if paper.copies %}")
    _rule_below(
        write.line("抄送：{{ paper.copies | join('、') }}。", size=14, align="left", before=20), black=True, above=True
    )
    write.logic("{%p endif %}")


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)


def _body_style(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(16)
    # Without the East Asian face, Word shows Chinese in whatever it likes.
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    # Without the language, stops and commas stand in the middle of their square, as in Taiwan.
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(0)


def _face(run: Any, face: str, size: float, bold: bool, colour: RGBColor | None) -> None:
    run.font.name, run.font.size, run.font.bold = "Times New Roman", Pt(size), bold
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
    if colour is not None:
        run.font.color.rgb = colour


def _indent(paragraph: Any, side: str = "firstLine") -> None:
    # Two characters, whatever their size; points would not follow a change of the face.
    properties = paragraph._p.get_or_add_pPr()
    indent = OxmlElement("w:ind")
    indent.set(qn(f"w:{side}Chars"), "200")
    indent.set(qn(f"w:{side}"), "640")
    properties.insert_element_before(indent, "w:jc", "w:rPr")


def _rule_below(paragraph: Any, *, black: bool = False, above: bool = False) -> None:
    borders = OxmlElement("w:pBdr")
    for side in ("top", "bottom") if above else ("bottom",):
        rule = OxmlElement(f"w:{side}")
        values = {"val": "single", "sz": "6" if black else "14", "space": "4", "color": "000000" if black else "C8102E"}
        for name, value in values.items():
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _page_number(section: Any) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _face(paragraph.add_run("— "), "宋体", 14, False, None)
    run = paragraph.add_run()
    _face(run, "宋体", 14, False, None)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run._r.append(_field(kind, text))
    _face(paragraph.add_run(" —"), "宋体", 14, False, None)


def _field(kind: str, text: str) -> Any:
    if kind:
        element = OxmlElement("w:fldChar")
        element.set(qn("w:fldCharType"), kind)
        return element
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = text
    return element


if __name__ == "__main__":
    main()
