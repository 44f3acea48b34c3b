"""The moves that somebody may make with a finding or a notice, and whose the others are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from biaogan.accounts.access import Actor, Permission
from biaogan.core import parts
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.models import Obligation
from biaogan.rectification import queries
from biaogan.rectification.actions.moving import may_make, may_make_with_notice
from biaogan.rectification.choices import DIRECT, NoticeState, State
from biaogan.rectification.forms import NOTICE_FORMS
from biaogan.rectification.models import Finding
from biaogan.rectification.queries.notices import NoticePage
from biaogan.rectification.queries.pages import FindingPage
from biaogan.rectification.rules import (
    MAIN,
    NOTICE_MAIN,
    Move,
    NoticeMove,
    may_recheck,
    moves_from,
    notice_moves_from,
)

if TYPE_CHECKING:
    from biaogan.core.errors import Text

#: move -> label, icon, whether it ends the finding (and is shown so), key
LABELS: dict[Move, tuple[Text, str, bool, str]] = {
    Move.ASSIGN: (gettext_lazy("Assign"), "user-check", False, "a"),
    Move.REPLY: (gettext_lazy("Report back"), "camera", False, "r"),
    Move.RECHECK: (gettext_lazy("Check again"), "eye-check", False, "c"),
    Move.EXTEND: (pgettext_lazy("finding", "Extend the limit"), "calendar-plus", False, ""),
    Move.WAIVE: (pgettext_lazy("finding", "Waive"), "file-check", True, ""),
    Move.WITHDRAW: (pgettext_lazy("finding", "Withdraw"), "circle-x", True, ""),
    Move.MAKE_LINK: (gettext_lazy("Link for a contractor"), "link", False, ""),
}

NOTICE_LABELS: dict[NoticeMove, tuple[Text, str, bool, str]] = {
    NoticeMove.EDIT: (pgettext_lazy("notice", "Edit"), "pencil", False, "e"),
    NoticeMove.SUBMIT: (gettext_lazy("Ask for approval"), "send", False, "s"),
    NoticeMove.APPROVE: (pgettext_lazy("notice", "Approve"), "check", False, "a"),
    NoticeMove.REVISE: (gettext_lazy("Back to draft"), "arrow-back-up", False, ""),
    NoticeMove.ISSUE: (pgettext_lazy("notice", "Issue"), "send", False, "i"),
    NoticeMove.RECEIVE: (gettext_lazy("Sign for it"), "signature", False, "s"),
    NoticeMove.WITHDRAW: (pgettext_lazy("notice", "Withdraw"), "circle-x", True, ""),
}

#: Both withdraw, and each has an address of its own.
_ROUTES = {Move.WITHDRAW: "withdraw_finding"}
_NOTICE_ROUTES = {NoticeMove.WITHDRAW: "withdraw_notice"}


def route_of(move: Move) -> str:
    return _ROUTES.get(move, move.value)


def notice_route_of(move: NoticeMove) -> str:
    return _NOTICE_ROUTES.get(move, move.value)


@dataclass(frozen=True)
class Choices:
    """What somebody may do: the main move first, if it is theirs, and whose it is otherwise."""

    moves: list[parts.Move]
    is_main_first: bool
    others: str


def allowed(page: FindingPage, actor: Actor, *, now: dt.datetime) -> list[Move]:
    """Return the moves that the actor may make now with the finding."""
    finding = page.finding
    found = moves_from(finding.state, source=finding.source, has_notice=finding.notice_id is not None)
    return [move for move in found if may_make(finding, move, by=actor) and all(_possible(move, page, actor, now))]


def _possible(move: Move, page: FindingPage, actor: Actor, now: dt.datetime) -> Iterable[bool]:
    finding = page.finding
    if move is Move.ASSIGN:
        yield finding.notice is None or finding.notice.state == NoticeState.DRAFT
    if move is Move.EXTEND:
        yield finding.due_at is not None and now <= finding.due_at
    if move is Move.RECHECK:
        yield may_look_again(finding, page.doers, actor, now=now)
    if move in (Move.REPLY, Move.WAIVE):
        yield actor.person_id is not None


def may_look_again(finding: Finding, doers: set[int], actor: Actor, *, now: dt.datetime) -> bool:
    """Tell whether the actor is somebody else: neither who put it right nor of the unit that had to."""
    if actor.person is None:
        return False
    unit = finding.responsible_unit or finding.case.subject_unit
    return may_recheck(actor.person_id, doers=doers, is_of_unit=queries.is_of(actor.person, unit, now=now))


def choices(page: FindingPage, actor: Actor, *, now: dt.datetime) -> Choices:
    moves = allowed(page, actor, now=now)
    main = MAIN.get(State(page.finding.state)) or (Move.REPLY if Move.REPLY in moves else None)
    ordered = sorted(moves, key=lambda move: move != main)
    first = _drafting(page.finding, actor)
    has_main = main in moves or bool(first)
    found = [*first, *(_part(move, page.finding.pk) for move in ordered)]
    return Choices(found, has_main, "" if has_main else whose(page))


def _drafting(finding: Finding, actor: Actor) -> list[parts.Move]:
    """Return the way to a notice for a finding that waits to be put on one."""
    waits = finding.state == State.OPEN and finding.notice_id is None and finding.source not in DIRECT
    if not waits or not actor.may(Permission.ISSUE_NOTICE, finding.case.subject_unit):
        return []
    url = f"{reverse('rectification:draft_notice')}?findings={finding.pk}"
    return [parts.Move(_("Draft a notice"), url, icon="file-pencil", key="o", opens_page=True)]


def whose(page: FindingPage) -> str:
    """Say whose move is next."""
    if page.next is None and page.finding.state == State.OPEN:
        return _("It waits to be put on a notice.")
    return _of_duty(page.next)


def _of_duty(duty: Obligation | None) -> str:
    if duty is None or duty.debtor_post is None:
        return ""
    who = duty.person or duty.debtor_post
    return _("%(what)s: %(who)s") % {"what": KINDS[duty.kind].name, "who": who}


def _part(move: Move, pk: int) -> parts.Move:
    label, icon, is_dangerous, key = LABELS[move]
    url = reverse(f"rectification:{route_of(move)}", args=[pk])
    return parts.Move(label, url, icon=icon, key=key, opens_page=True, is_dangerous=is_dangerous)


def notice_allowed(page: NoticePage, actor: Actor) -> list[NoticeMove]:
    """Return the moves that the actor may make now with the notice."""
    notice = page.notice
    return [
        move
        for move in notice_moves_from(notice.state)
        if may_make_with_notice(notice, move, by=actor) and all(_notice_possible(move, page, actor))
    ]


def _notice_possible(move: NoticeMove, page: NoticePage, actor: Actor) -> Iterable[bool]:
    is_complete = not page.unassigned and bool(page.findings)
    if move is NoticeMove.APPROVE:
        yield actor.person_id not in (None, page.notice.drafter_id) and is_complete
    if move is NoticeMove.SUBMIT:
        yield is_complete and not any(duty.is_open for duty in page.duties)
    if move is NoticeMove.RECEIVE:
        yield actor.person_id is not None


def notice_choices(page: NoticePage, actor: Actor) -> Choices:
    moves = notice_allowed(page, actor)
    main = _notice_main(page, moves)
    ordered = sorted(moves, key=lambda move: move != main)
    return Choices([_notice_part(move, page) for move in ordered], main in moves, "" if main in moves else _next(page))


def _notice_main(page: NoticePage, moves: list[NoticeMove]) -> NoticeMove | None:
    main = NOTICE_MAIN.get(NoticeState(page.notice.state))
    if main is NoticeMove.APPROVE and main not in moves:
        # The drafter goes on with what is theirs.
        return NoticeMove.EDIT if page.unassigned else NoticeMove.SUBMIT
    return main


def _next(page: NoticePage) -> str:
    if page.next is not None:
        return _of_duty(page.next)
    if page.notice.state == NoticeState.APPROVED:
        return _("It waits to be issued: %(who)s") % {"who": page.notice.drafter}
    if page.notice.state == NoticeState.DRAFT:
        return _("Drafted by %(who)s. Somebody else approves it.") % {"who": page.notice.drafter}
    return ""


def _notice_part(move: NoticeMove, page: NoticePage) -> parts.Move:
    label, icon, is_dangerous, key = NOTICE_LABELS[move]
    url = reverse(f"rectification:{notice_route_of(move)}", args=[page.notice.pk])
    if move in (NoticeMove.EDIT, NoticeMove.RECEIVE):
        return parts.Move(label, url, icon=icon, key=key, opens_page=True)
    says = NOTICE_FORMS[move].says
    asks_reason = "reason" in NOTICE_FORMS[move].base_fields
    if move is NoticeMove.ISSUE:
        # It cannot be taken back: a page says before what will happen.
        return parts.Move(label, url, says=says, icon=icon, key=key, opens_page=True)
    return parts.Move(label, url, says=says, icon=icon, key=key, asks_reason=asks_reason, is_dangerous=is_dangerous)
