"""What pages show of an obligation: one line of a list, what may be done now, what happened to it."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from biaogan.accounts.access import Actor
from biaogan.audit.models import Event
from biaogan.audit.queries import lines
from biaogan.core.addresses import addresses
from biaogan.core.parts import Entry, Move, Tone
from biaogan.core.time import local_day
from biaogan.obligations import actions, queries, rules
from biaogan.obligations.forms import ExtendForm, FinishForm, PauseForm
from biaogan.obligations.kinds import Act, Hand
from biaogan.obligations.models import Obligation
from biaogan.obligations.queries import Stretch
from biaogan.obligations.rules import MOVES, State
from biaogan.org.models import PostKind
from biaogan.workcal.queries import calendar_for
from biaogan.workcal.wording import StepWords, explanation, limit_text

if TYPE_CHECKING:
    from biaogan.core.errors import Text

TONES = {
    State.RUNNING: Tone.ACT,
    State.PAUSED: Tone.REST,
    State.OVERDUE: Tone.OVER,
    State.ENDED: Tone.REST,
    State.MET: Tone.PROVEN,
    State.MET_LATE: Tone.OVER,
    State.CANCELLED: Tone.REST,
}


@dataclass(frozen=True)
class Dated:
    """An obligation with what is left of it. It has what `{% due %}` reads."""

    duty: Obligation
    left: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.duty, name)


@dataclass(frozen=True)
class Line:
    """An obligation in a list. It has what `{% due %}` reads. Without `act_url` there is nothing that the reader may do now."""

    duty: Obligation
    title: Text
    left: str
    url: str
    case_url: str
    why_url: str
    act_url: str = ""
    act_label: Text = ""
    acts_at_once: bool = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.duty, name)

    @property
    def who(self) -> Text:
        """Whoever owes it: the person named, else the post."""
        if self.duty.person is not None:
            return str(self.duty.person)
        return PostKind(self.duty.debtor_post.kind).label if self.duty.debtor_post else ""


@dataclass(frozen=True)
class Group:
    """Lines that stand together: overdue, of one day, or with their clocks paused."""

    title: Text
    day: dt.date | None
    tone: str
    lines: list[Line]


def line_of(duty: Obligation, *, now: dt.datetime) -> Line:
    return lines_of([duty], now=now)[0]


def lines_of(duties: Iterable[Obligation], *, now: dt.datetime, actor: Actor | None = None) -> list[Line]:
    """Return the lines of a list, with the moves that the actor may make now."""
    rows = list(duties)
    titles, address = queries.titles_of(rows), functools.cache(addresses)
    doable = doable_by(actor, rows) if actor else set()
    return [_line(duty, titles[duty.pk], address, _way(duty, actor, doable), now=now) for duty in rows]


def _way(duty: Obligation, actor: Actor | None, doable: set[int]) -> Act | None:
    """Return the move that the actor may make, or the way to the case for whoever owes it and has to wait for somebody."""
    kind = duty.registered
    if kind is not None and kind.act is not None and duty.pk in doable:
        return kind.act
    waits = kind is None or kind.act is None or (actor is not None and actions.owes(duty, actor))
    return Act(_("Open the case"), duty.case_route) if waits and duty.case_route else None


def _line(
    duty: Obligation, title: Text, address: Callable[[str], Callable[[int], str]], act: Act | None, *, now: dt.datetime
) -> Line:
    url = address("obligations:obligation")(duty.pk)
    acting = (address(act.url_name)(duty.case_id), act.label, act.at_once) if act else ()
    return Line(
        duty,
        title,
        left_of(duty, now=now),
        url,
        address(duty.case_route)(duty.case_id) if duty.case_route else url,
        address("obligations:why")(duty.pk),
        *acting,
    )


def doable_by(actor: Actor, duties: Iterable[Obligation]) -> set[int]:
    """Return the ids of the obligations whose move the actor may make now. Each app is asked once, for all of its own."""
    found: set[int] = set()
    asked: dict[Any, dict[tuple[int, str], list[int]]] = {}
    for duty in duties:
        act = duty.registered.act if duty.registered else None
        if act is not None and act.doable is not None:
            asked.setdefault(act.doable, {}).setdefault((duty.case_id, act.url_name), []).append(duty.pk)
        elif act is not None and actions.owes(duty, actor):
            found.add(duty.pk)
    for doable, pairs in asked.items():
        found.update(pk for pair in doable(actor, pairs) for pk in pairs[pair])
    return found


def left_of(duty: Obligation, *, now: dt.datetime) -> str:
    return left_by(duty.clock, duty.calendar, due_at=duty.due_at, now=now) if duty.is_open else ""


def left_by(clock: str, calendar: str, *, due_at: dt.datetime, now: dt.datetime) -> str:
    """Return what is left in working days, where the limit counts in them; else nothing, and the clock on the wall is read."""
    return rules.left_text(due_at, now, calendar=calendar_for(calendar)) if clock == "wd" else ""


def grouped(duties: Iterable[Obligation], *, now: dt.datetime, actor: Actor) -> list[Group]:
    """Group a page by the day of the end: what is overdue first, paused clocks last."""
    made = lines_of(duties, now=now, actor=actor)
    running = [line for line in made if not line.duty.is_paused]
    groups = [_group(key, list(found)) for key, found in groupby(running, key=lambda line: _day(line.duty, now))]
    paused = [line for line in made if line.duty.is_paused]
    return groups + ([Group(_("Clock paused"), None, Tone.REST, paused)] if paused else [])


def _day(duty: Obligation, now: dt.datetime) -> dt.date | None:
    return None if duty.due_at < now else local_day(duty.due_at)


def _group(day: dt.date | None, found: list[Line]) -> Group:
    return Group(_("Overdue") if day is None else "", day, Tone.OVER if day is None else Tone.REST, found)


def moves_of(duty: Obligation, actor: Actor, *, now: dt.datetime) -> list[Move]:
    """Return what this actor may do to it now, the move that meets it first."""
    state = duty.state_at(now)
    if state not in MOVES[rules.Move.CANCEL]:
        return []
    found = [*_meeting(duty, actor)]
    if actions.allows(duty, Hand.EXTEND) and state in MOVES[rules.Move.EXTEND] and actions.may_extend(duty, actor):
        says = _("The end moves by what you add. The original end stays on record.")
        found.append(
            Move(_("Extend the limit"), _address("extend", duty), says=says, icon="clock-plus", form=ExtendForm())
        )
    return [*found, *_pausing(duty, actor, state), *_dropping(duty, actor)]


def _meeting(duty: Obligation, actor: Actor) -> Iterable[Move]:
    kind = duty.registered
    if kind is not None and kind.act is not None:
        if not doable_by(actor, [duty]):
            return
        url = reverse(kind.act.url_name, args=[duty.case_id])
        # Who merely may is shown the page, which says whose move it is.
        at_once = kind.act.at_once and actions.owes(duty, actor)
        yield Move(kind.act.label, url, icon=kind.act.icon, opens_page=not at_once, key="m")
    elif actions.allows(duty, Hand.MEET) and actions.owes(duty, actor):
        yield Move(pgettext("duty", "Done"), _address("finish", duty), icon="check", form=FinishForm(), key="m")


def _pausing(duty: Obligation, actor: Actor, state: State) -> list[Move]:
    if not actions.allows(duty, Hand.PAUSE) or not actions.may_pause(duty, actor):
        return []
    if state in MOVES[rules.Move.RESUME]:
        says = _("The end moves by the time that did not count.")
        return [Move(_("Let the clock run on"), _address("resume", duty), says=says, icon="player-play")]
    if state in MOVES[rules.Move.PAUSE]:
        says = _("The clock stands still until you let it run on.")
        return [Move(_("Stop the clock"), _address("pause", duty), says=says, icon="player-pause", form=PauseForm())]
    return []


def _dropping(duty: Obligation, actor: Actor) -> Iterable[Move]:
    if actions.allows(duty, Hand.CANCEL) and actions.may_cancel(duty, actor):
        says = _("It is owed no more and counts as neither done nor late. The reason stays on record.")
        yield Move(_("Drop it"), _address("cancel", duty), says=says, icon="ban", asks_reason=True, is_dangerous=True)


def _address(move: str, duty: Obligation) -> str:
    return reverse(f"obligations:{move}", args=[duty.pk])


@dataclass(frozen=True)
class Rung:
    """A step of the ladder: when it falls due, whom it tells, and whether it was taken."""

    label: str
    at: dt.datetime
    who: list[Text]
    is_taken: bool


def ladder_of(duty: Obligation) -> list[Rung]:
    """Return the warning and the rungs of the ladder, for the end as it stands now."""
    calendar, rungs, level = calendar_for(duty.calendar), [], 0
    while step := rules.step_after(
        level, due_at=duty.due_at, warn_at=duty.warn_at, ladder=duty.rule.ladder, calendar=calendar
    ):
        label = _("Warning") if step.level == rules.WARNED else _("Escalation")
        who: list[Text] = [rules.TELLABLE[name] for name in step.tell]
        rungs.append(Rung(label, step.at, who, is_taken=step.level <= duty.level))
        level = step.level
    return rungs if not duty.is_window else []


def history_of(duty: Obligation) -> list[Entry]:
    """Return what happened to it, the newest first, from the audit trail."""
    events = Event.objects.filter(subject_type=duty._meta.label_lower, subject_id=str(duty.pk))
    return [
        Entry(
            line.event.happened_at or line.event.at,
            line.what,
            who=line.who.in_history,
            icon="bell" if line.event.name in ("obligation.warned", "obligation.escalated") else "clock",
        )
        for line in lines(events.order_by("-at", "-pk")[:100])
    ]


@dataclass(frozen=True)
class StretchWords:
    """A part of the counting in words: what it is, its days, and where the end lies after it."""

    title: str
    reason: str
    days: list[StepWords]
    due_at: dt.datetime


def in_words(stretches: Sequence[Stretch]) -> list[StretchWords]:
    return [
        StretchWords(
            _title(stretch),
            stretch.pause.reason if stretch.pause else (stretch.extension.reason if stretch.extension else ""),
            explanation(stretch.part.due) if stretch.part.due is not None else [],
            stretch.part.due_at,
        )
        for stretch in stretches
    ]


def _title(stretch: Stretch) -> str:
    if stretch.extension is not None:
        return _("Extended by %(limit)s") % {"limit": _limit(stretch)}
    if stretch.pause is not None:
        return _("The clock stood still: %(limit)s given back") % {"limit": _limit(stretch)}
    return _("The limit: %(limit)s") % {"limit": _limit(stretch)}


def _limit(stretch: Stretch) -> str:
    if stretch.part.due is not None:
        return limit_text(stretch.part.due.limit)
    pause = stretch.pause
    assert pause is not None
    assert pause.to_at is not None
    return _("%(n)s hours") % {"n": round((pause.to_at - pause.from_at).total_seconds() / 3600, 1)}
