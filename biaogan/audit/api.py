"""The trail for programs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Field, Query, Router, Schema

from biaogan.audit import queries
from biaogan.audit.models import VIEW_AUDIT
from biaogan.core.access import AskedRequest, needs
from biaogan.core.programs import Cursor, CursorPage, LooseMoment, cursor_page

router = Router()


class EventOut(Schema):
    id: int
    name: str
    subject_type: str
    subject_id: str
    case_id: int | None = Field(alias="case_ref")
    unit_id: int | None = Field(alias="unit_ref")
    actor: str = Field(alias="actor_ref")
    at: dt.datetime
    happened_at: dt.datetime | None
    facts: dict[str, Any]


class EventsOut(CursorPage):
    items: list[EventOut]


class Narrowing(Schema):
    who: str = Field("", max_length=150, description="«user:12», a user name, a name or a staff number.")
    name: str = Field("", max_length=80)
    subject: str = Field("", max_length=130, description="«complaints.complaint:12».")
    unit: str = Field("", max_length=120)
    case: str = Field("", max_length=24)
    since: LooseMoment | None = None
    before: LooseMoment | None = None


@router.get("/events", response=EventsOut, by_alias=False, operation_id="audit_events")
@needs(VIEW_AUDIT)
def events(request: AskedRequest, narrowing: Query[Narrowing], cursor: Cursor = "") -> dict[str, Any]:
    found = queries.trail(request.actor, queries.Wanted(**narrowing.dict()))
    return cursor_page(found, by=["-at", "-pk"], cursor=cursor)
