"""The report as a Word file, laid out by `report.docx`, which `python -m tools.word_layouts` makes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from biaogan.inspections.layouts.content import Content
from biaogan.papers.layouts.word import FORBIDDEN, without_dates

HERE = Path(__file__).parent


def as_word(content: Content) -> bytes:
    """Return the report as a .docx; the same content gives the same bytes."""
    # Twenty megabytes and half a second that most processes never need.
    import jinja2
    from docxtpl import DocxTemplate

    template = DocxTemplate(str(HERE / "report.docx"))
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template.render({"report": _plain(content.as_data())}, jinja_env=environment)
    stream = io.BytesIO()
    template.save(stream)
    return without_dates(stream.getvalue())


def _plain(value: Any) -> Any:
    """Return the words without what XML cannot hold; the assessment by its paragraphs."""
    if isinstance(value, str):
        return value.translate(FORBIDDEN)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    plain = {name: _plain(each) for name, each in value.items()}
    if "assessment" in plain:
        plain["paragraphs"] = [line.strip() for line in plain["assessment"].splitlines() if line.strip()]
    return plain
