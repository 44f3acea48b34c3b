"""The page of a sheet, its moves, and filling it in at a desk."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs, require
from biaogan.cases.views import parts_context
from biaogan.core.errors import InputRefused, Problem, RuleBroken
from biaogan.core.problems import STATUS
from biaogan.core.time import local_day
from biaogan.evidence.views import list_context
from biaogan.handbook.queries import grade_name
from biaogan.inspections import actions, looks, queries
from biaogan.inspections.actions.moving import may_make, require_move
from biaogan.inspections.choices import HANDED_IN, NOTICE_BASIS, Channel, State
from biaogan.inspections.forms import FORMS, AssignForm, MoveForm
from biaogan.inspections.looks.lines import grade_tone
from biaogan.inspections.models import Sheet
from biaogan.inspections.queries.device_tests import tests_of
from biaogan.inspections.queries.pages import SheetPage, evidence_shown, may_see_inspectors, sheet_page
from biaogan.inspections.rules import Move, state_after
from biaogan.inspections.views.seeing import seen
from biaogan.obligations.kinds import KINDS
from biaogan.org.models import Holding, Person, PostKind
from biaogan.rectification.actions import draft_notice


@needs(Permission.VIEW_INSPECTION)
@require_GET
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    one = seen(request, pk)
    return render(request, "inspections/sheet.html", _context(request, sheet_page(one, request.actor)))


def _context(request: SignedInRequest, page: SheetPage) -> dict[str, Any]:
    one, actor = page.sheet, request.actor
    may_fill = one.state == State.IN_PROGRESS and may_make(one, Move.CHANGE, by=actor)
    bases = (
        {(item, which): pk for (_sheet, item, which), pk in queries.revisions([one.pk]).items()} if page.asides else {}
    )
    context = {
        "sheet": one,
        "page": page,
        "badges": looks.badges_of(one),
        "choices": looks.choices(page, actor),
        "steps": looks.steps_of(page),
        "next_name": KINDS[page.next.kind].name if page.next else "",
        "grade": grade_name(one.version, one.grade) if one.grade else "",
        "grade_tone": grade_tone(one),
        "answered": len(page.items) - len(page.open_items),
        "total": len(page.items),
        # An outlet sees what was found once it is handed in; a sheet under way is the inspectors' own.
        "may_see_answers": one.state in HANDED_IN
        or may_fill
        or actor.may(Permission.SETTLE_SHEET, one.case.subject_unit),
        "areas": looks.areas_of(page, may_fill=may_fill),
        "asides": looks.asides_of(page, bases) if may_fill else [],
        "disputed": looks.disputed_of(page),
        "scores": looks.scores_of(page),
        "changes": looks.changes_of(page),
        "tests": tests_of(one),
        "may_see_plan": actor.may_anywhere(Permission.PLAN_INSPECTION) or actor.may_anywhere(Permission.INSPECT),
        "now": timezone.now(),
        "trail": looks.trail_of(one)[:1],
        **parts_context(request, one.case),
        **list_context(request, one.case),
    }
    context["evidence"] = evidence_shown(context["evidence"], is_hidden=page.is_hidden)
    return context


@needs(Permission.VIEW_INSPECTION)
@require_http_methods(["GET", "POST"])
def make_move(request: SignedInRequest, pk: int, move: Move) -> HttpResponse:
    """Show the form of a move, or make it."""
    one = seen(request, pk)
    require_move(one, move, by=request.actor)
    state_after(move, one.state)
    data = request.POST if request.method == "POST" else None
    form = FORMS[move](data, sheet=one, actor=request.actor, now=timezone.now())
    if not form.is_valid():
        return _asked(request, form, move, status=422 if form.is_bound else 200)
    try:
        form.run()
    except (RuleBroken, InputRefused) as problem:
        # What was typed stays in the form; the sentences stand above it.
        for said in dict.fromkeys([problem.message, *_reasons(problem)]):
            form.add_error(None, said)
        return _asked(request, form, move, status=STATUS[type(problem)])
    return _done(request, one)


def _reasons(problem: Problem) -> list[Any]:
    return [f"{row.value} {row.reason}".strip() for row in getattr(problem, "refusals", [])][:20]


@needs(Permission.INSPECT)
@require_POST
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    one = seen(request, pk)
    actions.begin(sheet_id=one.pk, by=request.actor, now=timezone.now(), happened_at=timezone.now())
    return redirect("inspections:work", one.pk)


@needs(Permission.CONFIRM_SHEET)
@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    return _at_once(request, pk, actions.confirm)


@needs(Permission.SETTLE_SHEET)
@require_POST
def finalise(request: SignedInRequest, pk: int) -> HttpResponse:
    return _at_once(request, pk, actions.finalise)


def _at_once(request: SignedInRequest, pk: int, act: Callable[..., Any]) -> HttpResponse:
    one = seen(request, pk)
    act(sheet_id=one.pk, by=request.actor, now=timezone.now())
    return _done(request, one)


def _done(request: SignedInRequest, one: Sheet) -> HttpResponse:
    messages.success(request, _("%(number)s: done.") % {"number": one.case.number})
    if Sheet.objects.visible_to(request.actor).filter(pk=one.pk).exists():
        return redirect("inspections:sheet", one.pk)
    return redirect("inspections:register")


@dataclasses.dataclass(frozen=True)
class ShutOut:
    """Somebody who is not offered, and why."""

    person: Person
    why: str


def _asked(request: SignedInRequest, form: MoveForm, move: Move, *, status: int) -> HttpResponse:
    label, icon, is_dangerous, _key = looks.LABELS[move]
    one = form.sheet
    is_hidden = not may_see_inspectors(one, request.actor)
    context = {
        "sheet": one,
        "form": form,
        "label": label,
        "icon": icon,
        "is_dangerous": is_dangerous,
        "says": form.says,
        "back": reverse("inspections:sheet", args=[one.pk]),
        "trail": looks.trail_of(one),
        "shut_out": _shut_out(one) if isinstance(form, AssignForm) else [],
        "is_hidden": is_hidden,
        "inspectors": [] if is_hidden else list(one.inspectors.all()),
    }
    return render(request, "inspections/form.html", context, status=status)


def _shut_out(one: Sheet) -> list[ShutOut]:
    """Return the inspectors of the Office who may not inspect this unit."""
    unit, today = one.case.subject_unit, local_day(timezone.now())
    office = queries.office_of(unit)
    held = Holding.objects.on(today).filter(
        post__unit=office, post__kind__in=(PostKind.INSPECTOR, PostKind.OFFICE_HEAD)
    )
    people = {row.person_id: row.person for row in held.select_related("person")} if office else {}
    shut = queries.of_unit(unit, list(people), on=today)
    said = _("Belongs to this unit, or has left it not long ago")
    return [ShutOut(people[pk], said) for pk in sorted(shut)]


@needs(Permission.ISSUE_NOTICE)
@require_http_methods(["GET", "POST"])
def notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Draft a rectification notice of the sheet's open findings."""
    one, now = seen(request, pk), timezone.now()
    require(request.actor, Permission.ISSUE_NOTICE, one.case.subject_unit)
    page = sheet_page(one, request.actor)
    waiting = [row for row in page.findings if row.notice_id is None and row.state == "open"]
    if request.method == "POST":
        chosen = [row.pk for row in waiting if str(row.pk) in request.POST.getlist("findings")]
        made = draft_notice(
            unit=one.case.subject_unit,
            findings=chosen,
            basis=NOTICE_BASIS[Channel(one.channel)],
            inspected_on=local_day(one.begun_at or now),
            inspectors="" if one.is_mystery else "、".join(row.person.name for row in one.inspectors.all()),
            by=request.actor,
            now=now,
        )
        return redirect("rectification:notice", made.pk)
    context = {"sheet": one, "waiting": waiting, "trail": looks.trail_of(one)}
    return render(request, "inspections/notice.html", context)
