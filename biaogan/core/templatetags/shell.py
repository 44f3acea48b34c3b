"""The frame around a page: built files, titles of the head, breadcrumbs, messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from biaogan.core.built import asset_urls
from biaogan.core.parts import attribute

register = template.Library()

#: How a message of Django's is drawn: (tone, icon).
MESSAGE_LOOK = {
    "success": ("proven", "circle-check"),
    "warning": ("soon", "alert-triangle"),
    "error": ("over", "alert-circle"),
}


@register.simple_tag
def assets(entry: str = "main") -> SafeString:
    """Link the styles and scripts that were built from `frontend/src/<entry>.ts`."""
    styles, scripts = asset_urls(entry)
    links = format_html_join("", '<link rel="stylesheet" href="{}">', ((url,) for url in styles))
    return links + format_html_join("", '<script type="module" src="{}"></script>', ((url,) for url in scripts))


@register.simple_tag
def mark_url() -> str:
    """Return the address of the product's mark, which browsers show on the tab."""
    return static("built/mark.svg")


@register.inclusion_tag("core/parts/crumbs.html")
def crumbs(trail: Iterable[Any]) -> dict[str, Any]:
    """Draw breadcrumbs from Crumbs or (label, url) pairs, top of the bank first."""
    return {"trail": [_crumb(step) for step in trail]}


def _crumb(step: Any) -> dict[str, Any]:
    if isinstance(step, (tuple, list)):
        return {"label": step[0], "url": step[1] if len(step) > 1 else ""}
    return {"label": attribute(step, "label"), "url": attribute(step, "url")}


@register.filter
def message_tone(level: str) -> str:
    return MESSAGE_LOOK.get(level, ("act", ""))[0]


@register.filter
def message_icon(level: str) -> str:
    return MESSAGE_LOOK.get(level, ("", "info-circle"))[1]


@register.simple_tag(takes_context=True)
def inbox_count(context: Context, inbox_url: str) -> int | None:
    """Return the count that the navigation gives for the inbox, so that it is asked once."""
    items = (item for section in context.get("nav") or [] for item in section["items"])
    return next((item["count"] for item in items if item["url"] == inbox_url), None)
