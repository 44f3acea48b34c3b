"""The report of a sheet as a file: the same figures as PDF, Word and Excel."""

from __future__ import annotations

import datetime as dt

from biaogan.inspections.layouts.content import content_of
from biaogan.inspections.layouts.excel import as_excel
from biaogan.inspections.layouts.pdf import as_pdf, as_pictures
from biaogan.inspections.layouts.word import as_word
from biaogan.inspections.report import Figures

#: ending -> content type
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

__all__ = ["TYPES", "as_excel", "as_pdf", "as_pictures", "as_word", "content_of", "file_of"]


def file_of(found: Figures, ending: str, *, now: dt.datetime) -> bytes:
    """Return the report as a file with that ending, in the reader's language."""
    if ending == "xlsx":
        return as_excel(found, now=now)
    content = content_of(found, now=now)
    return as_pdf(content) if ending == "pdf" else as_word(content)
