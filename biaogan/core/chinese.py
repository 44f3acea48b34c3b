"""Chinese sorts by a stored pinyin key, since the bundled PostgreSQL has no collation for it."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin


def pinyin_key(text: str) -> str:
    """Return the key by which `text` sorts: syllables with tone, a space between, at most 200 characters."""
    return " ".join(lazy_pinyin(text.strip(), style=Style.TONE3)).lower()[:200]
