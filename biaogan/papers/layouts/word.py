"""Papers as Word files, for those who send them on by the bank's own office system."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from biaogan.papers.layouts.sheet import Sheet

HERE = Path(__file__).parent
#: What XML 1.0 cannot hold.
FORBIDDEN = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])


def as_word(sheet: Sheet, layout: str = "letter") -> bytes:
    """Return the paper as a .docx; the same sheet gives the same bytes."""
    # Twenty megabytes and half a second that most processes never need.
    import jinja2
    from docxtpl import DocxTemplate

    template = DocxTemplate(str(HERE / f"{layout}.docx"))
    template.render(
        {"paper": _lines(sheet)}, jinja_env=jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    )
    stream = io.BytesIO()
    template.save(stream)
    return without_dates(stream.getvalue())


def _lines(sheet: Sheet) -> dict[str, object]:
    data = sheet.as_data()
    parts = [_part(part) for part in data.pop("parts")]
    lists = {name: [_plain(each) for each in data.pop(name)] for name in ("attachments", "copies")}
    rows = [row for part in parts for row in part["rows"]]
    return {"parts": parts, "rows": rows, **lists, **{name: _plain(value) for name, value in data.items()}}


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    rows = [{name: _plain(cell) for name, cell in row.items()} for row in part.get("rows", ())]
    return {
        "code": part["code"],
        "heading": _plain(part["heading"]),
        "lines": _paragraphs(part["text"]),
        "rows": rows,
    }


def _paragraphs(text: str) -> list[str]:
    return [_plain(line.strip()) for line in text.splitlines() if line.strip()]


def _plain(text: str) -> str:
    return text.translate(FORBIDDEN)


def without_dates(content: bytes) -> bytes:
    # A zip notes when each member was written; the hash of a paper must not depend on that.
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(
                zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0)), old.read(member), zipfile.ZIP_DEFLATED
            )
    return stream.getvalue()
