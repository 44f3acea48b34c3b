"""The figures that rectification rests on: what holds, and a new number from a day on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.errors import Problem
from biaogan.core.problems import STATUS
from biaogan.rectification import actions, queries
from biaogan.rectification.forms import FigureForm


@needs(Permission.EDIT_LIMITS)
@require_http_methods(["GET", "POST"])
def figures(request: SignedInRequest) -> HttpResponse:
    form = FigureForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.set_figure(**form.cleaned_data, by=request.actor, now=timezone.now())
        except Problem as problem:
            form.add_error(None, problem.message)
            status = STATUS[type(problem)]
        else:
            messages.success(request, _("The new number is set. What was found before keeps its own."))
            return redirect("rectification:figures")
    context = {"form": form, "figures": queries.all_figures()}
    return render(request, "rectification/figures.html", context, status=status)
