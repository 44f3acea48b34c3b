"""Drafting the letter that tells the customer the outcome. Looking at it, editing and issuing are the papers' own pages."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.complaints import looks, queries
from biaogan.complaints.forms import LetterForm
from biaogan.complaints.views.case import seen
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.problems import STATUS


@needs(Permission.ISSUE_PAPER)
@require_http_methods(["GET", "POST"])
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for what the case does not know, draft the letter, and show it."""
    complaint = seen(request, pk)
    if not queries.issuers(complaint, request.actor, now=timezone.now()):
        raise PermissionDenied(_("Your posts and roles do not allow this here."))
    data = request.POST if request.method == "POST" else None
    form = LetterForm(data, complaint=complaint, actor=request.actor, now=timezone.now())
    if not form.is_valid():
        return _asked(request, form, status=422 if form.is_bound else 200)
    try:
        return redirect("papers:paper", form.run().pk)
    except (RuleBroken, InputRefused) as problem:
        form.add_error(None, problem.message)
        return _asked(request, form, status=STATUS[type(problem)])


def _asked(request: SignedInRequest, form: LetterForm, *, status: int) -> HttpResponse:
    context = {
        "complaint": form.complaint,
        "form": form,
        "label": _("Draft the letter"),
        "icon": "file-pencil",
        "trail": looks.trail_of(form.complaint),
    }
    return render(request, "complaints/move.html", context, status=status)
