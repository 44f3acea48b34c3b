"""The customer's door: choose an outlet, write, follow it by a code. The only routes that are open to the world."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import public
from biaogan.complaints.models import Complaint
from biaogan.core.errors import Problem
from biaogan.core.time import local_day
from biaogan.org.models import Unit
from biaogan.reception import actions, queries
from biaogan.reception.actions import Words
from biaogan.reception.cookies import FOLLOWED, RECEIVED, forget, keep, kept
from biaogan.reception.forms import CodeForm, MessageForm, OutletForm, SayForm
from biaogan.reception.limits import TRY_CODE, WRITE, TooOften, require_quota


@public
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the outlet; whoever scanned the sign in a hall never sees this page."""
    form = OutletForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = list(queries.outlets(text=text, on=local_day(timezone.now())))
    return render(request, "reception/choose.html", {"form": form, "outlets": found, "text": text})


@public
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, outlet_code: str) -> HttpResponse:
    """Write to the bank about one outlet."""
    unit = _outlet(outlet_code)
    if request.method != "POST":
        return _asked(request, unit, SayForm(initial={"form_key": uuid.uuid4(), "voice": "complaint"}))
    form = SayForm(request.POST)
    if not form.is_valid():
        return _asked(request, unit, form, status=422)
    try:
        return _written(request, unit, form)
    except Problem as problem:
        form.add_error(None, problem.message)
        return _asked(request, unit, form, status=429 if isinstance(problem, TooOften) else 422)


@public
@require_GET
def received(request: HttpRequest) -> HttpResponse:
    """Show the code, for as long as the browser keeps it: half an hour."""
    code = kept(request, RECEIVED)
    complaint = queries.followed(code) if code else None
    if complaint is None:
        return redirect("reception:follow")
    answer = render(request, "reception/received.html", {"code": code, "standing": queries.standing(complaint)})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@public
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Show where a case stands, to whoever has its code."""
    if request.method == "POST":
        return _code_given(request)
    complaint = _followed(request)
    if complaint is None:
        return render(request, "reception/code.html", {"form": CodeForm()})
    return _standing(request, complaint, MessageForm())


@public
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    complaint = _required(request)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _standing(request, complaint, form, status=422)
    try:
        require_quota(request, WRITE, now=timezone.now())
        actions.add_message(complaint, form.cleaned_data["text"], now=timezone.now())
    except Problem as problem:
        form.add_error(None, problem.message)
        return _standing(request, complaint, form, status=429 if isinstance(problem, TooOften) else 409)
    messages.success(request, _("We have got it."))
    return redirect("reception:follow")


@public
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    complaint = _required(request)
    try:
        actions.withdraw(complaint, now=timezone.now())
    except Problem as problem:
        messages.error(request, problem.message)
    return redirect("reception:follow")


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the code in this browser: the next person at a shared telephone sees nothing."""
    return forget(redirect("reception:follow"), FOLLOWED, RECEIVED)


def _outlet(code: str) -> Unit:
    unit = queries.outlet_by_code(code[:32], on=local_day(timezone.now()))
    if unit is None:
        raise Http404
    return unit


def _asked(request: HttpRequest, unit: Unit, form: SayForm, *, status: int = 200) -> HttpResponse:
    return render(request, "reception/say.html", {"form": form, "unit": unit}, status=status)


def _written(request: HttpRequest, unit: Unit, form: SayForm) -> HttpResponse:
    now, data = timezone.now(), form.cleaned_data
    if form.is_by_a_program:
        # It is told that all went well, and learns nothing.
        return redirect("reception:follow")
    require_quota(request, WRITE, now=now)
    said = {name: data[name] for name in ("voice", "summary", "demand", "phone", "name")}
    code = actions.write(words=Words(form_key=str(data["form_key"]), unit=unit, **said), now=now)
    answer = redirect("reception:received")
    # The same form twice: the browser still keeps the code of the first time.
    return keep(answer, RECEIVED, code) if code else answer


def _code_given(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            require_quota(request, TRY_CODE, now=timezone.now())
        except TooOften as problem:
            form.add_error(None, problem.message)
            status = 429
        else:
            if queries.followed(form.cleaned_data["code"]) is not None:
                return keep(redirect("reception:follow"), FOLLOWED, form.cleaned_data["code"])
            form.add_error("code", _("We know no such code. Please compare it with what you wrote down."))
    return render(request, "reception/code.html", {"form": form}, status=status)


def _followed(request: HttpRequest) -> Complaint | None:
    code = kept(request, FOLLOWED)
    return queries.followed(code) if code else None


def _required(request: HttpRequest) -> Complaint:
    complaint = _followed(request)
    if complaint is None:
        raise Http404
    return complaint


def _standing(request: HttpRequest, complaint: Complaint, form: MessageForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"standing": queries.standing(complaint), "form": form}
    answer = render(request, "reception/standing.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
