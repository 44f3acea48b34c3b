"""Making a move: its form, or one press where it asks nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.complaints import looks
from biaogan.complaints.actions.moving import may_make, require_move
from biaogan.complaints.choices import State
from biaogan.complaints.forms import FORMS, MoveForm
from biaogan.complaints.models import Complaint
from biaogan.complaints.rules import MAIN, Move, state_after
from biaogan.complaints.views.case import seen
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.problems import STATUS


@needs(Permission.VIEW_COMPLAINT)
@require_http_methods(["GET", "POST"])
def make_move(request: SignedInRequest, pk: int, move: Move) -> HttpResponse:
    """Show the form of a move, or make it."""
    complaint = seen(request, pk)
    require_move(complaint, move, by=request.actor)
    state_after(move, complaint.state)
    data = request.POST if request.method == "POST" else None
    form = FORMS[move](data, complaint=complaint, actor=request.actor, now=timezone.now())
    if not form.is_valid():
        return _asked(request, form, move, status=422 if form.is_bound else 200)
    try:
        form.run()
    except (RuleBroken, InputRefused) as problem:
        # What was typed stays in the form; the sentence stands above it.
        form.add_error(None, problem.message)
        return _asked(request, form, move, status=STATUS[type(problem)])
    return _done(request, complaint)


@needs(Permission.VIEW_COMPLAINT)
@require_GET
def onward(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lead from the inbox to the form of the move that brings the case on its way; to the case where it is another's turn."""
    complaint = seen(request, pk)
    main = MAIN.get(State(complaint.state))
    if main is not None and may_make(complaint, main, by=request.actor):
        return redirect(f"complaints:{main}", complaint.pk)
    return redirect("complaints:case", complaint.pk)


def _asked(request: SignedInRequest, form: MoveForm, move: Move, *, status: int) -> HttpResponse:
    label, icon, is_dangerous, _key = looks.LABELS[move]
    context = {
        "complaint": form.complaint,
        "form": form,
        "label": label,
        "icon": icon,
        "is_dangerous": is_dangerous,
        "trail": looks.trail_of(form.complaint),
    }
    return render(request, "complaints/move.html", context, status=status)


def _done(request: SignedInRequest, complaint: Complaint) -> HttpResponse:
    messages.success(request, _("%(number)s: done.") % {"number": complaint.case.number})
    # Some moves take the case out of one's sight: an interest declared, a report of wrongdoing passed on.
    if Complaint.objects.visible_to(request.actor).filter(pk=complaint.pk).exists():
        return redirect("complaints:case", complaint.pk)
    return redirect("complaints:register")
