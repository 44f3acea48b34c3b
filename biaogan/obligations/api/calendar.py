"""The address under which a calendar program reads what somebody owes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema, Status

from biaogan.accounts.access import SignedInRequest, signed_in
from biaogan.obligations import actions, feeds
from biaogan.obligations.models import CalendarLink

router = Router()


class LinkOut(Schema):
    address: str = Field(description="Secret: whoever knows it reads what the user owes. Empty: none is made.")
    created_at: dt.datetime | None


@router.get("/calendar", response=LinkOut, operation_id="obligations_calendar")
@signed_in
def calendar(request: SignedInRequest) -> dict[str, Any]:
    _require_whole_token(request)
    return _told(request, feeds.link_of(request.actor.user))


@router.post("/calendar", response={201: LinkOut}, operation_id="obligations_make_calendar")
@signed_in
def make_calendar(request: SignedInRequest) -> Status[dict[str, Any]]:
    """Make the address; an earlier one stops to work at once."""
    _require_whole_token(request)
    return Status(201, _told(request, actions.make_calendar_link(by=request.actor, now=timezone.now())))


@router.delete("/calendar", response={204: None}, operation_id="obligations_revoke_calendar")
@signed_in
def revoke_calendar(request: SignedInRequest) -> Status[None]:
    actions.revoke_calendar_link(by=request.actor, now=timezone.now())
    return Status(204, None)


def _require_whole_token(request: SignedInRequest) -> None:
    # The address shows all that the user owes, so a token has to be one that may do all its user may.
    if "*" not in (request.actor.scopes or frozenset()):
        raise PermissionDenied(_("This token does not do all that its user may."))


def _told(request: SignedInRequest, link: CalendarLink | None) -> dict[str, Any]:
    path = reverse("obligations:feed", args=[feeds.token_of(link)]) if link else ""
    address = request.build_absolute_uri(path) if path else ""
    return {"address": address, "created_at": link.created_at if link else None}
