"""Numbers, shares and money. Each is a link to its rows where there is one."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from biaogan.core import wording
from biaogan.core.paging import COUNT_CAP

register = template.Library()


@register.simple_tag
def figure(number: int | Decimal | None, url: str = "", capped: bool = False, places: int = 2) -> SafeString:
    """Draw «1,234», «—» for None; `capped` counts stop at «1,000+»."""
    if isinstance(number, Decimal):
        return _drawn(wording.decimal_text(number, places), url)
    return _drawn(wording.count_text(number, cap=COUNT_CAP if capped else None), url)


@register.simple_tag
def money(amount: int | Decimal | None, url: str = "") -> SafeString:
    """Draw «¥1,234.00». Whole numbers are fen, decimals are yuan."""
    return _drawn(wording.money_text(amount), url)


@register.simple_tag
def points(hundredths: int | Decimal | None, url: str = "") -> SafeString:
    """Draw points; whole numbers are hundredths."""
    return _drawn(wording.points_text(hundredths), url)


@register.simple_tag
def share(part: int | Decimal | None, whole: int | Decimal | None, url: str = "", plain: bool = False) -> SafeString:
    """Draw «62.5%» with «125 / 200» beside it, or alone if `plain`; «—» where nothing was counted."""
    said = _drawn(wording.share_text(part, whole), url)
    if plain or part is None or not whole:
        return said
    return format_html('{} <small class="share-of">{} / {}</small>', said, f"{part:,}", f"{whole:,}")


@register.simple_tag
def bar(part: int | Decimal | None, whole: int | Decimal | None, tone: str = "act") -> SafeString:
    """Draw a share as a thin bar, always beside its figure."""
    length = 0 if part is None or not whole else min(100, max(0, float(part) / float(whole) * 100))
    return format_html(
        '<svg class="bar" data-tone="{}" aria-hidden="true"><rect class="bar-ground" width="100%" height="100%"/>'
        '<rect class="bar-part" width="{}%" height="100%"/></svg>',
        tone,
        f"{length:.1f}",
    )


@register.simple_tag
def masked(value: str | None, reveal_url: str = "") -> SafeString:
    """Draw a personal value that arrives masked, with the way to its purpose-bound disclosure."""
    if not value:
        return SafeString(wording.NOTHING)
    said = format_html('<span class="masked"><span class="visually-hidden">{} </span>{}</span>', _("masked:"), value)
    if not reveal_url:
        return said
    return format_html('{} <a class="quiet-link" href="{}">{}</a>', said, reveal_url, _("Reveal"))


@register.filter
def listed(words: Iterable[object]) -> str:
    """Write «甲、乙», in English «one, two»."""
    return wording.listed(words)


def _drawn(text: str, url: str) -> SafeString:
    if text == wording.NOTHING:
        return format_html('<span class="figure figure-none">{}</span>', text)
    if url:
        return format_html('<a class="figure" href="{}">{}</a>', url, text)
    return format_html('<span class="figure">{}</span>', text)
