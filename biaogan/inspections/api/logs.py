"""The outlets' logs for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.programs import Cursor, Day, cursor_page
from biaogan.inspections.actions.logs import keep_log
from biaogan.inspections.api import schemas as s
from biaogan.inspections.api.lookups import unit_by_code
from biaogan.inspections.models import LogKind
from biaogan.inspections.queries.logs import BY_TIME
from biaogan.inspections.queries.logs import logs as logs_of

router = Router()


class Narrowing(Schema):
    unit: s.Code = ""
    kind: LogKind | None = None
    first: Day | None = None
    last: Day | None = None
    cursor: Cursor = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/logs", response=s.LogsOut, operation_id="inspections_logs")
@needs(Permission.VIEW_INSPECTION)
def logs(request: SignedInRequest, narrowing: Query[Narrowing]) -> dict[str, Any]:
    """List logs, the newest first."""
    under = unit_by_code(narrowing.unit) if narrowing.unit else None
    rows = logs_of(request.actor, under=under, kind=narrowing.kind or "", first=narrowing.first, last=narrowing.last)
    found = cursor_page(rows, by=BY_TIME, cursor=narrowing.cursor, size=narrowing.size)
    return {**found, "items": [s.LogOut.of(log) for log in found["items"]]}


@router.post("/logs", response={201: s.LogOut}, operation_id="inspections_keep_log")
@needs(Permission.CHECK_ONESELF)
def keep(request: SignedInRequest, body: s.LogIn) -> Status[s.LogOut]:
    """Keep a log of an outlet."""
    made = keep_log(
        unit=unit_by_code(body.unit),
        kind=body.kind,
        text=body.text,
        facts=body.facts,
        happened_at=body.happened_at,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, s.LogOut.of(made))
