"""The page of one finding, and its moves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.cases.views import parts_context
from biaogan.core.errors import InputRefused, Problem, RuleBroken
from biaogan.core.problems import STATUS
from biaogan.evidence.views import list_context
from biaogan.rectification import actions
from biaogan.rectification.actions.moving import may_make, require_allowed, require_possible
from biaogan.rectification.forms import FORMS, MoveForm, PhotoMoveForm
from biaogan.rectification.looks import hiding, moves, words
from biaogan.rectification.models import ContractorLink, Finding
from biaogan.rectification.queries import pages
from biaogan.rectification.rules import Move

#: Where the session keeps the address of a link that was just made: it is shown once.
MADE = "rectification_link"


@needs(Permission.VIEW_RECTIFICATION)
@require_GET
def finding(request: SignedInRequest, pk: int) -> HttpResponse:
    one, actor, now = seen(request, pk), request.actor, timezone.now()
    page = pages.finding_page(one, actor)
    made = request.session.pop(MADE, None)
    context = {
        "finding": one,
        "page": hiding.without_visitor(page, actor),
        "state": words.state_badge(one),
        "marks": words.marks(one),
        "choices": moves.choices(page, actor, now=now),
        "duties": words.duties_of(page.duties),
        "may_revoke": may_make(one, Move.MAKE_LINK, by=actor),
        "made_link": made["url"] if made and made["pk"] == pk else "",
        "now": now,
        "trail": words.trail_of(one)[:1],
        **parts_context(request, one.case),
        **hiding.proof_without_visitor(list_context(request, one.case), one, actor),
    }
    return render(request, "rectification/finding.html", context)


@needs(Permission.VIEW_RECTIFICATION)
@require_http_methods(["GET", "POST"])
def make_move(request: SignedInRequest, pk: int, move: Move) -> HttpResponse:
    """Show the form of a move, or make it."""
    one = seen(request, pk)
    require_allowed(one, move, by=request.actor)
    require_possible(one, move)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FORMS[move](*sent, finding=one, actor=request.actor, now=timezone.now())
    if isinstance(form, PhotoMoveForm):
        form.keep_photos()
    if not form.is_valid():
        return _asked(request, form, move, status=422 if form.is_bound else 200)
    try:
        made = form.run()
    except (RuleBroken, InputRefused) as problem:
        # What was typed stays in the form; the sentence stands above it.
        form.add_error(None, problem.message)
        return _asked(request, form, move, status=STATUS[type(problem)])
    return _done(request, one, move, made)


@needs(Permission.ANSWER_FINDING)
@require_POST
def revoke_link(request: SignedInRequest, pk: int, link_id: int) -> HttpResponse:
    one = seen(request, pk)
    link = ContractorLink.objects.filter(finding=one, pk=link_id).first()
    if link is None:
        raise Http404
    try:
        actions.revoke_link(link_id=link.pk, by=request.actor, now=timezone.now())
        messages.success(request, _("The link opens nothing any more."))
    except Problem as problem:
        messages.error(request, problem.message)
    return redirect("rectification:finding", pk)


def seen(request: SignedInRequest, pk: int) -> Finding:
    try:
        return pages.visible_finding(request.actor, pk)
    except Finding.DoesNotExist:
        raise Http404 from None


def _asked(request: SignedInRequest, form: MoveForm, move: Move, *, status: int) -> HttpResponse:
    label, icon, is_dangerous, _key = moves.LABELS[move]
    one = form.finding
    answers = pages.replies_of(one) if move in (Move.RECHECK, Move.REPLY) else []
    context: dict[str, Any] = {
        "finding": one,
        "form": form,
        "label": label,
        "icon": icon,
        "is_dangerous": is_dangerous,
        "says_photos": isinstance(form, PhotoMoveForm),
        "replies": answers,
        "trail": words.trail_of(one),
        "now": form.now,
        **hiding.proof_without_visitor(list_context(request, one.case), one, request.actor),
    }
    return render(request, "rectification/move.html", context, status=status)


def _done(request: SignedInRequest, one: Finding, move: Move, made: object) -> HttpResponse:
    if move is Move.MAKE_LINK:
        url = request.build_absolute_uri(f"/say/mend/{made}/")
        request.session[MADE] = {"pk": one.pk, "url": url}
    messages.success(request, _("%(number)s: done.") % {"number": one.case.number})
    is_seen = Finding.objects.visible_to(request.actor).filter(pk=one.pk).exists()
    return redirect(reverse("rectification:finding", args=[one.pk]) if is_seen else "rectification:findings")
