"""Papers as PDF, and their pages as pictures. One compiler per process: its fonts are read once."""

from __future__ import annotations

import functools
import json
import threading
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings

from biaogan.papers.layouts.sheet import Sheet

HERE = Path(__file__).parent
SHIPPED_FONTS = HERE.parent / "fonts"
#: Of a page as a picture.
DOTS_PER_INCH = 110

# A compiler works on one paper at a time.
_turn = threading.Lock()


def as_pdf(sheet: Sheet, layout: str = "letter") -> bytes:
    """Return the paper as an accessible, archivable PDF."""
    return b"".join(_compiled(json.dumps(sheet.as_data(), ensure_ascii=False), layout, "pdf"))


def as_pictures(sheet: Sheet, layout: str = "letter") -> list[bytes]:
    """Return the paper's pages as PNG."""
    return list(_pictures(json.dumps(sheet.as_data(), ensure_ascii=False), layout))


@functools.lru_cache(maxsize=16)
def _pictures(data: str, layout: str) -> tuple[bytes, ...]:
    # A page asks for the number of sheets and then for each of them.
    return tuple(_compiled(data, layout, "png", ppi=DOTS_PER_INCH))


def _compiled(data: str, layout: str, form: Literal["pdf", "png"], **options: Any) -> list[bytes]:
    with _turn:
        made = _compiler(layout).compile(format=form, sys_inputs={"paper": data}, **options)
    return made if isinstance(made, list) else [made]


@functools.lru_cache(maxsize=4)
def _compiler(layout: str) -> Any:
    folders = [str(folder) for folder in (SHIPPED_FONTS, Path(settings.FONTS_FOLDER)) if folder.is_dir()]
    return typst.Compiler(str(HERE / f"{layout}.typ"), root=str(HERE), font_paths=folders, ignore_system_fonts=True)
