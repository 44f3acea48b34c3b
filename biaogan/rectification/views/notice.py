"""The page of one notice, the editing of its draft, and its moves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from biaogan.accounts.access import Actor, Permission, SignedInRequest, needs
from biaogan.cases.views import parts_context
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.problems import STATUS
from biaogan.evidence.views import list_context
from biaogan.org.models import Unit
from biaogan.rectification import actions
from biaogan.rectification.actions.moving import may_make_with_notice
from biaogan.rectification.choices import State
from biaogan.rectification.forms import NOTICE_FORMS, AssignForm, EditForm, NoticeMoveForm
from biaogan.rectification.looks import moves, papers, words
from biaogan.rectification.models import Finding, Notice
from biaogan.rectification.queries import notices as queries
from biaogan.rectification.rules import NoticeMove, notice_state_after

#: A draft offers so many more findings of its unit.
MOST_SHOWN = 200


@needs(Permission.VIEW_RECTIFICATION)
@require_GET
def notice(request: SignedInRequest, pk: int) -> HttpResponse:
    one, actor, now = seen(request, pk), request.actor, timezone.now()
    page = queries.notice_page(one, actor)
    context = {
        "notice": one,
        "page": page,
        "state": words.notice_badge(one),
        "basis": words.basis_of(one.basis),
        "lines": finding_lines(page.findings),
        "choices": moves.notice_choices(page, actor),
        "duties": words.duties_of(page.duties),
        "pages": range(1, len(papers.pictures(one, now=now)) + 1),
        "now": now,
        "trail": words.notice_trail_of(one)[:1],
        **parts_context(request, one.case),
        **list_context(request, one.case),
    }
    return render(request, "rectification/notice.html", context)


def finding_lines(findings: list[Finding]) -> list[dict[str, Any]]:
    return [
        {"finding": each, "badges": [words.state_badge(each), *words.marks(each)], "number": number}
        for number, each in enumerate(findings, 1)
    ]


@needs(Permission.VIEW_RECTIFICATION)
@require_http_methods(["GET", "POST"])
def make_move(request: SignedInRequest, pk: int, move: NoticeMove) -> HttpResponse:
    """Show what a move does and what it asks, or make it."""
    one = seen(request, pk)
    if not may_make_with_notice(one, move, by=request.actor):
        raise PermissionDenied(_("Your posts and roles do not allow this here."))
    notice_state_after(move, one.state)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = NOTICE_FORMS[move](*sent, notice=one, actor=request.actor, now=timezone.now())
    if not form.is_valid():
        return _asked(request, form, move, status=422 if form.is_bound else 200)
    try:
        form.run()
    except (RuleBroken, InputRefused) as problem:
        form.add_error(None, problem.message)
        return _asked(request, form, move, status=STATUS[type(problem)])
    after = seen(request, pk)
    messages.success(request, _("%(number)s: done.") % {"number": after})
    return redirect("rectification:notice", pk)


def _asked(request: SignedInRequest, form: NoticeMoveForm, move: NoticeMove, *, status: int) -> HttpResponse:
    label, icon, is_dangerous, _key = moves.NOTICE_LABELS[move]
    context = {
        "notice": form.notice,
        "form": form,
        "label": label,
        "icon": icon,
        "is_dangerous": is_dangerous,
        "lines": finding_lines(queries.notice_page(form.notice, request.actor).findings),
        "trail": words.notice_trail_of(form.notice),
    }
    return render(request, "rectification/notice_move.html", context, status=status)


@needs(Permission.ISSUE_NOTICE)
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Edit a draft: its head, and of each finding who puts it right until when; take findings off and put others on."""
    one = seen(request, pk)
    if not may_make_with_notice(one, NoticeMove.EDIT, by=request.actor):
        raise PermissionDenied(_("Your posts and roles do not allow this here."))
    notice_state_after(NoticeMove.EDIT, one.state)
    data = request.POST if request.method == "POST" else None
    findings = queries.notice_page(one, request.actor).findings
    others = draftable(request.actor, one.case.subject_unit)
    form = EditForm(data, notice=one, others=others)
    taken_off = set(request.POST.getlist("take_off"))
    now = timezone.now()
    assigned = {
        each: AssignForm(data, finding=each, actor=request.actor, now=now, prefix=f"f{each.pk}")
        for each in findings
        if str(each.pk) not in taken_off
    }
    is_sound = all([form.is_valid(), *(each.is_valid() for each in assigned.values())])
    if data is None or not is_sound:
        return _edited(request, form, assigned, status=200 if data is None else 422)
    try:
        _change(request, form, assigned, [each for each in findings if str(each.pk) in taken_off])
    except (RuleBroken, InputRefused) as problem:
        form.add_error(None, problem.message)
        return _edited(request, form, assigned, status=STATUS[type(problem)])
    messages.success(request, _("The draft is saved."))
    return redirect("rectification:edit" if form.cleaned_data["more"] else "rectification:notice", pk)


@transaction.atomic
def _change(
    request: SignedInRequest, form: EditForm, assigned: dict[Finding, AssignForm], taken_off: list[Finding]
) -> None:
    deed: dict[str, Any] = {"notice_id": form.notice.pk, "by": request.actor, "now": timezone.now()}
    actions.edit_notice(**form.head(), **deed)
    due_all = form.cleaned_data["due_all"]
    for each in assigned.values():
        if due_all:
            each.cleaned_data["due_on"] = due_all
        if due_all or each.has_changed() or not queries.is_assigned(each.finding):
            each.run()
    for finding in taken_off:
        actions.take_off(finding_id=finding.pk, **deed)
    if more := [finding.pk for finding in form.cleaned_data["more"]]:
        actions.put_on(findings=more, **deed)


def _edited(
    request: SignedInRequest, form: EditForm, assigned: dict[Finding, AssignForm], *, status: int
) -> HttpResponse:
    context = {
        "notice": form.notice,
        "form": form,
        "assigned": [
            {"finding": finding, "form": each, "marks": words.marks(finding)} for finding, each in assigned.items()
        ],
        "has_errors": form.errors or any(each.errors for each in assigned.values()),
        "trail": words.notice_trail_of(form.notice),
    }
    return render(request, "rectification/notice_edit.html", context, status=status)


def draftable(actor: Actor, unit: Unit) -> list[Finding]:
    """Return the open findings of the unit that stand on no notice yet."""
    rows = Finding.objects.visible_to(actor).filter(
        case__subject_unit=unit, case__closed_at__isnull=True, state=State.OPEN, notice__isnull=True
    )
    return list(rows.select_related("case__subject_unit", "found_by", "item").order_by("-found_at", "-pk")[:MOST_SHOWN])


@needs(Permission.VIEW_RECTIFICATION)
@require_GET
def page_picture(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Show a page of the draft as it will be issued."""
    one = seen(request, pk)
    pictures = papers.pictures(one, now=timezone.now())
    if not 1 <= number <= len(pictures):
        raise Http404
    return HttpResponse(pictures[number - 1], content_type="image/png", headers={"Cache-Control": "private, no-store"})


def seen(request: SignedInRequest, pk: int) -> Notice:
    try:
        return queries.visible_notice(request.actor, pk)
    except Notice.DoesNotExist:
        raise Http404 from None
