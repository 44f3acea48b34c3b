"""A customer's values: in part for everybody who sees the case, in full for a moment and a purpose, corrected, erased."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.parties import actions
from biaogan.parties.forms import CorrectForm, RevealForm
from biaogan.parties.models import Party
from biaogan.parties.rules import PersonalField

#: So long a value stands in full on the page.
SHOWN_SECONDS = 60


@needs(Permission.VIEW_UNIT)
@require_GET
def masked(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the masked values, as a fragment: also what takes the place of the full ones after a minute."""
    party = get_object_or_404(Party.objects.visible_to(request.actor), pk=pk)
    return _fragment(request, party)


@needs(Permission.REVEAL_PERSONAL)
@require_http_methods(["GET", "POST"])
def reveal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask what for, then show the values for a minute."""
    party = _revealable(request, pk)
    form = RevealForm(party, request.POST if request.method == "POST" else None, auto_id=f"reveal-{pk}-%s")
    if request.method != "POST" or not form.is_valid():
        return _fragment(request, party, form=form)
    data = form.cleaned_data
    values = actions.reveal(
        party, fields=data["asked"], purpose=data["purpose"], words=data["words"], by=request.actor, now=timezone.now()
    )
    return _fragment(request, party, revealed=[(PersonalField(field).label, value) for field, value in values.items()])


@needs(Permission.REVEAL_PERSONAL)
@require_http_methods(["GET", "POST"])
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    party = _revealable(request, pk)
    form = CorrectForm(party, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.correct_party(party, by=request.actor, now=timezone.now(), **form.values())
        messages.success(request, _("Corrected. The old values are gone; which of them changed is written down."))
        return redirect(_back(request))
    return render(request, "parties/correct.html", {"party": party, "form": form, "back": _back(request)})


@needs(Permission.ERASE_PERSONAL)
@require_POST
def erase(request: SignedInRequest, pk: int) -> HttpResponse:
    party = get_object_or_404(Party.objects.visible_to(request.actor, needs=Permission.ERASE_PERSONAL), pk=pk)
    actions.erase_party(party, reason=request.POST.get("reason", ""), by=request.actor, now=timezone.now())
    messages.success(request, _("Erased. The case keeps its number and its history."))
    return redirect(_back(request))


def _revealable(request: SignedInRequest, pk: int) -> Party:
    return get_object_or_404(Party.objects.visible_to(request.actor, needs=Permission.REVEAL_PERSONAL), pk=pk)


def _fragment(request: SignedInRequest, party: Party, **more: object) -> HttpResponse:
    may_erase = Party.objects.visible_to(request.actor, needs=Permission.ERASE_PERSONAL).filter(pk=party.pk).exists()
    may_reveal = Party.objects.visible_to(request.actor, needs=Permission.REVEAL_PERSONAL).filter(pk=party.pk).exists()
    context = {"party": party, "may_reveal": may_reveal, "may_erase": may_erase, "shown_seconds": SHOWN_SECONDS, **more}
    answer = render(request, "parties/_party.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _back(request: SignedInRequest) -> str:
    """Return the page of the case that the reader came from."""
    asked = request.POST.get("back") or request.GET.get("back") or "/"
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else "/"
