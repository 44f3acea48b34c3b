"""The board, and what comes back."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.utils import timezone
from ninja import Field, Router

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.org.models import Unit
from biaogan.rectification.api import schemas as s
from biaogan.rectification.api.lookups import unit_by_code
from biaogan.rectification.queries import board as boards
from biaogan.rectification.queries.repeat_map import repeat_map

router = Router()

Code = Annotated[str, Field(max_length=40, description="Code of a unit: it and all below it.")]


@router.get("/board", response=s.BoardOut, operation_id="rectification_board")
@needs(Permission.VIEW_RECTIFICATION)
def board(request: SignedInRequest, unit: Code = "") -> s.BoardOut:
    """Count what is open by unit and age, the units with most overdue first."""
    found = boards.board(request.actor, _unit(request, unit), now=timezone.now())
    rows = [s.BoardRowOut(unit=row.unit.code, **vars(row.ages)) for row in found.rows]
    return s.BoardOut(whole=s.AgesOut.of(found.whole), units=rows, more=found.more)


@router.get("/repeats", response=list[s.RepeatOut], operation_id="rectification_repeats")
@needs(Permission.VIEW_RECTIFICATION)
def repeats(
    request: SignedInRequest, unit: Code = "", days: Annotated[int, Field(ge=1, le=3660)] = 365
) -> list[s.RepeatOut]:
    """List where the same item was found again, the most frequent first."""
    now = timezone.now()
    found = repeat_map(request.actor, _unit(request, unit), since=now - dt.timedelta(days=days), now=now)
    return [
        s.RepeatOut(item_code=pair.code, item=pair.name, unit=pair.unit.code, times=pair.times, last_at=pair.last_at)
        for pair in found.pairs
    ]


def _unit(request: SignedInRequest, code: str) -> Unit | None:
    return unit_by_code(code, request.actor) if code else None
