"""Writing down a finding, and drafting a notice from findings that were ticked."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.errors import InputRefused, Problem, RuleBroken
from biaogan.core.models import IdempotencyKey
from biaogan.core.problems import STATUS
from biaogan.evidence import actions as evidence
from biaogan.org.models import Unit
from biaogan.rectification.forms import DraftForm, RaiseForm
from biaogan.rectification.forms.fields import FIRST, LAST
from biaogan.rectification.looks import words
from biaogan.rectification.models import Finding
from biaogan.rectification.queries.items import items_like
from biaogan.rectification.views.notice import draftable
from biaogan.rectification.views.register import may_raise
from biaogan.rectification.wording import limit_words
from biaogan.workcal.queries import calendar_for

SUGGESTED = 12


@needs(Permission.VIEW_RECTIFICATION)
@require_http_methods(["GET", "POST"])
def raise_finding(request: SignedInRequest) -> HttpResponse:
    """Write down what is wrong, photos first."""
    now = timezone.now()
    if not may_raise(request):
        raise PermissionDenied(_("Your posts and roles do not allow this."))
    if request.method != "POST":
        unit = Unit.objects.visible_to(request.actor).filter(code=request.GET.get("unit", "")[:40]).first()
        form = RaiseForm(actor=request.actor, now=now, initial={"form_key": uuid.uuid4(), "unit": unit})
        return render(request, "rectification/raise.html", {"form": form})
    form = RaiseForm(request.POST, request.FILES, actor=request.actor, now=now)
    if not form.is_valid():
        return render(request, "rectification/raise.html", {"form": form}, status=422)
    try:
        return _raised(request, form)
    except (RuleBroken, InputRefused) as problem:
        form.add_error(None, problem.message)
        return render(request, "rectification/raise.html", {"form": form}, status=STATUS[type(problem)])


def _raised(request: SignedInRequest, form: RaiseForm) -> HttpResponse:
    key = f"finding:{form.cleaned_data['form_key']}"
    with transaction.atomic():
        _row, is_new = IdempotencyKey.objects.get_or_create(
            actor_ref=request.actor.ref, key=key, defaults={"digest": "", "at": form.now}
        )
        if not is_new:
            # The same form a second time: a double click, or the browser's «back».
            return redirect("rectification:findings")
        finding = form.run()
    for file in form.cleaned_data["photos"]:
        try:
            evidence.add(case=finding.case, upload=file, by=request.actor, now=form.now)
        except Problem as problem:
            messages.error(request, f"{file.name}: {problem.message}")
    messages.success(request, _("%(number)s is written down.") % {"number": finding.case.number})
    return redirect("rectification:finding", finding.pk)


@needs(Permission.ISSUE_NOTICE)
@require_http_methods(["GET", "POST"])
def draft_notice(request: SignedInRequest) -> HttpResponse:
    """Draft a notice from the findings that were ticked, all of one unit; it asks which where they are of several."""
    asked = _asked(request)
    chosen = list(
        Finding.objects.visible_to(request.actor)
        .filter(pk__in=asked)
        .select_related("case__subject_unit")
        .order_by("pk")
    )
    units = {each.case.subject_unit for each in chosen}
    if request.method == "GET" and (code := request.GET.get("unit", "")[:40]):
        units = set(Unit.objects.visible_to(request.actor).filter(code=code))
    if len(units) != 1:
        return render(request, "rectification/draft_which.html", {"units": _by_unit(chosen)})
    (unit,) = units
    open_ones, now = draftable(request.actor, unit), timezone.now()
    data = request.POST if request.method == "POST" else None
    ticked = [pk for pk in asked if any(each.pk == pk for each in open_ones)] or [each.pk for each in open_ones]
    form = DraftForm(
        data,
        unit=unit,
        findings=open_ones,
        actor=request.actor,
        now=now,
        initial={"findings": ticked},
    )
    if not form.is_valid():
        return _drafting(request, form, open_ones, status=422 if form.is_bound else 200)
    try:
        notice = form.run()
    except (RuleBroken, InputRefused) as problem:
        form.add_error(None, problem.message)
        return _drafting(request, form, open_ones, status=STATUS[type(problem)])
    return redirect("rectification:edit", notice.pk)


def _asked(request: SignedInRequest) -> list[int]:
    sent = request.POST if request.method == "POST" else request.GET
    return [
        int(text) for text in sent.getlist("findings")[:200] if text.isascii() and text.isdigit() and len(text) < 19
    ]


def _by_unit(chosen: list[Finding]) -> list[tuple[Unit, list[Finding]]]:
    units = {each.case.subject_unit.pk: each.case.subject_unit for each in chosen}
    return [(unit, [each for each in chosen if each.case.subject_unit_id == pk]) for pk, unit in units.items()]


def _drafting(request: SignedInRequest, form: DraftForm, findings: list[Finding], *, status: int) -> HttpResponse:
    ticked = {str(each) for each in form["findings"].value() or []}
    context = {
        "form": form,
        "unit": form.unit,
        "findings": [
            {"finding": each, "marks": words.marks(each), "is_ticked": str(each.pk) in ticked} for each in findings
        ],
    }
    return render(request, "rectification/draft.html", context, status=status)


@needs(Permission.VIEW_RECTIFICATION)
@require_GET
def choose_item(request: SignedInRequest) -> HttpResponse:
    """Suggest items of the handbook while one types."""
    text = request.GET.get(request.GET.get("name", ""), "").replace("\x00", "")[:60]
    values = [item.label for item in items_like(text, most=SUGGESTED)]
    return render(request, "org/_options.html", {"values": values})


@needs(Permission.VIEW_RECTIFICATION)
@require_GET
def limit_in_words(request: SignedInRequest) -> HttpResponse:
    """Say the weekday of a day and how many working days are left until its end."""
    text = request.GET.get(request.GET.get("name", ""), "")
    try:
        day = dt.date.fromisoformat(text)
        calendar_for(calendar := request.GET.get("calendar", "cn")[:40])
    except (ValueError, LookupError, Problem):
        return HttpResponse("")
    said = limit_words(day, calendar=calendar, now=timezone.now()) if FIRST <= day <= LAST else ""
    return HttpResponse(said, content_type="text/plain; charset=utf-8")
