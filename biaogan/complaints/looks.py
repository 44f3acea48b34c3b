"""How a complaint is shown: its words, colours and the moves that somebody may make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from biaogan.accounts.access import Actor, Permission
from biaogan.complaints.choices import Level, Liability, Source, State, Voice
from biaogan.complaints.models import Complaint
from biaogan.complaints.queries import CasePage, LetterLine, RootCause, Row
from biaogan.complaints.rules import MAIN, NEEDS, Move, is_open_to, may_answer_in_writing, moves_from, stages
from biaogan.core import parts
from biaogan.core.addresses import addresses
from biaogan.core.parts import Badge, DueState, Step, Tone
from biaogan.core.templatetags.moments import due_state
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.looks import left_by
from biaogan.obligations.models import Obligation
from biaogan.papers.looks import TONES as TONES_OF_PAPERS
from biaogan.rectification.choices import State as FindingState

if TYPE_CHECKING:
    from biaogan.core.errors import Text

TONES_OF_FINDINGS = {
    FindingState.OPEN: Tone.ACT,
    FindingState.NOTICED: Tone.ACT,
    FindingState.ANSWERED: Tone.ACT,
    FindingState.RETURNED: Tone.ACT,
    FindingState.CLOSED: Tone.PROVEN,
    FindingState.WAIVED: Tone.REST,
    FindingState.WITHDRAWN: Tone.REST,
}

TONES = {
    State.REGISTERED: Tone.ACT,
    State.ACCEPTED: Tone.ACT,
    State.INVESTIGATING: Tone.ACT,
    State.DETERMINED: Tone.ACT,
    State.PROPOSED: Tone.ACT,
    State.DECIDED: Tone.ACT,
    State.TOLD: Tone.PROVEN,
    State.CLOSED: Tone.PROVEN,
}

#: move -> label, icon, whether it ends or turns the case (and is shown so), key
LABELS: dict[Move, tuple[Text, str, bool, str]] = {
    Move.ACCEPT: (gettext_lazy("Accept"), "check", False, "a"),
    Move.PASS_ON: (gettext_lazy("Pass on"), "arrow-forward-up", False, ""),
    Move.DECLINE: (gettext_lazy("Decline"), "x", True, ""),
    Move.TAKE_OVER: (gettext_lazy("Answer and close"), "check", False, "a"),
    Move.STEP_IN: (gettext_lazy("Step in"), "player-play", False, "s"),
    Move.HAND_OVER: (gettext_lazy("Hand over"), "transfer", False, ""),
    Move.GIVE_VERDICT: (gettext_lazy("Give a verdict"), "gavel", False, "v"),
    Move.CHANGE_VERDICT: (gettext_lazy("Change the verdict"), "gavel", True, ""),
    Move.PROPOSE: (gettext_lazy("Propose an outcome"), "file-pencil", False, "p"),
    Move.DECIDE: (gettext_lazy("Approve"), "check", False, "d"),
    Move.GIVE_BACK: (gettext_lazy("Give back"), "arrow-back-up", False, ""),
    Move.TELL: (gettext_lazy("Tell the customer"), "mail", False, "t"),
    Move.CLOSE: (pgettext_lazy("complaint", "Close"), "archive", False, "c"),
    Move.WITHDRAW: (gettext_lazy("Customer withdraws"), "circle-x", True, ""),
    Move.MERGE: (gettext_lazy("Merge"), "git-merge", False, ""),
    Move.RESTART: (gettext_lazy("New facts: start anew"), "refresh", False, ""),
    Move.EXTEND: (gettext_lazy("Extend the limit"), "calendar-plus", False, ""),
    Move.SUSPEND: (gettext_lazy("Stop the clocks"), "player-pause", False, ""),
    Move.RESUME: (gettext_lazy("Let the clocks run"), "player-play", False, ""),
    Move.AGREE_DUE: (gettext_lazy("Agree on a day"), "calendar-check", False, ""),
    Move.NAME_STAFF: (gettext_lazy("Name staff complained of"), "user-off", False, ""),
    Move.DECLARE_INTEREST: (gettext_lazy("Declare an interest"), "scale", False, ""),
    Move.ISSUE_ORDER: (gettext_lazy("Issue a supervision order"), "clipboard-list", False, ""),
}

#: Moves that ask nothing: one press on the case page.
AT_ONCE = (Move.STEP_IN, Move.DECIDE, Move.RESUME)


@dataclass(frozen=True)
class Line:
    """A row of the register: the complaint, and what has to be done first, all ready to be drawn."""

    url: str
    row: Row
    unit: str
    badges: list[Badge]
    duty_name: Text = ""
    due: DueState | None = None


def trail_of(complaint: Complaint) -> list[tuple[str, str]]:
    """Return the way to a page below the case."""
    return [
        (_("Complaints"), reverse("complaints:register")),
        (complaint.case.number, reverse("complaints:case", args=[complaint.pk])),
    ]


@dataclass(frozen=True)
class Duty:
    """A limit as the case page lists it."""

    name: Text
    obligation: Obligation

    @property
    def debtor(self) -> str:
        return str(self.obligation.person or self.obligation.debtor_post or "")


def duties_of(page: CasePage) -> list[Duty]:
    """Return what is owed first, then what was owed, without what was dropped before its end."""
    kept = [duty for duty in page.duties if duty.cancelled_at is None]
    return [
        Duty(KINDS[duty.kind].name, duty) for duty in sorted(kept, key=lambda duty: (not duty.is_open, duty.due_at))
    ]


def lines_of(rows: Iterable[Row], *, now: dt.datetime) -> list[Line]:
    url = addresses("complaints:case")
    return [_line(url(row.pk), row, now=now) for row in rows]


def _line(url: str, row: Row, *, now: dt.datetime) -> Line:
    badges = [state_badge(row), *marks(row)]
    if row.due_at is None or row.duty_kind is None:
        return Line(url, row, row.unit, badges)
    left = left_by(row.clock, row.calendar, due_at=row.due_at, now=now)
    due = due_state(row, due_at=row.due_at, now=now, left=left)
    return Line(url, row, row.unit, badges, KINDS[row.duty_kind].name, due)


# Labels are asked of the choices: `get_…_display` makes a table of them anew for every row.
def state_badge(complaint: Complaint | Row) -> Badge:
    state = State(complaint.state)
    return Badge(TONES.get(state, Tone.REST), state.label)


def marks(complaint: Complaint | Row) -> list[Badge]:
    """Return what sets a complaint apart."""
    found = []
    if complaint.level == Level.MAJOR:
        found.append(Badge(Tone.OVER, Level.MAJOR.label, "alert-triangle"))
    if complaint.level == Level.COMPLEX:
        found.append(Badge(Tone.REST, Level.COMPLEX.label))
    if complaint.source == Source.REGULATOR:
        found.append(Badge(Tone.REST, _("Regulator"), "building-bank"))
    if complaint.voice and complaint.voice != Voice.COMPLAINT:
        found.append(Badge(Tone.REST, Voice(complaint.voice).label))
    if complaint.repeats_id:
        found.append(Badge(Tone.REST, _("Repeat"), "repeat"))
    if complaint.liability:
        found.append(Badge(Tone.REST, Liability(complaint.liability).label))
    return found


def steps_of(page: CasePage) -> list[Step]:
    complaint = page.complaint
    if complaint.voice not in ("", Voice.COMPLAINT):
        return []
    found = stages(complaint.state, page.reached)
    done_at = _done_at(page.reached)
    return [Step(stage.label, how, at=done_at.get(stage.code) if how == "done" else None) for stage, how in found]


#: A stage is done when the complaint came into this state.
_DONE_BY = {
    "accept": State.ACCEPTED,
    "investigate": State.DETERMINED,
    "propose": State.PROPOSED,
    "decide": State.DECIDED,
    "tell": State.TOLD,
    "close": State.CLOSED,
}


def _done_at(reached: dict[str, dt.datetime]) -> dict[str, dt.datetime]:
    return {code: reached[state] for code, state in _DONE_BY.items() if state in reached}


@dataclass(frozen=True)
class Choices:
    """What somebody may do with a case: the main move first, if it is theirs, and whose it is otherwise."""

    moves: list[parts.Move]
    is_main_first: bool
    others: str


def allowed(page: CasePage, actor: Actor) -> list[Move]:
    """Return the moves that the actor may make now."""
    return [move for move in moves_from(page.complaint.state) if _may(move, page, actor)]


def choices(page: CasePage, actor: Actor) -> Choices:
    moves = allowed(page, actor)
    main = MAIN.get(State(page.complaint.state))
    has_main = main in moves
    ordered = sorted(moves, key=lambda move: move != main)
    return Choices([_part(move, page.complaint) for move in ordered], has_main, "" if has_main else whose(page))


def whose(page: CasePage) -> str:
    """Say whose move is next."""
    duty = page.next
    if duty is None or duty.debtor_post is None:
        return ""
    return _("%(what)s: %(who)s") % {"what": KINDS[duty.kind].name, "who": duty.debtor_post}


def _may(move: Move, page: CasePage, actor: Actor) -> bool:
    case = page.complaint.case
    if not (actor.may(NEEDS[move], case.subject_unit) or actor.may(NEEDS[move], case.handling_unit)):
        return False
    proposer = page.proposals[0].by_id if page.proposals else None
    is_theirs = is_open_to(move, actor.person_id, handler=page.complaint.handler_id, proposer=proposer)
    return is_theirs and all(_is_possible(move, page, actor.person_id))


def _is_possible(move: Move, page: CasePage, person: int | None) -> Iterable[bool]:
    complaint = page.complaint
    if move is Move.CHANGE_VERDICT:
        yield bool(page.verdicts) and page.verdicts[0].by_id != person
    if move is Move.CLOSE:
        yield not any(cause.is_open for cause in page.root_causes)
    if move is Move.RESUME:
        yield page.suspension is not None
    if move is Move.SUSPEND:
        yield page.suspension is None
    if move is Move.MERGE:
        yield any(other.is_open for other in page.repeats)
    if move is Move.DECLARE_INTEREST:
        yield person is not None and complaint.handler_id != person


def letters_of(page: CasePage) -> list[tuple[LetterLine, Badge]]:
    """Return the letters of the case, each with where it stands."""
    return [(letter, Badge(TONES_OF_PAPERS[letter.state], letter.state.label)) for letter in page.letters]


def root_causes_of(page: CasePage) -> list[tuple[RootCause, Badge]]:
    """Return the findings that ask for the cause, each with where it stands."""
    return [(cause, Badge(TONES_OF_FINDINGS[cause.state], cause.state.label)) for cause in page.root_causes]


def may_write_letter(page: CasePage, actor: Actor) -> bool:
    """Tell whether the actor may draft the letter to the customer now; one draft at a time."""
    complaint = page.complaint
    is_time = may_answer_in_writing(complaint.state, was_told=complaint.told_at is not None)
    has_draft = any(letter.is_draft for letter in page.letters)
    return is_time and not has_draft and actor.may(Permission.ISSUE_PAPER, complaint.case.subject_unit)


def _part(move: Move, complaint: Complaint) -> parts.Move:
    label, icon, is_dangerous, key = LABELS[move]
    url = reverse(f"complaints:{move}", args=[complaint.pk])
    if move in AT_ONCE:
        return parts.Move(label, url, icon=icon, key=key)
    return parts.Move(label, url, icon=icon, key=key, opens_page=True, is_dangerous=is_dangerous)
