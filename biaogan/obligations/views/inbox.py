"""The inbox."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from biaogan.accounts.access import SignedInRequest, signed_in
from biaogan.core.paging import COUNT_CAP
from biaogan.core.wording import count_text
from biaogan.obligations import looks, queries
from biaogan.obligations.forms import InboxForm
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.queries import Asked, Inbox, View

#: Two screens of rows: drawing them costs more than finding them.
ROWS = 25

LABELS = {View.MINE: _("Mine"), View.UNIT: _("My unit's"), View.SUPERVISED: _("Supervised by me")}


def waiting(request: HttpRequest) -> int | None:
    """Return how much the caller owes, for the navigation; the inbox itself has counted it already."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return None
    counted: int | None = getattr(request, "owed", None)
    return (queries.inbox_count(actor) if counted is None else counted) or None


@signed_in
@require_GET
def inbox(request: SignedInRequest) -> HttpResponse:
    now, asked, box = timezone.now(), _asked(request), queries.Inbox(request.actor)
    page = box.page(asked, cursor=request.GET.get("cursor", ""), size=ROWS)
    overdue = box.count(Asked(asked.view, asked.kind, until=now))
    tabs = _tabs(box, asked)
    if not asked.kind:
        request.owed = next(tab["count"] for tab in tabs if tab["view"] is View.MINE)  # type: ignore[attr-defined]
    context = {
        "now": now,
        "asked": asked,
        "tabs": tabs,
        "overdue": count_text(overdue, cap=COUNT_CAP),
        "overdue_count": overdue,
        "form": InboxForm(request.GET),
        "page": page,
        "groups": looks.grouped(page.rows, now=now, actor=request.actor),
    }
    return render(request, "obligations/inbox.html", context)


def _asked(request: SignedInRequest) -> Asked:
    view, kind = request.GET.get("view") or View.MINE, request.GET.get("kind", "")
    if view not in list(View) or (kind and kind not in KINDS):
        raise Http404
    return Asked(View(view), kind)


def _tabs(box: Inbox, asked: Asked) -> list[dict[str, Any]]:
    views = box.views()
    return [
        {
            "view": view,
            "label": LABELS[view],
            "url": f"?view={view}&kind={asked.kind}" if asked.kind else f"?view={view}",
            "is_here": view is asked.view,
            "count": box.count(Asked(view, asked.kind)),
        }
        for view in (views if asked.view in views else [*views, asked.view])
    ]
