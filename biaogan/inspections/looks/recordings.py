"""How recordings are shown: words, colours, and the moves that somebody may make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from biaogan.accounts.access import Actor, Permission
from biaogan.core import parts
from biaogan.core.parts import Badge, Tone
from biaogan.inspections.models import Footage, RecordingRequest, RecordingSpan, Viewing
from biaogan.inspections.queries.pages import inspects
from biaogan.inspections.queries.recordings import SpanLine
from biaogan.inspections.rules.footage import LineState, Move, Request, moves_from

if TYPE_CHECKING:
    from biaogan.core.errors import Text

#: So many days before a recording is overwritten its day is shown in amber.
SOON_DAYS = 7

TONES = {
    Request.ASKED: Tone.ACT,
    Request.APPROVED: Tone.ACT,
    Request.REFUSED: Tone.OVER,
    Request.FINISHED: Tone.PROVEN,
    Request.WITHDRAWN: Tone.REST,
}
LINE_TONES = {
    LineState.WAITING: Tone.REST,
    LineState.DRAWING: Tone.REST,
    LineState.DRAWN: Tone.PROVEN,
    LineState.FAILED: Tone.OVER,
}

#: move -> label, icon, what it does, key
LABELS: dict[Move, tuple[Text, str, Text, str]] = {
    Move.APPROVE: (
        gettext_lazy("Approve the viewing"),
        "check",
        gettext_lazy("Whoever asked may view these stretches from now on. Every look is written down."),
        "a",
    ),
    Move.REFUSE: (
        pgettext_lazy("recording", "Refuse"),
        "x",
        gettext_lazy("The recordings are not viewed. Whoever asked reads your reason."),
        "",
    ),
    Move.WITHDRAW: (pgettext_lazy("recording", "Withdraw"), "arrow-back-up", "", ""),
    Move.FINISH: (
        gettext_lazy("Close the viewing"),
        "archive",
        gettext_lazy("Nobody opens the recordings of this request any more. Pictures kept as proof stay."),
        "",
    ),
}


@dataclass(frozen=True)
class Line:
    """A row of the register."""

    url: str
    asked: RecordingRequest
    badge: Badge
    stretches: int
    expires: Badge | None


@dataclass(frozen=True)
class SpanRow:
    """A stretch as its page lists it."""

    span: RecordingSpan
    clips: list[tuple[Footage, Badge]]
    places: list[Footage]
    viewings: list[Viewing]
    expires: Badge | None

    @property
    def last_viewing(self) -> Viewing | None:
        return self.viewings[0] if self.viewings else None


def trail() -> list[tuple[str, str]]:
    return [(_("Recordings"), reverse("inspections:recordings"))]


def sample_trail() -> list[tuple[str, str]]:
    return [*trail(), (_("Sample draws"), reverse("inspections:recording_samples"))]


def state_badge(asked: RecordingRequest) -> Badge:
    state = Request(asked.state)
    return Badge(TONES[state], state.label)


def lines_of(rows: Iterable[RecordingRequest], *, today: dt.date) -> list[Line]:
    return [
        Line(
            reverse("inspections:recording", args=[asked.pk]),
            asked,
            state_badge(asked),
            len(asked.spans.all()),
            None if asked.ended_at else expiry(asked.expires_on, today=today),
        )
        for asked in rows
    ]


def expiry(day: dt.date, *, today: dt.date) -> Badge:
    """Return until when a recording still exists, in colour."""
    left = (day - today).days
    if left < 0:
        return Badge(Tone.OVER, _("Overwritten"))
    words = _("today is its last day") if left == 0 else _("%(days)d more days") % {"days": left}
    return Badge(Tone.SOON if left <= SOON_DAYS else Tone.REST, words)


def span_rows(lines: Sequence[SpanLine], *, today: dt.date) -> list[SpanRow]:
    return [
        SpanRow(
            line.span,
            [(each, line_badge(each)) for each in line.footage if each.is_clip],
            [each for each in line.footage if not each.is_clip],
            line.viewings,
            None if any(each.is_clip for each in line.footage) else expiry(line.span.expires_on, today=today),
        )
        for line in lines
    ]


def line_badge(clip: Footage) -> Badge:
    state = LineState(clip.line_state)
    if state == LineState.DRAWING:
        return Badge(Tone.REST, f"{state.label} · {clip.line_percent}%", "chart-line")
    return Badge(LINE_TONES[state], state.label, "" if state == LineState.FAILED else "chart-line")


def moves(asked: RecordingRequest, actor: Actor, lines: Sequence[SpanLine]) -> list[parts.Move]:
    return [_part(move, asked) for move in moves_from(asked.state) if _may(move, asked, actor, lines)]


def whose(asked: RecordingRequest, actor: Actor) -> str:
    """Say who rules on it, where that is somebody else."""
    if asked.state != Request.ASKED:
        return ""
    if asked.asked_by_id == actor.person_id:
        return _("Somebody else has to rule on your request.")
    return "" if actor.may(Permission.APPROVE_RECORDING, asked.case.subject_unit) else _("The Office rules on it.")


def desk_url(asked: RecordingRequest, actor: Actor) -> str:
    """Return the address of the desk where the recordings are viewed for a sheet; empty where the reader has none to view."""
    may = actor.may(Permission.REQUEST_RECORDING, asked.case.subject_unit)
    if asked.state != Request.APPROVED or asked.sheet is None or not may or not inspects(asked.sheet, actor):
        return ""
    return reverse("inspections:desk", args=[asked.sheet_id])


def _may(move: Move, asked: RecordingRequest, actor: Actor, lines: Sequence[SpanLine]) -> bool:
    unit = asked.case.subject_unit
    if move is Move.WITHDRAW:
        return asked.asked_by_id == actor.person_id
    if move is Move.FINISH:
        return actor.may(Permission.REQUEST_RECORDING, unit) and all(line.is_covered for line in lines)
    return actor.may(Permission.APPROVE_RECORDING, unit) and asked.asked_by_id != actor.person_id


def _part(move: Move, asked: RecordingRequest) -> parts.Move:
    label, icon, says, key = LABELS[move]
    url = reverse("inspections:recording_move", args=[asked.pk, move.value])
    return parts.Move(
        label, url, says=says, icon=icon, key=key, asks_reason=move is Move.REFUSE, is_dangerous=move is Move.FINISH
    )
