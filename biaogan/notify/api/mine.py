"""My messages and my preferences."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.utils import timezone
from ninja import Field, Router, Schema

from biaogan.accounts.access import SignedInRequest, signed_in
from biaogan.core import paging
from biaogan.core.programs import Cursor, CursorPage, Id, LocalTime
from biaogan.notify import actions, queries

router = Router()


class MessageOut(Schema):
    id: int
    code: str
    subject: str
    body: str
    url: str
    case_id: int | None
    at: dt.datetime
    read_at: dt.datetime | None


class MessagesOut(CursorPage):
    items: list[MessageOut]


class ReadIn(Schema):
    ids: list[Id] | None = Field(None, max_length=500, description="None: all of them.")


class ReadOut(Schema):
    read: int


class ChoiceIn(Schema):
    topic: str = Field(max_length=20)
    channel: str = Field(max_length=20)
    mode: Literal["at_once", "daily", "off"]


class PreferencesIn(Schema):
    choices: list[ChoiceIn] = Field(max_length=100)
    quiet_from: LocalTime | None = None
    quiet_to: LocalTime | None = None


@router.get("/messages", response=MessagesOut, operation_id="notify_messages")
@signed_in
def messages(request: SignedInRequest, unread: bool = False, cursor: Cursor = "") -> dict[str, Any]:
    page = paging.page(queries.mine(request.actor, unread_only=unread), by=["-at", "-pk"], cursor=cursor)
    told = zip(page.rows, queries.words_of(page.rows), strict=True)
    return {"items": [_item(row, words) for row, words in told], "next": page.next, "previous": page.previous}


@router.post("/messages/read", response=ReadOut, operation_id="notify_mark_read")
@signed_in
def mark_read(request: SignedInRequest, body: ReadIn) -> dict[str, int]:
    return {"read": actions.mark_read(notification_ids=body.ids, by=request.actor, now=timezone.now())}


@router.get("/preferences", response=PreferencesIn, operation_id="notify_preferences")
@signed_in
def preferences(request: SignedInRequest) -> dict[str, Any]:
    return _preferences(request.actor.person_id or 0)


@router.put("/preferences", response=PreferencesIn, operation_id="notify_set_preferences")
@signed_in
def set_preferences(request: SignedInRequest, body: PreferencesIn) -> dict[str, Any]:
    modes = {(choice.topic, choice.channel): choice.mode for choice in body.choices}
    quiet = (body.quiet_from, body.quiet_to) if body.quiet_from and body.quiet_to else None
    actions.set_preferences(modes=modes, quiet=quiet, by=request.actor, now=timezone.now())
    return _preferences(request.actor.person_id or 0)


def _item(row: Any, words: queries.Words) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in ("id", "code", "url", "case_id", "at", "read_at")}
    return {**kept, "subject": words.subject, "body": words.body}


def _preferences(person_id: int) -> dict[str, Any]:
    quiet = queries.quiet_hours_of(person_id)
    modes = queries.modes_of(person_id).items()
    choices = [{"topic": topic, "channel": channel, "mode": mode} for (topic, channel), mode in modes]
    return {
        "choices": choices,
        "quiet_from": quiet.quiet_from if quiet else None,
        "quiet_to": quiet.quiet_to if quiet else None,
    }
