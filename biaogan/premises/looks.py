"""What pages show of a repair: its moves, whose turn it is, and what is owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from biaogan.accounts.access import Actor
from biaogan.core import parts
from biaogan.core.parts import Entry
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.models import Obligation
from biaogan.premises.actions.repairs import may_make
from biaogan.premises.kinds import RepairState
from biaogan.premises.models import Repair
from biaogan.premises.models.repairs import TONES
from biaogan.premises.queries import RepairPage
from biaogan.premises.rules import MAIN, Move, is_open_to, moves_from

if TYPE_CHECKING:
    from biaogan.core.errors import Text

#: move -> label, icon, whether it turns the repair (and is shown so), key. Scrapping follows from removing the device.
LABELS: dict[Move, tuple[Text, str, bool, str]] = {
    Move.ASSIGN: (gettext_lazy("Say who mends"), "user-cog", False, "a"),
    Move.MENDED: (gettext_lazy("Mended"), "tool", False, "m"),
    Move.CHECK: (gettext_lazy("Works: close it"), "check", False, "c"),
    Move.GIVE_BACK: (gettext_lazy("Does not work: give back"), "arrow-back-up", True, ""),
    Move.DROP: (pgettext_lazy("repair", "Reported by mistake"), "x", True, ""),
}

_ICONS = {
    RepairState.REPORTED: "alert-triangle",
    RepairState.ASSIGNED: "user-cog",
    RepairState.MENDED: "tool",
    RepairState.GIVEN_BACK: "arrow-back-up",
    RepairState.CHECKED: "check",
    RepairState.DROPPED: "x",
    RepairState.SCRAPPED: "trash",
}


@dataclass(frozen=True)
class Choices:
    """What somebody may do with a repair: the main move first, if it is theirs, and whose it is otherwise."""

    moves: list[parts.Move]
    is_main_first: bool
    others: str


def allowed(repair: Repair, actor: Actor) -> list[Move]:
    """Return the moves that the actor may make now."""
    return [
        move
        for move in moves_from(repair.state)
        if move in LABELS
        and may_make(repair, move, by=actor)
        and is_open_to(move, actor.person_id, mended_by=repair.mended_by_id)
    ]


def choices(page: RepairPage, actor: Actor) -> Choices:
    moves = allowed(page.repair, actor)
    main = MAIN.get(RepairState(page.repair.state))
    ordered = sorted(moves, key=lambda move: move != main)
    has_main = main in moves
    return Choices([_part(move, page.repair) for move in ordered], has_main, "" if has_main else _whose(page))


def _part(move: Move, repair: Repair) -> parts.Move:
    label, icon, is_dangerous, key = LABELS[move]
    url = reverse(f"premises:repair_{move}", args=[repair.pk])
    return parts.Move(label, url, icon=icon, key=key, opens_page=True, is_dangerous=is_dangerous)


def _whose(page: RepairPage) -> str:
    duty = page.next
    if duty is None or duty.debtor_post is None:
        return ""
    return _("%(what)s: %(who)s") % {"what": KINDS[duty.kind].name, "who": duty.person or duty.debtor_post}


def steps_of(page: RepairPage) -> list[Entry]:
    """Return what happened to the device, the latest first, with what was said."""
    return [
        Entry(
            step.at,
            RepairState(step.state).label,
            who=str(step.by or ""),
            text=step.note,
            icon=_ICONS[RepairState(step.state)],
            tone=TONES[step.state],
        )
        for step in page.steps
    ]


@dataclass(frozen=True)
class Duty:
    """A limit as the page lists it."""

    name: Text
    obligation: Obligation

    @property
    def debtor(self) -> str:
        return str(self.obligation.person or self.obligation.debtor_post or "")


def duties_of(page: RepairPage) -> list[Duty]:
    return [Duty(KINDS[duty.kind].name, duty) for duty in page.duties]


@dataclass(frozen=True)
class Line:
    """A row of the list, with what has to be done first."""

    repair: Repair
    duty: Obligation | None

    @property
    def duty_name(self) -> Text:
        return KINDS[self.duty.kind].name if self.duty else ""


def lines_of(rows: Iterable[Repair]) -> list[Line]:
    found = list(rows)
    open_duties = Obligation.objects.open().filter(case__in=[row.pk for row in found]).select_related("rule")
    first = {duty.case_id: duty for duty in open_duties.order_by("-due_at")}
    return [Line(row, first.get(row.pk)) for row in found]


def downtime_of(repair: Repair, *, now: dt.datetime) -> str:
    """Return in words how long the device has been out of order; empty for a report by mistake."""
    if repair.state == RepairState.DROPPED:
        return ""
    lasted = (repair.mended_at or repair.case.closed_at or now) - repair.down_since
    hours, minutes = divmod(int(lasted.total_seconds()) // 60, 60)
    if hours < 1:
        return _("%(minutes)d min") % {"minutes": minutes}
    if hours < 48:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    return _("%(days)d days %(hours)d h") % {"days": hours // 24, "hours": hours % 24}
