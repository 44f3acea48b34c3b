"""My messages and how I want them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import SignedInRequest, signed_in
from biaogan.core import paging
from biaogan.notify import actions, queries
from biaogan.notify.forms import PreferencesForm


@signed_in
@require_GET
def mine(request: SignedInRequest) -> HttpResponse:
    """List what I was told, newest first."""
    unread_only = request.GET.get("show") == "unread"
    rows = queries.mine(request.actor, unread_only=unread_only)
    page = paging.page(rows, by=["-at", "-pk"], cursor=request.GET.get("cursor", ""))
    context = {
        "page": page,
        "told": list(zip(page.rows, queries.words_of(page.rows), strict=True)),
        "unread_only": unread_only,
        "unread": queries.unread_count(request.actor),
    }
    return render(request, "notify/mine.html", context)


@signed_in
@require_POST
def open_one(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark the message as read and go where it points."""
    one = get_object_or_404(queries.mine(request.actor), pk=pk)
    actions.mark_read(notification_ids=[pk], by=request.actor, now=timezone.now())
    # The address was written by our own code; the check keeps it on this site all the same.
    if one.address and url_has_allowed_host_and_scheme(one.address, allowed_hosts=None):
        return redirect(one.address)
    return redirect("notify:mine")


@signed_in
@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    actions.mark_read(notification_ids=None, by=request.actor, now=timezone.now())
    return redirect("notify:mine")


@require_http_methods(["GET", "POST"])
@signed_in
def preferences(request: SignedInRequest) -> HttpResponse:
    person_id = request.actor.person_id or 0
    form = PreferencesForm(
        queries.modes_of(person_id),
        queries.quiet_hours_of(person_id),
        request.POST if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        actions.set_preferences(modes=form.modes(), quiet=form.quiet(), by=request.actor, now=timezone.now())
        messages.success(request, _("Kept. In the product you see every message all the same."))
        return redirect("notify:preferences")
    address = request.actor.person.email if request.actor.person else ""
    trail = [(_("My messages"), reverse("notify:mine"))]
    return render(request, "notify/preferences.html", {"form": form, "address": address, "trail": trail})
