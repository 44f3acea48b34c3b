"""In which encoding, and with which delimiter, a text file was written."""

from __future__ import annotations

import codecs
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused

PIECE = 1 << 20
DELIMITERS = ",\t;|，"

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(path: Path) -> str:
    """Return the encoding that the whole file is in; raises InputRefused where none of the usual ones fits.

    Every piece is tried, since a file may be plain ASCII up to its last line.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    guesses = [*_without_marks(start), "utf-8", "gb18030"]
    for name in guesses:
        if _fits(path, name):
            return name
    raise InputRefused(
        "exchange.unknown_encoding",
        _("The encoding of %(file)s is not known. Save it as UTF-8 or GBK, or name its encoding in the mapping.")
        % {"file": path.name},
    )


def _without_marks(start: bytes) -> list[str]:
    """Return UTF-16 where every second byte is nothing, as in text that is mostly Latin."""
    if len(start) < 2:
        return []
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if odd > half * 0.4:
        return ["utf-16-le"]
    return ["utf-16-be"] if even > half * 0.4 else []


def _fits(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def require_encoding(name: str) -> str:
    """Return the name if Python knows the encoding; raises InputRefused."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise InputRefused(
            "exchange.bad_mapping", _("The mapping names an unknown encoding: %(name)s.") % {"name": name}
        ) from None


def delimiter_of(head: str) -> str:
    """Return what parts the cells of the first line; quoted text is left out of the count."""
    bare = "".join(head.split('"')[::2])
    return max(DELIMITERS, key=bare.count)
