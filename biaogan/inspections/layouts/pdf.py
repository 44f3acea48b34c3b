"""The report as PDF, and its pages as pictures. One compiler per process: its fonts are read once."""

from __future__ import annotations

import functools
import json
import threading
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

from biaogan.inspections.layouts.content import Content
from biaogan.papers.layouts.pdf import DOTS_PER_INCH, SHIPPED_FONTS

HERE = Path(__file__).parent

# A compiler works on one report at a time.
_turn = threading.Lock()


def as_pdf(content: Content) -> bytes:
    return b"".join(_compiled(content, "pdf"))


def as_pictures(content: Content) -> list[bytes]:
    """Return the report's pages as PNG."""
    return _compiled(content, "png", ppi=DOTS_PER_INCH)


def _compiled(content: Content, form: Literal["pdf", "png"], **options: Any) -> list[bytes]:
    data = json.dumps(content.as_data(), ensure_ascii=False)
    with _turn:
        made = _compiler().compile(format=form, sys_inputs={"report": data}, **options)
    return made if isinstance(made, list) else [made]


@functools.lru_cache(maxsize=1)
def _compiler() -> Any:
    import typst

    folders = [str(folder) for folder in (SHIPPED_FONTS, Path(settings.FONTS_FOLDER)) if folder.is_dir()]
    return typst.Compiler(str(HERE / "report.typ"), root=str(HERE), font_paths=folders, ignore_system_fonts=True)
