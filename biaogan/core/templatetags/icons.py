"""Icons: {% icon "inbox" %}. Names are those of the Tabler family; the build collects those that are used."""

from __future__ import annotations

import functools

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from biaogan.core.built import icon_shapes

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw an icon, silent to screen readers unless it has a label. `size` is empty, «small» or «large»."""
    return _drawn(name, icon_shapes(name), str(label), size)


# A list draws the same few icons in every row.
@functools.lru_cache(maxsize=1024)
def _drawn(name: str, built: str, label: str, size: str) -> SafeString:
    shapes = mark_safe(built)  # noqa: S308 (our own build wrote it)
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    sized = f" icon-{size}" if size else ""
    return format_html('<svg class="icon{}" viewBox="0 0 24 24" {} data-icon="{}">{}</svg>', sized, said, name, shapes)
