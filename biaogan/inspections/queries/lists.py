"""The register of sheets, newest first, narrowed by what somebody chooses; what an inspector has in hand; units long unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce

from biaogan.accounts.access import Actor, Permission
from biaogan.cases import queries as cases
from biaogan.cases.queries import KindFilter, Sought, capped_total, narrowed, newest_page
from biaogan.core.paging import Page
from biaogan.inspections.choices import AHEAD, HANDED_IN, Channel, State
from biaogan.inspections.models import Answer, Plan, PlanQuerySet, Sheet, SheetInspector, SheetQuerySet
from biaogan.inspections.models.sheet import BEHIND
from biaogan.org.models import Unit, UnitQuerySet

KIND = "sheet"
UNSEEN_AT_MOST = 200


@dataclass(frozen=True)
class Choice:
    """How the register is narrowed."""

    states: tuple[str, ...] = ()
    channel: str = ""
    grade: str = ""
    unit: Unit | None = None
    plan: int | None = None
    begins_on: dt.date | None = None
    ends_on: dt.date | None = None
    is_late_on: dt.date | None = None
    sought: Sought | None = None

    @property
    def only_open_can_match(self) -> bool:
        ended = {State.FINAL, State.CANCELLED}
        return self.is_late_on is not None or (bool(self.states) and not set(self.states) & ended)


def register(actor: Actor, choice: Choice, *, cursor: str = "", size: int = 50) -> Page[Sheet]:
    """Return a page of the sheets that the actor may see, newest first."""
    return newest_page(whole_rows(), *_which(actor, choice), **_how(actor, choice), cursor=cursor, size=size)


def register_total(actor: Actor, choice: Choice) -> int | None:
    """Return how many there are, or one more than are counted; None for words that too many have."""
    if choice.sought and not choice.sought.counts_quickly:
        return None
    return capped_total(*_which(actor, choice), **_how(actor, choice))


def whole_rows() -> SheetQuerySet:
    """Return sheets with what lists, files and programs show of each."""
    people = SheetInspector.objects.select_related("person").order_by("-is_lead", "pk")
    rows = Sheet.objects.select_related("case__subject_unit", "version__handbook", "plan")
    return rows.prefetch_related(Prefetch("inspectors", queryset=people))


def mine(actor: Actor) -> SheetQuerySet:
    """Return the sheets in which the actor is named, also those that nobody else may see yet; order them by «-planned_on», «-pk»."""
    if actor.person_id is None:
        return Sheet.objects.none()
    named = SheetInspector.objects.filter(person_id=actor.person_id).values("sheet")
    return whole_rows().filter(pk__in=named).visible_to(actor)


def in_hand(actor: Actor) -> SheetQuerySet:
    """Return the sheets that wait for the actor as an inspector, by the day they are planned for."""
    return mine(actor).filter(state__in=[*AHEAD, State.IN_PROGRESS]).order_by("planned_on", "pk")


def plans(actor: Actor, *, open_only: bool = False) -> PlanQuerySet:
    """Return the plans that the actor may see; order them by «-pk»."""
    rows = Plan.objects.visible_to(actor)
    rows = rows.open() if open_only else rows
    return rows.select_related("unit", "handbook", "made_by")


def sought(actor: Actor, text: str) -> Sought | None:
    """Return what `text` means for the actor, None where nothing was typed. A number goes before words."""
    return cases.sought(actor, KIND, Permission.VIEW_INSPECTION, text, ids=cases.numbered(actor, KIND, text))


def texts_of(ids: Sequence[int]) -> dict[int, str]:
    """Return what sheets may be found by in words: the assessment, and what was noted at items."""
    texts = dict(Sheet.objects.filter(pk__in=ids).values_list("pk", "assessment"))
    notes = Answer.objects.filter(sheet__in=ids).exclude(note="").order_by("pk").values_list("sheet", "note")
    for pk, note in notes:
        texts[pk] += f"\n{note}"
    return texts


def unseen(actor: Actor, *, channel: str, unit: Unit | None = None) -> UnitQuerySet:
    """Return the outlets where the actor plans, each with the day `last_seen` on it by the channel, the longest unseen first."""
    handed_in = Sheet.objects.counted().filter(state__in=HANDED_IN, channel=channel, case__subject_unit=OuterRef("pk"))
    last = handed_in.order_by("-submitted_at").values("submitted_at")[:1]
    ahead = Sheet.objects.filter(
        state__in=[*AHEAD, State.IN_PROGRESS], channel=channel, case__subject_unit=OuterRef("pk")
    )
    rows = Unit.objects.visible_to(actor, needs=Permission.PLAN_INSPECTION).serving().filter(closed_on__isnull=True)
    if unit is not None:
        rows = rows.under(unit.path)
    annotated = rows.annotate(last_seen=Subquery(last), is_planned=Exists(ahead))
    return annotated.order_by(Coalesce("last_seen", dt.datetime(1970, 1, 1, tzinfo=dt.UTC)), "pinyin", "pk")


def _which(actor: Actor, choice: Choice) -> tuple[Actor, str, str]:
    return narrowed(actor, choice.unit), KIND, Permission.VIEW_INSPECTION


def _how(actor: Actor, choice: Choice) -> dict[str, Any]:
    return {"open_only": choice.only_open_can_match, "extra": _filter(actor, choice)}


def _filter(actor: Actor, choice: Choice) -> KindFilter:
    found = [*_conditions(choice), *_shown(actor)]
    params: dict[str, Any] = {}
    for _sql, each in found:
        params |= each
    where = " AND ".join(f"({sql})" for sql, _params in found)
    return KindFilter("inspections_sheet", where or "TRUE", params, among=choice.sought.among if choice.sought else "")


def _conditions(choice: Choice) -> Iterable[tuple[str, dict[str, Any]]]:
    if choice.states:
        yield "k.state = ANY(%(states)s)", {"states": list(choice.states)}
    for name in ("channel", "grade"):
        if value := getattr(choice, name):
            yield f"k.{name} = %({name})s", {name: value}
    if choice.plan is not None:
        yield "k.plan_id = %(plan)s", {"plan": choice.plan}
    if choice.begins_on:
        yield "k.planned_on >= %(begins)s", {"begins": choice.begins_on}
    if choice.ends_on:
        yield "k.planned_on <= %(ends)s", {"ends": choice.ends_on}
    if choice.is_late_on:
        ahead = [*AHEAD, State.IN_PROGRESS]
        yield "k.planned_on < %(today)s AND k.state = ANY(%(ahead)s)", {"today": choice.is_late_on, "ahead": ahead}
    if choice.sought:
        yield choice.sought.condition


_INSPECTED = "EXISTS (SELECT FROM inspections_sheetinspector i WHERE i.sheet_id = k.case_id AND i.person_id = %(me)s)"

#: What `Sheet.objects.visible_to` keeps beyond the case, for the statement that reads the register.
_SHOWN = """k.second_of_id IS NULL AND (
    k.state = ANY(%(handed_in)s) OR NOT k.is_unannounced
    OR (k.channel <> 'mystery' AND (k.state = 'in_progress' OR (k.state = 'cancelled' AND k.begun_at IS NOT NULL))))"""


def _shown(actor: Actor) -> Iterable[tuple[str, dict[str, Any]]]:
    if actor.is_job:
        return
    ways = [_SHOWN]
    params: dict[str, Any] = {"handed_in": list(HANDED_IN)}
    paths = sorted({path for permission in BEHIND for path in actor.paths(permission)})
    if paths:
        ways.append(
            "EXISTS (SELECT FROM org_unit b WHERE b.id = c.subject_unit_id AND b.path <@ ANY(%(behind)s::ltree[]))"
        )
        params["behind"] = paths
    if actor.person_id is not None:
        ways.append(_INSPECTED)
        params["me"] = actor.person_id
    yield " OR ".join(f"({way})" for way in ways), params


#: Channels that are planned; an outlet begins its self-checks itself.
PLANNED = (Channel.ONSITE, Channel.OFFSITE, Channel.MYSTERY)
