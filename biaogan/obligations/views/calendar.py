"""The address under which a calendar program reads what somebody owes."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from biaogan.accounts.access import SignedInRequest, public, signed_in
from biaogan.obligations import actions, feeds


@signed_in
@require_http_methods(["GET", "POST"])
def calendar(request: SignedInRequest) -> HttpResponse:
    """Show the address for calendar programs, make it, and revoke it."""
    if request.method == "POST":
        if "revoke" in request.POST:
            actions.revoke_calendar_link(by=request.actor, now=timezone.now())
            messages.success(request, _("The address works no more."))
        else:
            actions.make_calendar_link(by=request.actor, now=timezone.now())
        return redirect("obligations:calendar")
    link = feeds.link_of(request.actor.user)
    path = reverse("obligations:feed", args=[feeds.token_of(link)]) if link else ""
    address = request.build_absolute_uri(path) if path else ""
    response = render(request, "obligations/calendar.html", {"link": link, "address": address})
    response["Cache-Control"] = "no-store"
    return response


@public
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Serve what a person owes to a calendar program that knows the secret address."""
    now = timezone.now()
    user = feeds.user_of(token, now=now)
    if user is None:
        raise Http404
    body = feeds.ics(user, now=now, site=request.build_absolute_uri("/"))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=900"
    return response
