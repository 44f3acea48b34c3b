"""What screens ask of the trail: events narrowed by who, what, where and when, and told in the reader's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from biaogan.audit.facts import facts_of, references_in
from biaogan.audit.models import VIEW_AUDIT, Event, EventQuerySet
from biaogan.audit.names import NAMES, Named, find_references, name_of, private_names, read_references
from biaogan.core.access import Asker
from biaogan.core.parts import Entry

#: A case has a few dozen events; beyond this the trail itself is the place to look.
TIMELINE = 200


@dataclass(frozen=True)
class Wanted:
    """How a reader narrows the trail; what is empty does not narrow it. `who`, `unit` and `case` are typed words or ids."""

    who: str = ""
    name: str = ""
    subject: str = ""
    unit: str = ""
    case: str = ""
    since: dt.datetime | None = None
    before: dt.datetime | None = None


@dataclass(frozen=True)
class Line:
    """An event as a reader sees it."""

    event: Event
    what: str
    who: Named
    subject: Named
    unit: Named | None
    case: Named | None
    # What is known besides, each with its name, in words.
    facts: list[tuple[str, str]]


def trail(actor: Asker, wanted: Wanted) -> EventQuerySet:
    """Return the events that the actor may read, narrowed; order them by «-at», «-pk»."""
    events = Event.objects.visible_to(actor)
    if wanted.who:
        events = events.filter(actor_ref__in=_actor_refs(wanted.who))
    if wanted.name:
        events = events.filter(name=wanted.name)
    if wanted.subject:
        kind, _, ident = wanted.subject.partition(":")
        events = events.filter(subject_type=kind, subject_id=ident)
    if wanted.unit:
        events = events.filter(unit_ref__in=_ids("unit", wanted.unit))
    if wanted.case:
        events = events.filter(case_ref__in=_ids("case", wanted.case))
    if wanted.since is not None:
        events = events.filter(at__gte=wanted.since)
    return events.filter(at__lt=wanted.before) if wanted.before is not None else events


def _actor_refs(text: str) -> list[str]:
    """Return whom the reader means: a ref as it stands, or the users with such a name."""
    return [text, *(f"user:{ident}" for ident in find_references("user", text))]


def _ids(kind: str, text: str) -> list[int]:
    return [int(ident) for ident in find_references(kind, text)]


def lines(events: Iterable[Event]) -> list[Line]:
    """Return the events in words, with one query for each kind of thing that they refer to."""
    rows = list(events)
    names = read_references(ref for event in rows for ref in _refs(event))
    return [
        Line(
            event,
            what=name_of(event.name),
            who=names[_split(event.actor_ref)],
            subject=names[event.subject_type, event.subject_id],
            unit=names["unit", str(event.unit_ref)] if event.unit_ref is not None else None,
            case=names["case", str(event.case_ref)] if event.case_ref is not None else None,
            facts=facts_of(event, names),
        )
        for event in rows
    ]


def _refs(event: Event) -> list[tuple[str, str]]:
    refs = [_split(event.actor_ref), (event.subject_type, event.subject_id), *references_in(event)]
    refs += [("unit", str(event.unit_ref))] if event.unit_ref is not None else []
    return refs + ([("case", str(event.case_ref))] if event.case_ref is not None else [])


def _split(ref: str) -> tuple[str, str]:
    kind, _, ident = ref.partition(":")
    return kind, ident


def timeline(case_id: int, actor: Asker, *, leave_out: str | Sequence[str] = ()) -> list[Entry]:
    """Return what happened to a case, the newest first, for `{% include "audit/_timeline.html" %}`.

    `leave_out` is how the names of events begin that the page shows elsewhere («obligation.»), or several such beginnings.

    The caller has made sure that the actor may see the case. Private events (who looked at personal data) are for those who
    read the trail.
    """
    events = Event.objects.filter(case_ref=case_id)
    if not actor.may_anywhere(VIEW_AUDIT):
        events = events.exclude(name__in=private_names())
    for beginning in [leave_out] if isinstance(leave_out, str) else leave_out:
        events = events.exclude(name__startswith=beginning)
    rows = list(events.order_by("-at", "-pk")[:TIMELINE])
    who = read_references(_split(event.actor_ref) for event in rows)
    return [
        Entry(
            event.happened_at or event.at,
            name_of(event.name),
            who[_split(event.actor_ref)].in_history,
            icon=NAMES[event.name].icon if event.name in NAMES else "point",
        )
        for event in rows
    ]
