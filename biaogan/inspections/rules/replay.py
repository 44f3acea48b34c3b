"""Inspections of another register, gone through again: what the handbook makes of their findings, against the score that was published."""

from __future__ import annotations

import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from biaogan.core.errors import Text

FULL_SCORE = 10_000
#: Findings so many days off may be those of an inspection that lists none.
NEAR = 30


class Reason(enum.StrEnum):
    """Why the handbook comes to another score than was published. The first that fits is told."""

    SEVERAL = "several_inspections"
    TWICE = "findings_listed_twice"
    OTHER_DAY = "findings_on_another_day"
    NONE_LISTED = "no_findings_listed"
    FULL = "full_score_published"
    FLOOR = "below_zero"
    MORE = "more_was_deducted"
    LESS = "less_was_deducted"


NAMES: dict[Reason, Text] = {
    Reason.SEVERAL: _("several inspections of the unit on that day: the findings cannot be told apart"),
    Reason.TWICE: _("the file lists a finding twice, and the published score counts it twice"),
    Reason.OTHER_DAY: _("no finding of that day; those of another day close by come to just the published score"),
    Reason.NONE_LISTED: _("points were deducted, but the file lists no finding of that day"),
    Reason.FULL: _("the full score was published although the file lists findings of that day"),
    Reason.FLOOR: _("the deductions come to more than the full score"),
    Reason.MORE: _("more was deducted than the listed findings come to: some are missing in the file"),
    Reason.LESS: _("less was deducted than the listed findings come to"),
}


@dataclass(frozen=True)
class Visit:
    """One inspection as the file has it. `score` is what was published, in hundredths, None where nothing was."""

    unit: str
    day: dt.date
    kind: str
    score: int | None
    closes: bool = False


@dataclass(frozen=True)
class Fault:
    """One finding as the file has it."""

    unit: str
    day: dt.date
    item: str


@dataclass(frozen=True)
class Different:
    """An inspection whose score comes out otherwise."""

    visit: Visit
    computed: int
    reason: Reason


@dataclass
class Replay:
    """What came of it. Inspections and findings that stand in the files more than once are counted once here."""

    inspections: int = 0
    repeated_inspections: int = 0
    findings: int = 0
    repeated_findings: int = 0
    compared: int = 0
    equal: int = 0
    different: list[Different] = field(default_factory=list)
    #: Of those compared: the only inspection of its day, no finding listed twice.
    unambiguous: int = 0
    unambiguous_equal: int = 0
    #: Inspections for which no score was published, by what the file calls them.
    unscored: dict[str, int] = field(default_factory=dict)
    #: Findings of days without an inspection of the unit.
    stray_findings: int = 0
    stray_days: int = 0

    def by_reason(self) -> dict[Reason, list[Different]]:
        found: dict[Reason, list[Different]] = {reason: [] for reason in Reason}
        for each in self.different:
            found[each.reason].append(each)
        return {reason: rows for reason, rows in found.items() if rows}


Day = tuple[str, dt.date]


def replay(
    visits: Sequence[Visit], faults: Sequence[Fault], *, points: Mapping[str, int], scores: Mapping[Day, int]
) -> Replay:
    """Compare every published score with `scores`, what the handbook makes of the findings of that unit and day.

    `points` are what each item costs, in hundredths. A finding that stands in the file twice counts once.
    """
    by_day: dict[Day, list[Visit]] = defaultdict(list)
    for visit in dict.fromkeys(visits):
        by_day[visit.unit, visit.day].append(visit)
    listed: dict[Day, list[str]] = defaultdict(list)
    for fault in faults:
        listed[fault.unit, fault.day].append(fault.item)
    days_of: dict[str, list[dt.date]] = defaultdict(list)
    for unit, day in listed:
        days_of[unit].append(day)
    told = Replay(
        inspections=sum(map(len, by_day.values())),
        findings=len(set(faults)),
        stray_findings=sum(len(set(listed[day])) for day in listed if day not in by_day),
        stray_days=sum(day not in by_day for day in listed),
    )
    told.repeated_inspections, told.repeated_findings = len(visits) - told.inspections, len(faults) - told.findings
    for (unit, day), rows in by_day.items():
        for visit in rows:
            if visit.score is None:
                told.unscored[visit.kind] = told.unscored.get(visit.kind, 0) + 1
                continue
            items = listed.get((unit, day), [])
            near = [scores[unit, other] for other in days_of[unit] if other != day and abs((other - day).days) <= NEAR]
            _compare(
                visit, told, scores.get((unit, day), FULL_SCORE), rows, items, [points[item] for item in items], near
            )
    return told


def _compare(
    visit: Visit,
    told: Replay,
    computed: int,
    rows: Sequence[Visit],
    items: Sequence[str],
    costs: Sequence[int],
    near: Sequence[int],
) -> None:
    is_plain = len(rows) == 1 and len(set(items)) == len(items)
    is_equal = visit.score == computed
    told.compared += 1
    told.equal += is_equal
    told.unambiguous += is_plain
    told.unambiguous_equal += is_plain and is_equal
    if not is_equal:
        reason = explain(visit.score or 0, computed, costs=costs, is_only=len(rows) == 1, near=near)
        told.different.append(Different(visit, computed, reason))


def explain(published: int, computed: int, *, costs: Sequence[int], is_only: bool, near: Iterable[int]) -> Reason:
    """Say why the two differ: `costs` of the day's findings, those listed twice counted twice; `near` the scores of days close by."""
    if not is_only:
        return Reason.SEVERAL
    if published == FULL_SCORE - sum(costs):
        return Reason.TWICE
    if not costs:
        return Reason.OTHER_DAY if published in near else Reason.NONE_LISTED
    if published == FULL_SCORE:
        return Reason.FULL
    if sum(costs) > FULL_SCORE:
        return Reason.FLOOR
    return Reason.MORE if published < computed else Reason.LESS


def closings(faults: Iterable[Fault], visits: Iterable[Visit]) -> dict[Fault, dt.date]:
    """Return the day on which a re-inspection found each fault put right: the first later one that does not list it again."""
    looks: dict[str, list[dt.date]] = defaultdict(list)
    for visit in visits:
        if visit.closes:
            looks[visit.unit].append(visit.day)
    listed = set(faults)
    found = {}
    for fault in listed:
        later = sorted(day for day in looks[fault.unit] if day > fault.day)
        closed = next((day for day in later if Fault(fault.unit, day, fault.item) not in listed), None)
        if closed is not None:
            found[fault] = closed
    return found
