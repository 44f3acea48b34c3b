"""Plans, draws by lot, and the sheets that come of them."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.audit.actions import record_event
from biaogan.cases.actions import open_case
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day, span_of_days
from biaogan.handbook.models import Handbook, Version
from biaogan.handbook.queries import version_on
from biaogan.inspections import queries, telling
from biaogan.inspections.actions import owing
from biaogan.inspections.actions.moving import confidentiality, disguised, lock, moved, note
from biaogan.inspections.choices import AHEAD, Channel, State, ThresholdCode
from biaogan.inspections.models import Draw, Plan, Sheet, SheetInspector, SheetState
from biaogan.inspections.queries import Candidate
from biaogan.inspections.rules import METHOD, Move, draw, require_team
from biaogan.org.models import Person, Unit

#: Nobody plans further ahead.
LONGEST_PLAN = 400


@transaction.atomic
def make_plan(
    *,
    name: str,
    unit: Unit,
    handbook: Handbook,
    channel: str,
    first: dt.date,
    before: dt.date,
    is_regular: bool = True,
    is_unannounced: bool = False,
    note: str = "",
    by: Actor,
    now: dt.datetime,
) -> Plan:
    """Make a plan of inspections of the unit and all below it, for the days from `first` up to, but not with, `before`.

    A regular plan keeps the cadence that holds for outlets now. Raises PermissionDenied, InputRefused.
    """
    require(by, Permission.PLAN_INSPECTION, unit)
    if channel not in Channel.values or channel == Channel.SELF_CHECK:
        raise InputRefused(
            "plan.no_channel", _("Say by which way it is inspected; an outlet checks itself without a plan.")
        )
    if not name.strip() or not 0 < (before - first).days <= LONGEST_PLAN:
        raise InputRefused(
            "plan.no_period", _("A plan needs a name and a period of %(days)s days at most.") % {"days": LONGEST_PLAN}
        )
    plan = Plan.objects.create(
        name=name.strip()[:120],
        unit=unit,
        handbook=handbook,
        channel=channel,
        is_regular=is_regular,
        is_unannounced=is_unannounced or channel == Channel.MYSTERY,
        period=span_of_days(first, before),
        cadence=queries.cadence("outlet", channel, on=local_day(now)) if is_regular else None,
        note=note.strip()[:2000],
        made_by=by.person,
        made_at=now,
    )
    record_event("plan.made", plan, by=by, at=now, unit=unit.pk, channel=channel, regular=is_regular)
    return plan


@transaction.atomic
def close_plan(*, plan_id: int, by: Actor, now: dt.datetime) -> Plan:
    """Close a plan: nothing more is drawn or added. Raises RuleBroken while sheets of it have not been begun."""
    plan = _locked(plan_id, by=by)
    if plan.sheets.filter(state__in=AHEAD).exists():
        raise RuleBroken("plan.has_sheets_ahead", _("Sheets of this plan have not been begun. Cancel them first."))
    plan.closed_at = now
    plan.save(update_fields=["closed_at"])
    record_event("plan.closed", plan, by=by, at=now, unit=plan.unit_id)
    return plan


@transaction.atomic
def draw_units(*, plan_id: int, size: int, seed: str = "", by: Actor, now: dt.datetime) -> Draw:
    """Draw so many outlets of the plan by lot, those long unseen with more tickets; seed, frame and result are kept.

    Without a seed one is drawn. Raises PermissionDenied, RuleBroken for a closed plan, InputRefused where nothing is left to draw.
    """
    plan = _locked(plan_id, by=by)
    frame = queries.frame(plan, on=local_day(now))
    if not frame or not 1 <= size <= len(frame):
        message = _("Draw from 1 to %(count)s units: so many are left in this plan.")
        raise InputRefused("draw.no_such_size", message % {"count": len(frame)})
    seed = seed.strip()[:80] or secrets.token_hex(8)
    by_code = {each.unit.code: each for each in frame}
    result = draw(seed, [each.lot for each in frame], size)
    made = Draw.objects.create(
        plan=plan,
        seed=seed,
        method=METHOD,
        frame={"units": [_framed(each) for each in frame]},
        size=size,
        result=[by_code[lot.code].unit.pk for lot in result],
        at=now,
        by=by.person,
    )
    record_event("plan.drawn", plan, by=by, at=now, unit=plan.unit_id, draw=made.pk, size=size, frame=len(frame))
    return made


def _framed(each: Candidate) -> list[object]:
    return [each.unit.pk, each.unit.code, each.tickets, each.last_on.isoformat() if each.last_on else None]


@transaction.atomic
def plan_drawn(*, draw_id: int, planned_on: Sequence[dt.date], by: Actor, now: dt.datetime) -> list[Sheet]:
    """Plan a sheet for each unit that was drawn, on the days in turn. Raises RuleBroken where that was done before."""
    made = Draw.objects.visible_to(by).select_related("plan__handbook", "plan__unit").get(pk=draw_id)
    _locked(made.plan_id, by=by)
    if made.sheets.exists():
        raise RuleBroken("draw.planned_before", _("The sheets of this draw are planned already."))
    if not planned_on:
        raise InputRefused("draw.no_days", _("Name at least one day."))
    units = Unit.objects.in_bulk(made.result)
    return [
        plan_sheet(
            unit=units[pk],
            channel=made.plan.channel,
            planned_on=planned_on[place % len(planned_on)],
            plan=made.plan,
            drawn=made,
            by=by,
            now=now,
        )
        for place, pk in enumerate(made.result)
    ]


@transaction.atomic
def plan_sheet(
    *,
    unit: Unit,
    channel: str,
    planned_on: dt.date,
    version: Version | None = None,
    plan: Plan | None = None,
    drawn: Draw | None = None,
    is_unannounced: bool | None = None,
    second_of: Sheet | None = None,
    by: Actor,
    now: dt.datetime,
) -> Sheet:
    """Plan one inspection. Without a version it is the one of the plan's handbook that holds on the day, and the sheet keeps it.

    Raises PermissionDenied, InputRefused for a day outside the plan or without a handbook in force, RuleBroken for a closed plan.
    """
    require(by, Permission.PLAN_INSPECTION, unit)
    if channel not in Channel.values or channel == Channel.SELF_CHECK:
        raise InputRefused(
            "plan.no_channel", _("Say by which way it is inspected; an outlet checks itself without a plan.")
        )
    if not unit.serves_customers or (unit.closed_on is not None and unit.closed_on <= planned_on):
        raise InputRefused("sheet.no_outlet", _("Only open units that serve customers are inspected."))
    if plan is not None:
        # As it is now: somebody may have closed it since it was read.
        plan = _locked(plan.pk, by=by)
        _require_in_plan(plan, unit, planned_on)
    version = version or (version_on(plan.handbook, planned_on) if plan else None)
    if version is None or version.is_draft:
        raise InputRefused("sheet.no_version", _("No version of the handbook is in force on that day."))
    hidden = channel == Channel.MYSTERY or (
        plan.is_unannounced if is_unannounced is None and plan else bool(is_unannounced)
    )
    sheet = open_sheet(
        unit, version, channel, planned_on, plan=plan, drawn=drawn, hidden=hidden, second_of=second_of, now=now
    )
    note("planned", sheet, by=by, now=now, on=planned_on.isoformat(), channel=channel, plan=plan and plan.pk)
    return sheet


def open_sheet(
    unit: Unit,
    version: Version,
    channel: str,
    planned_on: dt.date,
    *,
    plan: Plan | None = None,
    drawn: Draw | None = None,
    hidden: bool = False,
    second_of: Sheet | None = None,
    now: dt.datetime,
) -> Sheet:
    """Store a planned sheet with its case; the caller has asked whether `by` may, and records its own event."""
    case = open_case(
        "sheet",
        subject_unit=unit,
        handling_unit=queries.office_of(unit) if channel != Channel.SELF_CHECK else None,
        opened_at=now,
        confidentiality=confidentiality(channel, State.PLANNED, is_unannounced=hidden),
    )
    sheet = Sheet.objects.create(
        case=case,
        plan=plan,
        draw=drawn,
        version=version,
        channel=channel,
        planned_on=planned_on,
        is_unannounced=hidden,
        second_of=second_of,
    )
    SheetState.objects.create(sheet=sheet, state=State.PLANNED, at=now, decided_at=now)
    return sheet


def _require_in_plan(plan: Plan, unit: Unit, planned_on: dt.date) -> None:
    if planned_on not in plan.period:
        raise InputRefused("plan.other_days", _("The day lies outside the plan's period."))
    if unit.path != plan.unit.path and not unit.path.startswith(f"{plan.unit.path}."):
        raise InputRefused("plan.other_unit", _("The unit does not belong to the unit that the plan is for."))


@transaction.atomic
def assign_sheet(*, sheet_id: int, people: Sequence[int], by: Actor, now: dt.datetime) -> Sheet:
    """Name who inspects, the first of them leads; who was named before is replaced.

    Raises RuleBroken for people of the unit itself, for one alone on site, and once the sheet is begun.
    """
    sheet = lock(sheet_id, Move.ASSIGN, by=by)
    unit, chosen = sheet.case.subject_unit, list(dict.fromkeys(people))
    found = {person.pk: person for person in Person.objects.at_work(local_day(now)).filter(pk__in=chosen)}
    if len(found) != len(chosen):
        raise InputRefused("sheet.unknown_inspector", _("Name people who work here."))
    day = local_day(now)
    of_unit = queries.of_unit(unit, chosen, on=day)
    needed = queries.threshold(ThresholdCode.ONSITE_INSPECTORS, on=day)
    require_team(sheet.channel, chosen, of_unit=of_unit, onsite_needs=needed)
    was_assigned = sheet.state == State.ASSIGNED
    SheetInspector.objects.filter(sheet=sheet).delete()
    SheetInspector.objects.bulk_create(
        SheetInspector(sheet=sheet, person=found[pk], is_lead=place == 0) for place, pk in enumerate(chosen)
    )
    # Who comes as a customer is written in one table and nowhere else.
    named: dict[str, Any] = {} if sheet.is_mystery else {"people": chosen}
    moved(sheet, Move.ASSIGN, by=by, now=now, **named)
    if was_assigned:
        owing.dropped(sheet, reason=_("Others were named."), by=disguised(sheet, by), now=now)
    owing.owe_inspection(sheet, found[chosen[0]], by=by, now=now)
    telling.tell_inspectors(sheet, found.values(), now=now)
    return sheet


def _locked(plan_id: int, *, by: Actor) -> Plan:
    rows = Plan.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    plan = rows.select_related("unit", "handbook").get(pk=plan_id)
    require(by, Permission.PLAN_INSPECTION, plan.unit)
    if plan.closed_at is not None:
        raise RuleBroken("plan.closed", _("This plan is closed."))
    return plan
