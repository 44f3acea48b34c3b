"""What a plan draws from and what is due by its cadence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from biaogan.core.time import local_day
from biaogan.inspections.choices import HANDED_IN, State, ThresholdCode
from biaogan.inspections.models import Draw, Plan, Sheet
from biaogan.inspections.queries.figures import cadence, thresholds
from biaogan.inspections.rules import METHOD, Lot, draw, tickets, turn_ends
from biaogan.org.models import Unit, UnitQuerySet


@dataclass(frozen=True)
class Candidate:
    """A unit that may be drawn, with its tickets and the day on which the channel saw it last."""

    unit: Unit
    tickets: int
    last_on: dt.date | None

    @property
    def lot(self) -> Lot:
        return Lot(self.unit.code, self.tickets)


def frame(plan: Plan, *, on: dt.date) -> list[Candidate]:
    """Return the outlets under the plan's unit that are open and not yet in the plan, with more tickets the longer they are unseen."""
    units = list(units_of(plan, on=on).exclude(pk__in=_planned(plan)).order_by("code"))
    seen = last_seen(plan.channel, [unit.pk for unit in units])
    numbers = thresholds(on=on)
    return [Candidate(unit, _tickets(seen.get(unit.pk), on, numbers), seen.get(unit.pk)) for unit in units]


def units_of(plan: Plan, *, on: dt.date) -> UnitQuerySet:
    return Unit.objects.under(plan.unit.path).serving().at_work(on)


def _planned(plan: Plan) -> Any:
    return Sheet.objects.filter(plan=plan).exclude(state=State.CANCELLED).values("case__subject_unit")


def _tickets(last_on: dt.date | None, on: dt.date, numbers: dict[str, int]) -> int:
    months = None if last_on is None else (on.year - last_on.year) * 12 + on.month - last_on.month
    return tickets(
        months,
        months_a_ticket=numbers[ThresholdCode.MONTHS_A_TICKET],
        at_most=numbers[ThresholdCode.TICKETS_AT_MOST],
    )


def last_seen(channel: str, units: list[int]) -> dict[int, dt.date]:
    """Return the day on which the channel last saw each unit; those never seen are left out."""
    rows = Sheet.objects.counted().filter(channel=channel, state__in=HANDED_IN, case__subject_unit__in=units)
    latest = rows.values("case__subject_unit").annotate(last=Max("submitted_at")).order_by()
    return {row["case__subject_unit"]: local_day(row["last"]) for row in latest}


def due_units(plan: Plan, *, on: dt.date) -> list[Candidate]:
    """Return the outlets whose turn by the cadence of their level ends within the plan's period, or has passed; never seen first."""
    rules = {
        level: cadence(level, plan.channel, on=on)
        for level in units_of(plan, on=on).values_list("level", flat=True).distinct()
    }
    found = []
    for candidate in frame(plan, on=on):
        rule = rules[candidate.unit.level]
        if rule and (
            candidate.last_on is None or turn_ends(candidate.last_on, rule.every, rule.turn) < plan.period.upper
        ):
            found.append(candidate)
    return sorted(found, key=lambda each: (each.last_on or dt.date.min, each.unit.code))


def drawn_again(made: Draw) -> list[int]:
    """Return what the draw comes to when it is repeated from its seed and frame: it has to be its result."""
    by_code = {code: unit for unit, code, _tickets, _last in made.frame["units"]}
    lots = [Lot(code, count) for _unit, code, count, _last in made.frame["units"]]
    return [by_code[lot.code] for lot in draw(made.seed, lots, made.size)]


#: For whoever opens the file years later; a program reads it as well as an auditor.
HOW = (
    "For each ticket i of a unit, counted from 0: h = SHA-256(UTF-8 of seed + U+001F + unit + U+001F + decimal i)."
    " A unit's rank is the largest of its h, compared as bytes; equal ranks by the unit's code."
    " The result is the `size` units of highest rank, the highest first."
)


def as_file(one: Draw) -> dict[str, Any]:
    """Return a draw so that somebody else can repeat it."""
    codes = {unit: code for unit, code, _tickets, _last in one.frame["units"]}
    return {
        "plan": one.plan.name,
        "drawn_at": one.at.isoformat(),
        "method": one.method,
        "how": HOW if one.method == METHOD else "",
        "seed": one.seed,
        "size": one.size,
        "frame": [
            {"unit": code, "tickets": tickets, "last_seen": last} for _unit, code, tickets, last in one.frame["units"]
        ],
        "result": [codes[unit] for unit in one.result],
    }
