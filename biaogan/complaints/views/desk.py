"""Taking a complaint down at a desk."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.complaints import actions, codes, queries
from biaogan.complaints.actions import Told
from biaogan.complaints.choices import Channel, Method, Voice
from biaogan.complaints.forms import DeskForm
from biaogan.complaints.models import Complaint
from biaogan.core.errors import InputRefused
from biaogan.core.models import IdempotencyKey
from biaogan.org.models import Unit
from biaogan.parties.rules import find_personal_data

#: Where the session keeps what the last registration is to be told, until the next one.
LAST = "complaints_registered"


@needs(Permission.REGISTER_COMPLAINT)
@require_http_methods(["GET", "POST"])
def desk(request: SignedInRequest) -> HttpResponse:
    """Take down what a customer brings."""
    form = _form(request)
    if not form.is_valid():
        return _asked(request, form, status=422 if form.is_bound else 200)
    try:
        return _registered(request, form)
    except InputRefused as refused:
        _say(form, refused)
        return _asked(request, form, status=422)


@needs(Permission.REGISTER_COMPLAINT)
@require_GET
def registered(request: SignedInRequest) -> HttpResponse:
    """Show what to tell the customer who stands at the desk: number, limit, code."""
    last = request.session.get(LAST)
    complaint = Complaint.objects.filter(pk=last["pk"]).select_related("case__subject_unit").first() if last else None
    if last is None or complaint is None:
        return redirect("complaints:register")
    context = {
        "complaint": complaint,
        "code": last["code"],
        "limit": queries.limit_to_tell(complaint),
        "is_seen": Complaint.objects.visible_to(request.actor).filter(pk=complaint.pk).exists(),
    }
    return render(request, "complaints/registered.html", context)


@needs(Permission.REGISTER_COMPLAINT)
@require_POST
def repeats(request: SignedInRequest) -> HttpResponse:
    """Show what the same customer brought before; by POST, so that no number stands in an address or a log."""
    values = {name: request.POST.get(name, "")[:40] for name in ("phone", "id_number")}
    found = queries.recent_of_customer(request.actor, values, now=timezone.now())[:5] if any(values.values()) else []
    return render(
        request, "complaints/_repeats.html", {"repeats": list(found), "chosen": request.POST.get("repeats", "")}
    )


@needs(Permission.REGISTER_COMPLAINT)
@require_POST
def numbers(request: SignedInRequest) -> HttpResponse:
    """Warn of personal numbers in the text that is being written."""
    found = find_personal_data(request.POST.get("summary", "")[:4000] + "\n" + request.POST.get("demand", "")[:2000])
    return render(
        request, "complaints/_numbers.html", {"found": found, "form": DeskForm(actor=request.actor, now=timezone.now())}
    )


def _form(request: SignedInRequest) -> DeskForm:
    now = timezone.now()
    if request.method == "POST":
        return DeskForm(request.POST, actor=request.actor, now=now)
    return DeskForm(actor=request.actor, now=now, initial={"subject": _hall(request), "form_key": uuid.uuid4()})


@transaction.atomic
def _registered(request: SignedInRequest, form: DeskForm) -> HttpResponse:
    now, actor = timezone.now(), request.actor
    key = f"desk:{form.cleaned_data['form_key']}"
    _row, is_new = IdempotencyKey.objects.get_or_create(
        actor_ref=actor.ref, key=key, defaults={"digest": "", "at": now}
    )
    if is_new:
        code = codes.new_code()
        intake = form.intake(receiving=_home(request), follow_digest=codes.digest_of(code))
        complaint = actions.register(intake=intake, by=actor, now=now)
        if form.cleaned_data["accept_now"] and complaint.voice == Voice.COMPLAINT:
            actions.accept(complaint_id=complaint.pk, told=_told(complaint, now), by=actor, now=now)
        request.session[LAST] = {"pk": complaint.pk, "code": code}
    # Else the same form came a second time: a double click, or the browser's «back».
    return redirect("complaints:registered")


def _told(complaint: Complaint, now: dt.datetime) -> Told:
    """Return how somebody is told who stands at the desk, or is on the telephone."""
    if complaint.channel == Channel.COUNTER:
        return Told(Method.IN_PERSON, now, _("Told at the desk when it was registered"))
    return Told(Method.TELEPHONE, now, _("Told when it was registered"))


def _home(request: SignedInRequest) -> Unit | None:
    """Return the unit whose desk this is: where the actor holds a post and may register. None is the Office's desk."""
    held = [post.unit_id for post in request.actor.posts]
    units = Unit.objects.filter(pk__in=held).order_by("path")
    return next((unit for unit in units if request.actor.may(Permission.REGISTER_COMPLAINT, unit)), None)


def _hall(request: SignedInRequest) -> Unit | None:
    """Return the outlet of the desk, which the complaint is probably about; an office's desk hears about all of them."""
    home = _home(request)
    return home if home is not None and home.serves_customers else None


def _asked(request: SignedInRequest, form: DeskForm, *, status: int) -> HttpResponse:
    context = {"form": form, "is_at_office": _home(request) is None}
    return render(request, "complaints/desk.html", context, status=status)


def _say(form: DeskForm, refused: InputRefused) -> None:
    """Put each refusal beside its field."""
    for refusal in refused.refusals:
        form.add_error(refusal.column if refusal.column in form.fields else None, refusal.reason)
    if not refused.refusals:
        form.add_error(None, refused.message)
