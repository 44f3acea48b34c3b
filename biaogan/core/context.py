"""What the one layout needs, on every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from biaogan.core.navigation import PAGES, SECTIONS, Page


def layout(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "nav": navigation(request) if actor is not None else [],
        "languages": settings.LANGUAGES,
        "theme": request.COOKIES.get("biaogan_theme", "auto"),
    }


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the sections with the pages that this actor may open; the caller's page, or the one it lies under, is marked."""
    sections: list[dict[str, Any]] = []
    for code, label in SECTIONS.items():
        pages = [page for page in PAGES if page.section == code and _shown(page, request)]
        items = [_item(page, request) for page in sorted(pages, key=lambda page: page.order)]
        if items:
            sections.append({"label": label, "items": items})
    _mark([item for section in sections for item in section["items"]], request.path)
    return sections


def _mark(items: list[dict[str, Any]], path: str) -> None:
    """Mark the entry whose address the path begins with, the longest of them: «page» for itself, «true» for what lies under it."""
    above = [item for item in items if path == item["url"] or (item["url"] != "/" and path.startswith(item["url"]))]
    if above:
        nearest = max(above, key=lambda item: len(item["url"]))
        nearest["active"] = "page" if path == nearest["url"] else "true"


def _shown(page: Page, request: HttpRequest) -> bool:
    return page.permission is None or request.actor.may_anywhere(page.permission)  # type: ignore[attr-defined]


def _item(page: Page, request: HttpRequest) -> dict[str, Any]:
    try:
        url = reverse(page.url_name)
    except NoReverseMatch:
        raise LookupError(f"the navigation names {page.url_name!r}, which is no route") from None
    count = page.count(request) if page.count else None
    return {"label": page.label, "url": url, "icon": page.icon, "active": "", "count": count}
