"""What was said in a case, with the words that were searched for marked."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from biaogan.cases.rules import Piece, excerpt

register = template.Library()

#: Characters around a hit; a row shows no more.
SIZE = 60


@register.simple_tag
def said(*texts: str, words: tuple[int, ...] = ()) -> SafeString:
    """Return the first text as it is, or, with `words`, the part of all of them around the first hit."""
    if not words:
        return format_html("{}", texts[0])
    return pieces(excerpt("\n".join(texts), words, size=SIZE))


@register.filter
def pieces(shown: list[Piece]) -> SafeString:
    parts = ((format_html("<mark>{}</mark>", each.text) if each.is_hit else each.text,) for each in shown)
    return format_html_join("", "{}", parts)
