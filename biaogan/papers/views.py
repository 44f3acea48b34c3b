"""Official papers: the register, one paper as a picture, its files, and the draft."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core import paging
from biaogan.core.errors import InputRefused
from biaogan.core.parts import Move as Button
from biaogan.papers import actions, queries, rendering
from biaogan.papers.forms import DraftForm, RegisterForm
from biaogan.papers.kinds import KINDS
from biaogan.papers.layouts.pdf import as_pictures
from biaogan.papers.looks import TONES
from biaogan.papers.models import Paper, PaperFile
from biaogan.papers.rules import MOVES, Move, State
from biaogan.parties.rules import find_personal_data

MEDIA_TYPES = {
    PaperFile.Form.PDF: "application/pdf",
    PaperFile.Form.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@needs(Permission.VIEW_UNIT)
@require_GET
def register(request: SignedInRequest) -> HttpResponse:
    form = RegisterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.register(
        request.actor, kind=asked.get("kind", ""), state=asked.get("state", ""), text=asked.get("q", "")
    )
    page = paging.page(rows, by=["-pk"], cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "page": page,
        "papers": [_row(paper) for paper in page.rows],
        "total": paging.capped_count(rows),
    }
    return render(request, "papers/register.html", context)


@needs(Permission.VIEW_UNIT)
@require_GET
def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    one = _seen(request, pk)
    sheets = len(as_pictures(rendering.preview(one, now=timezone.now()), KINDS[one.kind].layout))
    context = {"pages": range(1, sheets + 1), "moves": _moves(request, one), "may_send": _may_send(request, one)}
    return render(request, "papers/paper.html", {**_row(one), **context, "trail": _trail(one)[:-1]})


@needs(Permission.VIEW_UNIT)
@require_GET
def page_picture(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Show one page as a picture: browsers and phones need no PDF viewer, and nothing runs in it."""
    one = _seen(request, pk)
    pictures = as_pictures(rendering.preview(one, now=timezone.now()), KINDS[one.kind].layout)
    if not 1 <= number <= len(pictures):
        return HttpResponse(status=404)
    return HttpResponse(pictures[number - 1], content_type="image/png", headers={"Cache-Control": "private, no-store"})


@needs(Permission.VIEW_UNIT)
@require_GET
def file(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    one = _seen(request, pk)
    return _attachment(one, form, rendering.file_of(one, form, now=timezone.now()))


@needs(Permission.REVEAL_PERSONAL)
@require_POST
def full_version(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    """Hand out the version with the customer's full name, for sending."""
    one = _seen(request, pk)
    return _attachment(one, form, rendering.full_version(one, form, by=request.actor, now=timezone.now()))


@require_http_methods(["GET", "POST"])
@needs(Permission.ISSUE_PAPER)
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Edit a draft's words."""
    one = _seen(request, pk)
    form = DraftForm(one, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.edit_draft(paper_id=pk, by=request.actor, now=timezone.now(), **form.values())
        found = find_personal_data("\n".join(str(value) for value in form.cleaned_data.values()))
        if found:
            said = _("The text holds what looks like personal numbers: %(found)s. Take them out unless they must stay.")
            messages.warning(request, said % {"found": "、".join(each.masked for each in found)})
        return redirect("papers:paper", pk=pk)
    return render(request, "papers/draft.html", {**_row(one), "form": form, "trail": _trail(one)})


@needs(Permission.ISSUE_PAPER)
@require_POST
def issue(request: SignedInRequest, pk: int) -> HttpResponse:
    _seen(request, pk)
    try:
        issued = actions.issue_draft(paper_id=pk, by=request.actor, now=timezone.now())
        messages.success(request, _("Issued as %(number)s.") % {"number": issued.number})
    except InputRefused as error:
        for refusal in error.refusals:
            messages.error(request, f"{refusal.column}: {refusal.reason}")
    return redirect("papers:paper", pk=pk)


@needs(Permission.ISSUE_PAPER)
@require_POST
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    one = _seen(request, pk)
    actions.discard_draft(paper_id=pk, by=request.actor, now=timezone.now())
    return redirect("cases:open", pk=one.case_id) if one.case_id else redirect("papers:register")


@needs(Permission.ISSUE_PAPER)
@require_POST
def void(request: SignedInRequest, pk: int) -> HttpResponse:
    _seen(request, pk)
    actions.void(paper_id=pk, reason=request.POST.get("reason", ""), by=request.actor, now=timezone.now())
    return redirect("papers:paper", pk=pk)


def _seen(request: SignedInRequest, pk: int) -> Paper:
    rows = Paper.objects.visible_to(request.actor).select_related("unit", "case", "party", "drafted_by", "issued_by")
    return get_object_or_404(rows, pk=pk)


def _row(one: Paper) -> dict[str, Any]:
    kind = KINDS[one.kind].name if one.kind in KINDS else one.kind
    return {"paper": one, "kind": kind, "tone": TONES[State(one.state)]}


def _trail(one: Paper) -> list[tuple[str, str]]:
    case = [(one.case.number, reverse("cases:open", args=[one.case_id]))] if one.case else []
    return [
        *case,
        (_("Official papers"), reverse("papers:register")),
        (one.number or one.title, reverse("papers:paper", args=[one.pk])),
    ]


def _attachment(one: Paper, form: str, content: bytes) -> HttpResponse:
    name = f"{one.number} {one.title}.{form}"
    response = HttpResponse(
        content, content_type=MEDIA_TYPES[PaperFile.Form(form)], headers={"Cache-Control": "private, no-store"}
    )
    response.headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name, safe='')}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _may_send(request: SignedInRequest, one: Paper) -> bool:
    return (
        one.party_id is not None
        and one.state == State.ISSUED
        and request.actor.may(Permission.REVEAL_PERSONAL, one.unit)
    )


def _moves(request: SignedInRequest, one: Paper) -> list[Button]:
    kind = KINDS[one.kind]
    if kind.is_led_by_case or not request.actor.may(kind.issue_permission, one.unit):
        return []
    buttons = {
        Move.ISSUE: _button(
            _("Issue"), "issue", one, _("The paper gets its number and can no longer be changed."), icon="rubber-stamp"
        ),
        Move.EDIT: _button(_("Edit"), "draft", one, icon="edit", opens_page=True),
        Move.DISCARD: _button(
            _("Discard the draft"),
            "discard",
            one,
            _("The draft is gone; it had no number."),
            icon="trash",
            is_dangerous=True,
        ),
        Move.VOID: _button(
            _("Declare void"),
            "void",
            one,
            _("The number stays taken."),
            icon="ban",
            asks_reason=True,
            is_dangerous=True,
        ),
    }
    return [button for move, button in buttons.items() if one.state in MOVES[move][0]]


def _button(label: str, route: str, one: Paper, says: str = "", **more: Any) -> Button:
    return Button(label, reverse(f"papers:{route}", args=[one.pk]), says, **more)
