"""Plans, draws, cadences and single sheets."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.programs import Cursor, cursor_page
from biaogan.handbook.queries import version_on
from biaogan.inspections import actions
from biaogan.inspections.api import schemas as s
from biaogan.inspections.api.lookups import handbook_by_code, unit_by_code
from biaogan.inspections.api.paths import DrawId, PlanId
from biaogan.inspections.api.sheets import out
from biaogan.inspections.choices import Channel
from biaogan.inspections.models import Cadence, Draw, Plan, Threshold
from biaogan.inspections.queries import drawn_again, lists
from biaogan.inspections.queries.frames import as_file

router = Router()
DAY = dt.timedelta(days=1)


class Listing(Schema):
    open: bool = False
    cursor: Cursor = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/plans", response=s.PlansOut, operation_id="inspections_plans")
@needs(Permission.VIEW_INSPECTION)
def plans(request: SignedInRequest, listing: Query[Listing]) -> dict[str, Any]:
    """List plans, the newest first."""
    rows = lists.plans(request.actor, open_only=listing.open)
    found = cursor_page(rows, by=["-pk"], cursor=listing.cursor, size=listing.size)
    return {**found, "items": [s.PlanOut.of(plan) for plan in found["items"]]}


@router.post("/plans", response={201: s.PlanOut}, operation_id="inspections_make_plan")
@needs(Permission.PLAN_INSPECTION)
def make_plan(request: SignedInRequest, body: s.PlanIn) -> Status[s.PlanOut]:
    asked = body.model_dump(exclude={"unit", "handbook", "last"})
    made = actions.make_plan(
        unit=unit_by_code(body.unit),
        handbook=handbook_by_code(body.handbook),
        before=body.last + DAY if body.last < dt.date.max else body.last,
        by=request.actor,
        now=timezone.now(),
        **asked,
    )
    return Status(201, s.PlanOut.of(made))


@router.get("/plans/{plan_id}", response=s.PlanOut, operation_id="inspections_plan")
@needs(Permission.VIEW_INSPECTION)
def plan(request: SignedInRequest, plan_id: PlanId) -> s.PlanOut:
    return s.PlanOut.of(_plan(request, plan_id))


@router.post("/plans/{plan_id}/close", response=s.PlanOut, operation_id="inspections_close_plan")
@needs(Permission.PLAN_INSPECTION)
def close_plan(request: SignedInRequest, plan_id: PlanId) -> s.PlanOut:
    actions.close_plan(plan_id=plan_id, by=request.actor, now=timezone.now())
    return s.PlanOut.of(_plan(request, plan_id))


@router.post("/plans/{plan_id}/draw", response={201: s.DrawOut}, operation_id="inspections_draw")
@needs(Permission.PLAN_INSPECTION)
def draw(request: SignedInRequest, plan_id: PlanId, body: s.DrawIn) -> Status[s.DrawOut]:
    made = actions.draw_units(plan_id=plan_id, size=body.size, seed=body.seed, by=request.actor, now=timezone.now())
    return Status(201, _draw_out(made))


@router.get("/draws/{draw_id}", response=s.DrawOut, operation_id="inspections_draw_get")
@needs(Permission.VIEW_INSPECTION)
def draw_get(request: SignedInRequest, draw_id: DrawId) -> s.DrawOut:
    """Return a draw with all that is needed to repeat it elsewhere."""
    return _draw_out(_draw(request, draw_id))


@router.post("/draws/{draw_id}/sheets", response={201: list[s.SheetOut]}, operation_id="inspections_plan_drawn")
@needs(Permission.PLAN_INSPECTION)
def plan_drawn(request: SignedInRequest, draw_id: DrawId, body: s.DaysIn) -> Status[list[s.SheetOut]]:
    made = actions.plan_drawn(draw_id=draw_id, planned_on=body.days, by=request.actor, now=timezone.now())
    return Status(201, [out(request.actor, sheet.pk) for sheet in made])


@router.post("/sheets", response={201: s.SheetOut}, operation_id="inspections_plan_sheet")
@needs(Permission.PLAN_INSPECTION)
def plan_sheet(request: SignedInRequest, body: s.SheetIn) -> Status[s.SheetOut]:
    plan = _plan(request, body.plan) if body.plan else None
    hidden = body.is_unannounced or (plan.is_unannounced if plan else False)
    made = actions.plan_sheet(
        unit=unit_by_code(body.unit),
        channel=body.channel,
        planned_on=body.planned_on,
        plan=plan,
        version=None if plan else version_on(handbook_by_code(body.handbook), body.planned_on),
        is_unannounced=hidden,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, out(request.actor, made.pk))


class Asked(Schema):
    channel: Channel = Channel.ONSITE
    unit: s.Code = ""


@router.get("/unseen", response=list[s.UnseenOut], operation_id="inspections_unseen")
@needs(Permission.PLAN_INSPECTION)
def unseen(request: SignedInRequest, asked: Query[Asked]) -> list[s.UnseenOut]:
    """List the outlets that the channel has not seen for longest."""
    unit = unit_by_code(asked.unit) if asked.unit else None
    rows = lists.unseen(request.actor, channel=asked.channel, unit=unit)
    return [s.UnseenOut.of(row) for row in rows[: lists.UNSEEN_AT_MOST]]


@router.get("/figures", response=s.FiguresOut, operation_id="inspections_figures")
@needs(Permission.EDIT_LIMITS)
def figures(request: SignedInRequest) -> s.FiguresOut:
    """Return how often units are inspected, and the numbers behind draws and teams, with their days."""
    return s.FiguresOut(
        cadences=[_cadence(row) for row in Cadence.objects.order_by("channel", "level", "pk")],
        thresholds=[_threshold(row) for row in Threshold.objects.order_by("code", "pk")],
    )


@router.post("/cadences", response={201: s.CadenceOut}, operation_id="inspections_set_cadence")
@needs(Permission.EDIT_LIMITS)
def set_cadence(request: SignedInRequest, body: s.CadenceIn) -> Status[s.CadenceOut]:
    made = actions.set_cadence(by=request.actor, now=timezone.now(), **body.model_dump())
    return Status(201, _cadence(made))


@router.post("/thresholds", response={201: s.ThresholdOut}, operation_id="inspections_set_threshold")
@needs(Permission.EDIT_LIMITS)
def set_threshold(request: SignedInRequest, body: s.ThresholdIn) -> Status[s.ThresholdOut]:
    made = actions.set_threshold(by=request.actor, now=timezone.now(), **body.model_dump())
    return Status(201, _threshold(made))


def _cadence(row: Cadence) -> s.CadenceOut:
    same = {name: getattr(row, name) for name in ("level", "channel", "every", "turn", "origin")}
    return s.CadenceOut(begins_on=row.valid.lower, ends_before=row.valid.upper, basis=row.basis_text, **same)


def _threshold(row: Threshold) -> s.ThresholdOut:
    same = {name: getattr(row, name) for name in ("code", "value", "origin")}
    return s.ThresholdOut(begins_on=row.valid.lower, ends_before=row.valid.upper, basis=row.basis_text, **same)


def _draw_out(draw: Draw) -> s.DrawOut:
    return s.DrawOut.of(draw, as_file(draw), is_repeated=drawn_again(draw) == draw.result)


def _draw(request: SignedInRequest, pk: int) -> Draw:
    return get_object_or_404(Draw.objects.visible_to(request.actor).select_related("plan"), pk=pk)


def _plan(request: SignedInRequest, pk: int) -> Plan:
    rows = Plan.objects.visible_to(request.actor).select_related("unit", "handbook")
    return get_object_or_404(rows, pk=pk)
