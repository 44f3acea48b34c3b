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
    """Return the sections with the pages that this actor may open; the caller's page is marked active."""
    sections = []
    for code, label in SECTIONS.items():
        pages = [page for page in PAGES if page.section == code and _shown(page, request)]
        items = [_item(page, request) for page in sorted(pages, key=lambda page: page.order)]
        if items:
            sections.append({"label": label, "items": items})
    return sections


def _shown(page: Page, request: HttpRequest) -> bool:
    return page.permission is None or request.actor.may_anywhere(page.permission)  # type: ignore[attr-defined]


def _item(page: Page, request: HttpRequest) -> dict[str, Any]:
    try:
        url = reverse(page.url_name)
    except NoReverseMatch:
        raise LookupError(f"the navigation names {page.url_name!r}, which is no route") from None
    match = request.resolver_match
    active = match is not None and match.view_name == page.url_name
    count = page.count(request) if page.count else None
    return {"label": page.label, "url": url, "icon": page.icon, "active": active, "count": count}
