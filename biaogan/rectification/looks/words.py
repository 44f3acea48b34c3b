"""Badges, marks, and the lines of the registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from biaogan.core.addresses import addresses
from biaogan.core.parts import Badge, DueState, Tone
from biaogan.core.templatetags.moments import due_state
from biaogan.core.wording import points_text
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.looks import left_by
from biaogan.obligations.models import Obligation
from biaogan.rectification.choices import Basis, NoticeState, Source, State
from biaogan.rectification.models import Finding, Notice
from biaogan.rectification.queries.notices import NoticeRow
from biaogan.rectification.queries.register import Row

if TYPE_CHECKING:
    from biaogan.core.errors import Text

TONES = {
    State.OPEN: Tone.ACT,
    State.NOTICED: Tone.ACT,
    State.ANSWERED: Tone.ACT,
    State.RETURNED: Tone.ACT,
    State.CLOSED: Tone.PROVEN,
}
NOTICE_TONES = {
    NoticeState.DRAFT: Tone.REST,
    NoticeState.APPROVED: Tone.ACT,
    NoticeState.ISSUED: Tone.ACT,
    NoticeState.RECEIVED: Tone.ACT,
    NoticeState.CLOSED: Tone.PROVEN,
}
_ICONS = {State.OPEN: "flag", State.NOTICED: "send", State.ANSWERED: "eye-check", State.RETURNED: "arrow-back-up"}
_NOTICE_ICONS = {NoticeState.APPROVED: "check", NoticeState.ISSUED: "send", NoticeState.RECEIVED: "signature"}


@dataclass(frozen=True)
class Line:
    """A row of the register of findings: the finding, and what has to be done first, all ready to be drawn."""

    url: str
    row: Row
    badges: list[Badge]
    source: Text
    may_be_ticked: bool
    duty_name: Text = ""
    due: DueState | None = None


@dataclass(frozen=True)
class NoticeLine:
    url: str
    row: NoticeRow
    badge: Badge
    basis: Text
    due: DueState | None = None


@dataclass(frozen=True)
class Duty:
    """A limit as a page lists it."""

    name: Text
    obligation: Obligation

    @property
    def debtor(self) -> str:
        return str(self.obligation.person or self.obligation.debtor_post or "")


def state_badge(finding: Finding | Row) -> Badge:
    state = State(finding.state)
    return Badge(TONES.get(state, Tone.REST), state.label, _ICONS.get(state, ""))


def notice_badge(notice: Notice | NoticeRow) -> Badge:
    state = NoticeState(notice.state)
    return Badge(NOTICE_TONES.get(state, Tone.REST), state.label, _NOTICE_ICONS.get(state, ""))


def marks(finding: Finding | Row) -> list[Badge]:
    """Return what sets a finding apart: that it repeats an earlier one, and how much more it then weighs."""
    if not finding.repeats_id:
        return []
    if finding.weight == 100:
        return [Badge(Tone.REST, _("Repeat offence"), "repeat")]
    words = _("Repeat ×%(times)s") % {"times": points_text(finding.weight)}
    return [Badge(Tone.REST, words, "repeat")]


def lines_of(rows: Iterable[Row], *, now: dt.datetime) -> list[Line]:
    url = addresses("rectification:finding")
    return [_line(url(row.pk), row, now=now) for row in rows]


def _line(url: str, row: Row, *, now: dt.datetime) -> Line:
    badges = [state_badge(row), *marks(row)]
    may_be_ticked = row.state == State.OPEN and row.notice_id is None
    source = Source(row.source).label
    if row.due_at is None or row.duty_kind is None:
        return Line(url, row, badges, source, may_be_ticked)
    left = left_by(row.clock, row.calendar, due_at=row.due_at, now=now)
    due = due_state(row, due_at=row.due_at, now=now, left=left)
    return Line(url, row, badges, source, may_be_ticked, KINDS[row.duty_kind].name, due)


def notice_lines_of(rows: Iterable[NoticeRow], *, now: dt.datetime) -> list[NoticeLine]:
    url = addresses("rectification:notice")
    return [_notice_line(url(row.pk), row, now=now) for row in rows]


def _notice_line(url: str, row: NoticeRow, *, now: dt.datetime) -> NoticeLine:
    is_out = row.state in (NoticeState.ISSUED, NoticeState.RECEIVED)
    due = due_state(row, due_at=row.due_at, now=now) if row.due_at and is_out else None
    return NoticeLine(url, row, notice_badge(row), basis_of(row.basis), due)


def basis_of(code: str) -> Text:
    return Basis(code).label


def duties_of(duties: Iterable[Obligation]) -> list[Duty]:
    """Return what is owed first, then what was owed, without what was dropped before its end."""
    kept = [duty for duty in duties if duty.cancelled_at is None]
    return [
        Duty(KINDS[duty.kind].name, duty) for duty in sorted(kept, key=lambda duty: (not duty.is_open, duty.due_at))
    ]


def trail_of(finding: Finding) -> list[tuple[str, str]]:
    """Return the way to a page below the finding."""
    return [
        (_("Findings"), reverse("rectification:findings")),
        (finding.case.number, reverse("rectification:finding", args=[finding.pk])),
    ]


def notice_trail_of(notice: Notice) -> list[tuple[str, str]]:
    return [
        (_("Notices"), reverse("rectification:notices")),
        (str(notice), reverse("rectification:notice", args=[notice.pk])),
    ]
