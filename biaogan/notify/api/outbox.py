"""How the ways out of the product stand, and what an administrator must decide."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from ninja import Field, Router, Schema

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.programs import Cursor, CursorPage, Id, cursor_page
from biaogan.notify import actions, queries
from biaogan.notify.models import Delivery

router = Router()


class OutageOut(Schema):
    since: dt.datetime
    attempts: int
    next_try_at: dt.datetime
    error: str


class ChannelOut(Schema):
    code: str
    name: str
    waiting: int
    uncertain: int = Field(description="Claimed by a sender that stopped in between.")
    given_up: int
    outage: OutageOut | None

    @staticmethod
    def resolve_name(channel: queries.ChannelState) -> str:
        return str(channel.name)


class DeliveryOut(Schema):
    id: int
    channel: str
    person_id: int
    code: str = Field(alias="notification.code")
    told_at: dt.datetime = Field(alias="notification.at")
    attempts: int
    claimed_at: dt.datetime | None
    given_up_at: dt.datetime | None
    sent_at: dt.datetime | None
    error: str


class DeliveriesOut(CursorPage):
    items: list[DeliveryOut]


@router.get("/channels", response=list[ChannelOut], operation_id="notify_channels")
@needs(Permission.MANAGE_USERS)
def channels(request: SignedInRequest) -> list[queries.ChannelState]:
    return queries.channel_states()


@router.get("/stuck", response=DeliveriesOut, operation_id="notify_stuck")
@needs(Permission.MANAGE_USERS)
def stuck(request: SignedInRequest, cursor: Cursor = "") -> dict[str, Any]:
    """Deliveries that were given up, or of which nobody knows whether they went out; never what the messages say."""
    rows = queries.stuck(claimed_before=timezone.now() - queries.UNDER_WAY)
    return cursor_page(rows, by=["pk"], cursor=cursor)


@router.post("/deliveries/{int:delivery_id}/send-again", response=DeliveryOut, operation_id="notify_send_again")
@needs(Permission.MANAGE_USERS)
def send_again(request: SignedInRequest, delivery_id: Id) -> Delivery:
    return actions.send_again(delivery_id=delivery_id, by=request.actor, now=timezone.now())


@router.post("/deliveries/{int:delivery_id}/count-as-sent", response=DeliveryOut, operation_id="notify_count_as_sent")
@needs(Permission.MANAGE_USERS)
def count_as_sent(request: SignedInRequest, delivery_id: Id) -> Delivery:
    """Settle a delivery that is known to have arrived, or is no longer needed."""
    return actions.count_as_sent(delivery_id=delivery_id, by=request.actor, now=timezone.now())
