"""How a finding is raised, from whichever source: one at a desk, or thousands from a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, require
from biaogan.audit.actions import record_events
from biaogan.cases.actions import numbers_and_keys
from biaogan.cases.indexing import note_words_many
from biaogan.cases.models import Case
from biaogan.core.errors import InputRefused
from biaogan.core.storing import append, store
from biaogan.handbook.models import Item, Version
from biaogan.org.models import Unit
from biaogan.parties.rules import masked_text
from biaogan.premises.models import Area
from biaogan.rectification import queries
from biaogan.rectification.actions import owing
from biaogan.rectification.choices import DIRECT, FigureCode, Source, State
from biaogan.rectification.models import Finding, FindingState
from biaogan.rectification.rules import RAISING, Found, Key, repeats_of

MOST_POINTS = 1_000_000


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong. Without a `found_at` it was found now; `closed_at` is for what another register has closed since.

    `points` are hundredths. `item_code` is for what no handbook has; an item brings its own.
    """

    unit: Unit
    source: str
    fact: str
    requirement: str = ""
    item: Item | None = None
    item_code: str = ""
    points: int = 0
    source_case: Case | None = None
    found_at: dt.datetime | None = None
    area: Area | None = None
    external_key: str | None = None
    closed_at: dt.datetime | None = None
    # Who has to put right what is owed at once, if that is not the unit itself: the department behind the cause.
    responsible: Unit | None = None

    @property
    def code(self) -> str:
        return self.item.code if self.item else self.item_code

    @property
    def state(self) -> State:
        return State.OPEN if self.closed_at is None else State.CLOSED


@transaction.atomic
def raise_finding(
    *,
    unit: Unit,
    source: str,
    fact: str,
    requirement: str = "",
    item: Item | None = None,
    item_code: str = "",
    points: int = 0,
    source_case: Case | None = None,
    found_at: dt.datetime | None = None,
    area: Area | None = None,
    external_key: str | None = None,
    by: Actor,
    now: dt.datetime,
) -> Finding:
    """Write down that something is wrong at the unit; proof is added to the finding's case.

    The same item at the same unit within the days of the dated row is marked as a repeat and weighs more. Raises PermissionDenied
    unless `by` may raise findings of that source there, InputRefused without a fact or for a moment that lies ahead.
    """
    wrong = Wrong(unit, source, fact, requirement, item, item_code, points, source_case, found_at, area, external_key)
    return raise_many([wrong], by=by, now=now)[0]


@transaction.atomic
def raise_many(rows: Sequence[Wrong], *, by: Actor, now: dt.datetime) -> list[Finding]:
    """Raise many findings with the statements of one, in their order; see `raise_finding`."""
    for row in rows:
        _require_sound(row, now=now)
    for unit, permission in {(row.unit, RAISING[Source(row.source)]) for row in rows}:
        require(by, permission, unit)
    return stored(rows, by=by, now=now)


def stored(rows: Sequence[Wrong], *, by: Actor, now: dt.datetime) -> list[Finding]:
    """Store findings, each with its states, its words, what is owed at once, and its event. The caller has checked that `by` may."""
    if not rows:
        return []
    findings = _findings(rows, by=by, now=now)
    _mark_repeats(findings, rows)
    owing.owe_at_once([each for each in findings if each.source in DIRECT and each.is_open], by=by, now=now)
    store(findings)
    append([state for finding in findings for state in _states(finding, now=now)])
    note_words_many({each.pk: f"{each.item_code}\n{each.fact}\n{each.requirement}" for each in findings})
    record_events("finding.raised", list(findings), by=by, at=now, facts=[_facts(each) for each in findings])
    return findings


def _require_sound(row: Wrong, *, now: dt.datetime) -> None:
    if row.source not in Source.values:
        raise InputRefused("finding.unknown_source", _("Nothing is found in this way."))
    if not row.fact.strip():
        raise InputRefused("finding.no_fact", _("Say what is wrong."))
    if not 0 <= row.points <= MOST_POINTS:
        raise InputRefused("finding.impossible_points", _("These points are not possible."))
    if (row.found_at is not None and row.found_at > now) or (row.closed_at is not None and row.closed_at > now):
        raise InputRefused("finding.moment_ahead", _("This moment lies ahead. Check the clock of the device."))


def _findings(rows: Sequence[Wrong], *, by: Actor, now: dt.datetime) -> list[Finding]:
    offices = queries.offices_of({row.unit.pk: row.unit for row in rows}.values())
    drawn = numbers_and_keys("finding", [row.found_at or now for row in rows])
    cases = [_case(row, number, key, offices[row.unit.pk], now) for row, (number, key) in zip(rows, drawn, strict=True)]
    store(cases)
    return [_finding(row, case, by=by, now=now) for row, case in zip(rows, cases, strict=True)]


def _case(row: Wrong, number: str, key: int, office: Unit, now: dt.datetime) -> Case:
    opened_at = row.found_at or now
    handling = _answering(row) or office
    closed_at = max(row.closed_at, opened_at) if row.closed_at else None
    return Case(
        pk=key,
        kind="finding",
        number=number,
        subject_unit=row.unit,
        handling_unit=handling,
        opened_at=opened_at,
        closed_at=closed_at,
    )


def _finding(row: Wrong, case: Case, *, by: Actor, now: dt.datetime) -> Finding:
    return Finding(
        case=case,
        state=row.state,
        source=row.source,
        source_case=row.source_case,
        item=row.item,
        item_code=row.code[:40],
        fact=masked_text(row.fact.replace("\x00", "").strip())[:2000],
        requirement=masked_text(row.requirement.replace("\x00", "").strip())[:2000],
        points=row.points,
        found_at=case.opened_at,
        found_by=None if row.source == Source.MYSTERY else by.person,
        area=row.area,
        responsible_unit=_answering(row),
        closed_at=case.closed_at,
        external_key=row.external_key,
    )


def _answering(row: Wrong) -> Unit | None:
    """Return the unit that has to put it right without a notice."""
    return (row.responsible or row.unit) if row.source in DIRECT and row.closed_at is None else None


def _mark_repeats(findings: Sequence[Finding], rows: Sequence[Wrong]) -> None:
    books = _handbooks({row.item.version_id for row in rows if row.item})
    found = [
        Found(each.pk, _key(each, row, books), each.source, each.found_at)
        for each, row in zip(findings, rows, strict=True)
        if each.item_code
    ]
    if not found:
        return
    days_at, weight_at = (
        queries.figures_by_day(FigureCode.REPEAT_DAYS),
        queries.figures_by_day(FigureCode.REPEAT_WEIGHT),
    )
    days = {each.ref: days_at(each.found_at) for each in found}
    first, last = min(each.found_at for each in found), max(each.found_at for each in found)
    since = first - dt.timedelta(days=max(days.values()) + 1)
    known = queries.known_repeats((each.key for each in found), since=since, before=last)
    repeated = repeats_of(found, known, days=days)
    for each in findings:
        if each.pk in repeated:
            each.repeats_id, each.weight = repeated[each.pk], weight_at(each.found_at)


def _handbooks(versions: set[int]) -> Mapping[int, int]:
    return dict(Version.objects.filter(pk__in=versions).values_list("pk", "handbook")) if versions else {}


def _key(finding: Finding, row: Wrong, books: Mapping[int, int]) -> Key:
    book = books[row.item.version_id] if row.item else 0
    return finding.case.subject_unit_id, book, finding.item_code


def _states(finding: Finding, *, now: dt.datetime) -> list[FindingState]:
    opened = FindingState(finding=finding, state=State.OPEN, at=finding.found_at, decided_at=now, due_at=finding.due_at)
    if finding.closed_at is None:
        return [opened]
    return [opened, FindingState(finding=finding, state=State.CLOSED, at=finding.closed_at, decided_at=now)]


def _facts(finding: Finding) -> dict[str, object]:
    facts = {"case": finding.pk, "unit": finding.case.subject_unit_id, "source": finding.source}
    return facts | ({"repeats": finding.repeats_id} if finding.repeats_id else {})
