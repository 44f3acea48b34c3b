"""The inbox, why a date is what it is, recurring duties, the limits themselves, and the address for calendar programs."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs, public, signed_in
from biaogan.core.errors import Problem
from biaogan.core.parts import Entry, Tone
from biaogan.core.time import local_day
from biaogan.obligations import actions, feeds, queries
from biaogan.obligations.forms import FinishForm, InboxForm, NewLimitForm, RecurringDutyForm
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.models import DutyCase, LimitRule, Obligation, RecurringDuty
from biaogan.obligations.queries import View
from biaogan.workcal import rules as workcal
from biaogan.workcal.queries import calendar_for
from biaogan.workcal.rules import Limit


def waiting(request: HttpRequest) -> int | None:
    """Return how much the caller owes, for the navigation."""
    actor = getattr(request, "actor", None)
    return queries.inbox_count(actor) or None if actor is not None else None


@require_GET
@signed_in
def inbox(request: SignedInRequest) -> HttpResponse:
    now, view, form = timezone.now(), _view(request), InboxForm(request.GET)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    page = queries.inbox(request.actor, view, cursor=request.GET.get("cursor", ""), kind=kind)
    context = {
        "now": now,
        "view": view,
        "tabs": [(each, label, queries.inbox_count(request.actor, each)) for each, label in _tabs(request)],
        "overdue": queries.overdue_count(request.actor, view, now=now),
        "form": form,
        "page": page,
        "days": _by_day(page.rows, now=now),
    }
    return render(request, "obligations/inbox.html", context)


def _view(request: SignedInRequest) -> View:
    asked = request.GET.get("view", View.MINE)
    if asked not in list(View):
        raise Http404
    return View(asked)


def _tabs(request: SignedInRequest) -> list[tuple[View, str]]:
    labels = {View.MINE: _("Mine"), View.UNIT: _("My unit's"), View.SUPERVISED: _("Supervised by me")}
    if not request.actor.may_anywhere(Permission.VIEW_DUTIES):
        del labels[View.SUPERVISED]
    return list(labels.items())


def _by_day(duties: list[Obligation], *, now: dt.datetime) -> list[tuple[dt.date | None, list[Obligation]]]:
    """Group by the day they fall due; what is overdue stands together, under None."""
    keyed = groupby(duties, key=lambda duty: None if duty.due_at < now else local_day(duty.due_at))
    return [(day, list(group)) for day, group in keyed]


@require_GET
@signed_in
def why(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the rule, and the counting day by day."""
    seen = Obligation.objects.visible_to(request.actor).select_related("rule", "case__subject_unit", "debtor_unit")
    duty = get_object_or_404(seen, pk=pk)
    calendar = calendar_for(duty.calendar)
    end = workcal.due_at(duty.started_at, Limit.parse(f"{duty.amount}{duty.clock}"), calendar=calendar)
    context = {"duty": duty, "end": end, "steps": end.explain(), "history": _history(duty), "now": timezone.now()}
    return render(request, "obligations/_why.html" if request.htmx else "obligations/why.html", context)


def _history(duty: Obligation) -> list[Entry]:
    entries = [
        Entry(change.at, change.get_cause_display(), text=change.reason, icon="clock-edit")
        for change in duty.changes.order_by("pk")
    ]
    entries += [
        Entry(step.at, _("Warned") if step.level == 1 else _("Escalated"), icon="bell", tone=Tone.SOON)
        for step in duty.steps.order_by("pk")
    ]
    return sorted(entries, key=lambda entry: entry.at)


@require_http_methods(["GET", "POST"])
@signed_in
def duty(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one occurrence of a recurring duty and end it."""
    seen = DutyCase.objects.filter(case__in=Obligation.objects.visible_to(request.actor).values("case"))
    occurrence = get_object_or_404(seen.select_related("duty", "post__unit", "case"), pk=pk)
    owed = get_object_or_404(Obligation.objects.select_related("case", "rule", "person"), case_id=pk)
    form = FinishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.finish(owed, note=form.cleaned_data["note"], by=request.actor, now=timezone.now())
        messages.success(request, _("Done. Thank you."))
        return redirect("obligations:inbox")
    may_finish = owed.is_open and actions.owes(owed, request.actor)
    context = {"occurrence": occurrence, "owed": owed, "form": form, "may_finish": may_finish, "now": timezone.now()}
    return render(request, "obligations/duty.html", context)


@require_GET
@needs(Permission.EDIT_LIMITS)
def limits(request: SignedInRequest) -> HttpResponse:
    held = queries.rules_on({kind.code for kind in KINDS}, now=timezone.now())
    lines = [{"kind": kind, "rule": held[kind.code]} for kind in KINDS]
    duties = RecurringDuty.objects.order_by("post_kind", "pk")
    return render(request, "obligations/limits.html", {"lines": lines, "duties": duties})


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_LIMITS)
def limit(request: SignedInRequest, kind: str) -> HttpResponse:
    """Show a kind's limits over time, and set a new one."""
    if kind not in KINDS:
        raise Http404
    now = timezone.now()
    rule = queries.rules_on({kind}, now=now)[kind]
    form = NewLimitForm(request.POST or None, initial=_initial(rule, now))
    if request.method == "POST" and form.is_valid() and _is_set(request, kind, form, now=now):
        return redirect("obligations:limits")
    history = LimitRule.objects.filter(kind=kind).order_by("-pk")
    return render(request, "obligations/limit.html", {"kind": KINDS[kind], "rule": rule, "form": form, "history": history})


def _initial(rule: LimitRule, now: dt.datetime) -> dict[str, Any]:
    tomorrow = local_day(now) + dt.timedelta(days=1)
    kept = {name: getattr(rule, name) for name in ("warn_before", "basis", "basis_en", "source")}
    return {"limit": f"{rule.amount}{rule.clock}", "begins_on": tomorrow, **kept}


def _is_set(request: SignedInRequest, kind: str, form: NewLimitForm, *, now: dt.datetime) -> bool:
    try:
        actions.set_limit(kind, form.new_limit(), by=request.actor, now=now)
    except Problem as problem:
        form.add_error(None, problem.message)
        return False
    messages.success(request, _("The new limit is set. What is running keeps its own."))
    return True


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_LIMITS)
def new_recurring(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    form = RecurringDutyForm(request.POST or None, initial={"begins_on": local_day(now)})
    if request.method == "POST" and form.is_valid():
        actions.set_recurring_duty(**form.cleaned_data, by=request.actor, now=now)
        messages.success(request, _("The duty is set. It opens for every holder of the post with the next period."))
        return redirect("obligations:limits")
    return render(request, "obligations/new_recurring.html", {"form": form})


@require_POST
@needs(Permission.EDIT_LIMITS)
def end_recurring(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = get_object_or_404(RecurringDuty, pk=pk)
    now = timezone.now()
    actions.end_recurring_duty(duty, last_day=local_day(now), by=request.actor, now=now)
    return redirect("obligations:limits")


@require_http_methods(["GET", "POST"])
@signed_in
def calendar(request: SignedInRequest) -> HttpResponse:
    """Make, show once, and revoke the address for calendar programs."""
    address = ""
    if request.method == "POST":
        if "revoke" in request.POST:
            actions.revoke_feed(by=request.actor, now=timezone.now())
            return redirect("obligations:calendar")
        secret = actions.make_feed(by=request.actor, now=timezone.now())
        address = request.build_absolute_uri(f"/inbox/calendar/{secret}.ics")
    has_feed = feeds.of_person(request.actor.person_id).exists()
    return render(request, "obligations/calendar.html", {"address": address, "has_feed": has_feed})


@require_GET
@public
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Serve what a person owes to a calendar program that knows the secret address."""
    found = feeds.by_secret(secret, now=timezone.now())
    if found is None:
        raise Http404
    body = feeds.ics(found, now=timezone.now(), site=request.build_absolute_uri("/"))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=900"
    return response
