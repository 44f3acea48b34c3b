"""Looking at a customer's values in full, with a purpose, written down."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.complaints import looks
from biaogan.complaints.models import Complaint
from biaogan.complaints.views.case import seen
from biaogan.core.errors import Problem
from biaogan.core.problems import STATUS
from biaogan.parties.actions import reveal as reveal_party
from biaogan.parties.models import Party, Purpose
from biaogan.parties.rules import PersonalField


class RevealForm(forms.Form):
    fields_wanted = forms.MultipleChoiceField(
        label=_("What do you need?"), choices=PersonalField.choices, widget=forms.CheckboxSelectMultiple
    )
    purpose = forms.ChoiceField(label=_("What for?"), choices=Purpose.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("In a few words"), max_length=200)


@needs(Permission.REVEAL_PERSONAL)
@require_http_methods(["GET", "POST"])
def reveal(request: SignedInRequest, pk: int, who: str) -> HttpResponse:
    """Ask for the purpose, then show the values once; who looked at what, and why, is in the audit trail."""
    complaint = seen(request, pk)
    party = _party(complaint, who)
    form = RevealForm(request.POST or None)
    context = {"complaint": complaint, "form": form, "trail": looks.trail_of(complaint)}
    if not form.is_valid():
        return render(request, "complaints/reveal.html", context, status=422 if form.is_bound else 200)
    try:
        values = _revealed(request, party, form)
    except Problem as problem:
        form.add_error(None, problem.message)
        return render(request, "complaints/reveal.html", context, status=STATUS[type(problem)])
    context["values"] = [(PersonalField(name).label, value) for name, value in values.items()]
    answer = render(request, "complaints/reveal.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _party(complaint: Complaint, who: str) -> Party:
    party = {"customer": complaint.party, "representative": complaint.representative}.get(who)
    if party is None:
        raise Http404
    return party


def _revealed(request: SignedInRequest, party: Party, form: RevealForm) -> dict[str, str]:
    data = form.cleaned_data
    return reveal_party(
        party,
        fields=data["fields_wanted"],
        purpose=data["purpose"],
        words=data["words"],
        by=request.actor,
        now=timezone.now(),
    )
