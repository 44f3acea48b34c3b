"""Chinese sorts by a stored pinyin key, since the bundled PostgreSQL has no collation for it."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin, load_phrases_dict

# A bank's words for its branches, which the library's phrases leave out: without them «行» reads xíng.
load_phrases_dict({f"{word}行": [[sound], ["háng"]] for word, sound in [("支", "zhī"), ("分", "fēn"), ("总", "zǒng")]})


def pinyin_key(text: str) -> str:
    """Return the key by which `text` sorts: syllables with tone, a space between, at most 200 characters."""
    return " ".join(lazy_pinyin(text.strip(), style=Style.TONE3)).lower()[:200]
