"""What somebody may do with a sheet or a plan, the main move first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from biaogan.accounts.access import Actor, Permission
from biaogan.core import parts
from biaogan.inspections.actions.moving import may_make
from biaogan.inspections.choices import HANDED_IN, State
from biaogan.inspections.models import Draw, Plan
from biaogan.inspections.queries.pages import SheetPage
from biaogan.inspections.rules import MAIN, Move, moves_from
from biaogan.obligations.kinds import KINDS

if TYPE_CHECKING:
    from biaogan.core.errors import Text

#: move -> label, icon, whether it ends the sheet (and is shown so), key
LABELS: dict[Move, tuple[Text, str, bool, str]] = {
    Move.ASSIGN: (gettext_lazy("Name inspectors"), "user-plus", False, "a"),
    Move.BEGIN: (pgettext_lazy("sheet", "Begin"), "player-play", False, "b"),
    Move.CHANGE: (pgettext_lazy("sheet", "Fill in"), "pencil", False, "f"),
    Move.GUIDE: (gettext_lazy("Give guidance"), "bulb", False, "g"),
    Move.SUBMIT: (gettext_lazy("Hand in"), "send", False, "s"),
    Move.CONFIRM: (pgettext_lazy("sheet", "Confirm"), "check", False, "c"),
    Move.DISPUTE: (pgettext_lazy("sheet", "Dispute"), "message-circle-exclamation", False, "d"),
    Move.SETTLE: (gettext_lazy("Settle the dispute"), "gavel", False, "e"),
    Move.FINALISE: (gettext_lazy("Make it final"), "lock-check", False, "l"),
    Move.CANCEL: (pgettext_lazy("sheet", "Cancel it"), "circle-x", True, ""),
}

#: Moves that ask nothing: one press on the sheet's page.
AT_ONCE = (Move.BEGIN, Move.CONFIRM, Move.FINALISE)

SAYS: dict[Move, Text] = {
    Move.CONFIRM: gettext_lazy("You agree with every item; the sheet becomes final without another look."),
    Move.FINALISE: gettext_lazy("From then on the score counts and cannot be changed."),
}

#: What an inspector does with a sheet that is under way, in this order.
UNDER_WAY = (Move.CHANGE, Move.SUBMIT, Move.GUIDE)


@dataclass(frozen=True)
class Choices:
    """What somebody may do: the main move first, if it is theirs, and whose it is otherwise."""

    moves: list[parts.Move]
    is_main_first: bool
    others: str


def allowed(page: SheetPage, actor: Actor) -> list[Move]:
    """Return the moves that the actor may make now; proof is added at its item, not from a button."""
    possible = [move for move in moves_from(page.sheet.state) if move is not Move.ATTACH]
    return [move for move in possible if may_make(page.sheet, move, by=actor) and _is_time(move, page)]


def _is_time(move: Move, page: SheetPage) -> bool:
    # While the window is open the outlet has the word; what nobody disputes becomes final by itself.
    if move is Move.FINALISE and page.sheet.state == State.SUBMITTED:
        return not any(duty.is_open and duty.is_window for duty in page.duties)
    return True


def choices(page: SheetPage, actor: Actor) -> Choices:
    moves = allowed(page, actor)
    state = State(page.sheet.state)
    main = Move.CHANGE if state is State.IN_PROGRESS else MAIN.get(state)
    order = [main, *UNDER_WAY]
    moves.sort(key=lambda move: order.index(move) if move in order else len(order))
    has_main = main in moves
    buttons = [_part(move, page) for move in moves]
    at = 1 if has_main else 0
    buttons[at:at] = _besides(page, actor)
    return Choices(buttons, has_main, "" if has_main else whose(page))


def _part(move: Move, page: SheetPage) -> parts.Move:
    label, icon, is_dangerous, key = LABELS[move]
    route = "work" if move is Move.CHANGE else move.value
    url = reverse(f"inspections:{route}", args=[page.sheet.pk])
    if move in AT_ONCE:
        return parts.Move(label, url, SAYS.get(move, ""), icon=icon, key=key)
    return parts.Move(label, url, icon=icon, key=key, opens_page=True, is_dangerous=is_dangerous)


def _besides(page: SheetPage, actor: Actor) -> list[parts.Move]:
    """Return what can be done besides the moves: the report, and a notice of the findings."""
    sheet, found = page.sheet, []
    if sheet.state in HANDED_IN:
        url = reverse("inspections:report", args=[sheet.pk])
        found.append(parts.Move(pgettext("sheet", "Report"), url, icon="file-text", opens_page=True, key="r"))
    waiting = [finding for finding in page.findings if finding.notice_id is None and finding.state == "open"]
    if waiting and actor.may(Permission.ISSUE_NOTICE, sheet.case.subject_unit):
        url = reverse("inspections:notice", args=[sheet.pk])
        found.append(parts.Move(_("Draft a notice"), url, icon="file-alert", opens_page=True, key="o"))
    return found


def whose(page: SheetPage) -> str:
    """Say whose move is next."""
    duty = page.next
    if duty is None or duty.debtor_post is None or page.is_hidden:
        return ""
    return _("%(what)s: %(who)s") % {"what": KINDS[duty.kind].name, "who": duty.person or duty.debtor_post}


def plan_moves(plan: Plan, actor: Actor, *, undrawn: Draw | None) -> list[parts.Move]:
    """Return what the actor may do with a plan; `undrawn` is a draw whose sheets are not planned yet."""
    if plan.closed_at is not None or not actor.may(Permission.PLAN_INSPECTION, plan.unit):
        return []
    found = []
    if undrawn is not None:
        to = reverse("inspections:plan_drawn", args=[undrawn.pk])
        found.append(parts.Move(_("Plan the drawn units"), to, icon="calendar-plus", opens_page=True, key="p"))
    draw = parts.Move(
        _("Draw by lot"), reverse("inspections:draw_units", args=[plan.pk]), icon="dice-5", opens_page=True
    )
    one = reverse("inspections:plan_sheet") + f"?plan={plan.pk}&channel={plan.channel}"
    single = parts.Move(_("Add one unit"), one, icon="plus", opens_page=True)
    close = parts.Move(
        _("Close the plan"),
        reverse("inspections:plan_close", args=[plan.pk]),
        _("Nothing more is drawn or added."),
        icon="archive",
        is_dangerous=True,
    )
    return [*found, draw, single, close]
