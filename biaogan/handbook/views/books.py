"""The handbooks, one version, and two versions side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.exchange import download
from biaogan.core.time import local_day
from biaogan.handbook import actions, queries
from biaogan.handbook.exporting import COLUMNS, rows_of
from biaogan.handbook.forms import HandbookForm, NarrowForm
from biaogan.handbook.looks import Line, moves_of, state_text, tone_of, trail_of
from biaogan.handbook.models import Handbook, Version
from biaogan.handbook.views.finding import is_done, version_of


@needs(Permission.VIEW_HANDBOOK)
@require_GET
def handbooks(request: SignedInRequest) -> HttpResponse:
    today = local_day(timezone.now())
    shelves = queries.shelves(request.actor, today=today)
    context = {
        "shelves": [
            (shelf, [(each, state_text(each, today), tone_of(each, today)) for each in shelf.versions])
            for shelf in shelves
        ],
        "may_edit": request.actor.may_anywhere(Permission.EDIT_HANDBOOK),
        "may_import": _may_import(request),
    }
    return render(request, "handbook/list.html", context)


def _may_import(request: SignedInRequest) -> bool:
    return all(request.actor.may_anywhere(each) for each in (Permission.EDIT_HANDBOOK, Permission.IMPORT_DATA))


@needs(Permission.EDIT_HANDBOOK)
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    form = HandbookForm(request.POST or None)
    if is_done(request, form, actions.make_handbook, dict):
        messages.success(request, _("The handbook is begun. Add areas and items, then publish it."))
        book = Handbook.objects.visible_to(request.actor).get(code=form.cleaned_data["code"])
        return redirect("handbook:version", pk=book.versions.get().pk)
    context = {"form": form, "trail": [(_("Handbooks"), reverse("handbook:list"))]}
    return render(request, "handbook/new.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.VIEW_HANDBOOK)
@require_GET
def version(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = version_of(request, pk)
    may_export = request.actor.may_anywhere(Permission.EXPORT_DATA)
    if (kind := request.GET.get("export")) and may_export:
        name = f"{found.handbook.code}-{found.number}"
        return download(name, COLUMNS, rows_of(found), kind if kind == "csv" else "xlsx")
    form = NarrowForm(request.GET)
    return render(request, "handbook/version.html", _context(request, found, form) | {"may_export": may_export})


def _context(request: SignedInRequest, found: Version, form: NarrowForm) -> dict[str, Any]:
    today, choice = local_day(timezone.now()), form.choice()
    siblings = queries.versions_of(found.handbook)
    items = queries.items_of(found)
    parts = queries.parts(found, choice)
    return {
        "version": found,
        "state": state_text(found, today),
        "tone": tone_of(found, today),
        "trail": trail_of(found, inside=False),
        "form": form,
        "parts": [(part, [Line(item) for item in part.items]) for part in parts],
        "shown": sum(len(part.items) for part in parts),
        "item_count": len(items),
        "all_points": sum(item.points for item in items),
        "bands": queries.bands_of(found),
        "moves": moves_of(found, request.actor, has_draft=any(each.is_draft for each in siblings)),
        "others": [each for each in siblings if each.pk != found.pk],
        "is_narrowed": choice.is_narrowed,
        "may_edit": found.is_draft and request.actor.may_anywhere(Permission.EDIT_HANDBOOK),
    }


@needs(Permission.VIEW_HANDBOOK)
@require_GET
def compare(request: SignedInRequest, pk: int, other: int) -> HttpResponse:
    """Show what `pk` says otherwise than the older `other`."""
    after, before = version_of(request, pk), version_of(request, other)
    comparison, shows_all = queries.compare(before, after), request.GET.get("all") == "1"

    def shown(pairs: list[queries.Pair]) -> list[queries.Pair]:
        return [pair for pair in pairs if shows_all or pair.fate != "same"]

    context = {
        "comparison": comparison,
        "counts": {fate: comparison.count(fate) for fate in ("new", "changed", "gone", "same")},
        "points_before": comparison.points[0],
        "points_after": comparison.points[1],
        "items": shown(comparison.items),
        "areas": shown(comparison.areas),
        "bands": shown(comparison.bands),
        "shows_all": shows_all,
        "siblings": queries.versions_of(after.handbook),
        "trail": trail_of(after),
    }
    return render(request, "handbook/compare.html", context)
