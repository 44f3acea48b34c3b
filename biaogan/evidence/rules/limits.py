"""How large a file may be, by the family of its format."""

from __future__ import annotations

from biaogan.evidence.rules.formats import Family

#: Family -> the setting that bounds it, in bytes.
SETTING = {
    Family.PICTURE: "EVIDENCE_MOST_PICTURE",
    Family.DOCUMENT: "EVIDENCE_MOST_DOCUMENT",
    Family.SOUND: "EVIDENCE_MOST_SOUND",
    Family.FILM: "EVIDENCE_MOST_FILM",
}


def size_text(size: int) -> str:
    """Return «3.4 MB»."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024))} KB"
