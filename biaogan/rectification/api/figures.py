"""The figures that rectification rests on, for programs."""

from __future__ import annotations

from django.utils import timezone
from ninja import Router, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.rectification import actions, queries
from biaogan.rectification.api.schemas import FigureIn, FigureOut

router = Router()


@router.get("/figures", response=list[FigureOut], operation_id="rectification_figures")
@needs(Permission.VIEW_RECTIFICATION)
def figures(request: SignedInRequest) -> list[FigureOut]:
    return [FigureOut.of(row) for row in queries.all_figures()]


@router.post("/figures", response={201: FigureOut}, operation_id="rectification_set_figure")
@needs(Permission.EDIT_LIMITS)
def set_figure(request: SignedInRequest, body: FigureIn) -> Status[FigureOut]:
    """Let a number hold from a day to come; what was found before keeps its own."""
    return Status(201, FigureOut.of(actions.set_figure(**body.model_dump(), by=request.actor, now=timezone.now())))
