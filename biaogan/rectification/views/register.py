"""The registers, the board and the map."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.cases.queries import narrowed
from biaogan.rectification.forms import BoardForm, MapForm, NoticeRegisterForm, RegisterForm
from biaogan.rectification.looks import words
from biaogan.rectification.queries import notices as notice_queries
from biaogan.rectification.queries import register as finding_queries
from biaogan.rectification.queries.board import board as board_of
from biaogan.rectification.queries.repeat_map import repeat_map
from biaogan.rectification.queries.search import sought

#: A shade of the map for each so many parts of the most.
SHADES = 4


@needs(Permission.VIEW_RECTIFICATION)
@require_GET
def findings(request: SignedInRequest) -> HttpResponse:
    now, actor = timezone.now(), request.actor
    form = RegisterForm(request.GET)
    form.is_valid()
    here = narrowed(actor, form.cleaned_data.get("unit"))
    choice = form.choice(now=now, sought=sought(here, "finding", form.cleaned_data.get("q") or ""))
    page = finding_queries.register(actor, choice, cursor=request.GET.get("cursor", ""))
    lines = words.lines_of(page.rows, now=now)
    may_draft = actor.may_anywhere(Permission.ISSUE_NOTICE)
    context = {
        "form": form,
        "page": page,
        "lines": lines,
        "total": finding_queries.register_total(actor, choice),
        "may_raise": may_raise(request),
        "may_draft": may_draft and any(line.may_be_ticked for line in lines),
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "sought": choice.sought,
    }
    return render(request, "rectification/findings.html", context)


def may_raise(request: SignedInRequest) -> bool:
    actor = request.actor
    return actor.may_anywhere(Permission.RAISE_FINDING) or actor.may_anywhere(Permission.CHECK_ONESELF)


@needs(Permission.VIEW_RECTIFICATION)
@require_GET
def notices(request: SignedInRequest) -> HttpResponse:
    now, actor = timezone.now(), request.actor
    form = NoticeRegisterForm(request.GET)
    form.is_valid()
    here = narrowed(actor, form.cleaned_data.get("unit"))
    choice = form.choice(now=now, sought=sought(here, "notice", form.cleaned_data.get("q") or ""))
    page = notice_queries.register(actor, choice, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "page": page,
        "lines": words.notice_lines_of(page.rows, now=now),
        "total": notice_queries.register_total(actor, choice),
        "may_draft": actor.may_anywhere(Permission.ISSUE_NOTICE),
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "sought": choice.sought,
    }
    return render(request, "rectification/notices.html", context)


@needs(Permission.VIEW_RECTIFICATION)
@require_GET
def board(request: SignedInRequest) -> HttpResponse:
    """Show what is open by unit and age; every figure leads to its findings."""
    form = BoardForm(request.GET)
    form.is_valid()
    unit = form.cleaned_data.get("unit")
    found = board_of(request.actor, unit, now=timezone.now())
    context = {
        "form": form,
        "unit": unit,
        "board": found,
        "may_draft": request.actor.may_anywhere(Permission.ISSUE_NOTICE),
    }
    return render(request, "rectification/board.html", context)


@needs(Permission.VIEW_RECTIFICATION)
@require_GET
def repeats(request: SignedInRequest) -> HttpResponse:
    """Show which items come back, and where."""
    now = timezone.now()
    form = MapForm(request.GET)
    form.is_valid()
    unit, since = form.cleaned_data.get("unit"), now - form.span
    found = repeat_map(request.actor, unit, since=since, now=now)
    context = {
        "form": form,
        "unit": unit,
        "map": found,
        "since": since,
        "lines": [
            {
                "line": line,
                "cells": [
                    {"unit": across, "count": count, "shade": shade_of(count, found.most)}
                    for across, count in zip(found.across, line.counts, strict=True)
                ],
            }
            for line in found.lines
        ],
    }
    return render(request, "rectification/repeats.html", context)


def shade_of(count: int, most: int) -> int:
    """Return the shade of a cell: 0 for nothing, up to SHADES for the most."""
    return -(-count * SHADES // most) if count else 0
