"""The limits of a complaint's steps and where each comes from. An administrator's dated rows override what is shipped here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from biaogan.complaints.queries.onward import doable
from biaogan.obligations.kinds import Act, DefaultLimit, ObligationKind, Step, register_obligation_kind

if TYPE_CHECKING:
    from biaogan.core.errors import Text

_LAW = ("《银行业保险业消费投诉处理管理办法》（2020年第3号）第十八条", "Order 2020 No. 3, art. 18")
_BRIEF = (
    "本行投诉处理流程：受理后办公室立即介入，两个工作日内调查取证、判定属性",
    "The bank's complaint process: the Office steps in at once and investigates within 2 working days",
)
_TO_CONFIRM = ("待本行确认", "Bank to confirm")

#: Due: the debtor and the head; a working day later, the vice-president.
_LADDER = (Step("0wd", ("debtor", "head")), Step("1wd", ("office_head", "vice_president")))
#: What must happen at once is escalated at once.
_QUICK_LADDER = (Step("0wd", ("debtor", "office_head")), Step("1wd", ("vice_president",)))


def register_limits() -> None:
    for kind in LIMITS:
        register_obligation_kind(kind)


def _kind(
    code: str,
    name: Text,
    amount: int,
    clock: str,
    basis: tuple[str, str],
    *,
    source: str = "bank_to_confirm",
    warn_before: str = "1wd",
    ladder: tuple[Step, ...] = _LADDER,
    act: Act | None = None,
) -> ObligationKind:
    limit = DefaultLimit(amount, clock, *basis, source=source, warn_before=warn_before)
    return ObligationKind(f"complaint.{code}", name, limit, ladder, url_name="complaints:case", act=act)


def _act(label: Text, route: str, icon: str, *, at_once: bool = False) -> Act:
    return Act(label, f"complaints:{route}", icon, at_once=at_once, doable=doable)


LIMITS = (
    _kind(
        "accept",
        _("Look at it and accept it"),
        1,
        "wd",
        _TO_CONFIRM,
        warn_before="2wh",
        act=_act(_("Accept"), "accept", "check"),
    ),
    _kind(
        "take_over",
        _("Answer what was passed on"),
        5,
        "wd",
        _TO_CONFIRM,
        act=_act(_("Answer and close"), "take_over", "check"),
    ),
    # The brief says «at once»; how many working hours that is, the bank confirms.
    _kind(
        "step_in",
        _("Step in at once"),
        2,
        "wh",
        _BRIEF,
        source="brief",
        warn_before="",
        ladder=_QUICK_LADDER,
        act=_act(_("Step in"), "step_in", "player-play", at_once=True),
    ),
    _kind(
        "investigate",
        _("Investigate and determine the attribute"),
        2,
        "wd",
        _BRIEF,
        source="brief",
        ladder=_QUICK_LADDER,
        # Until somebody has stepped in, that comes first.
        act=_act(_("Give a verdict"), "onward", "gavel"),
    ),
    _kind(
        "propose",
        _("Propose an outcome"),
        5,
        "wd",
        _TO_CONFIRM,
        act=_act(_("Propose an outcome"), "propose", "file-pencil"),
    ),
    _kind(
        "decide",
        _("Decide on the proposal"),
        1,
        "wd",
        _TO_CONFIRM,
        warn_before="2wh",
        act=_act(_("Decide"), "decide", "check"),
    ),
    # Met by telling the customer; until then whichever step is next is on the way.
    _kind(
        "tell",
        _("Decide and tell the customer"),
        15,
        "d",
        _LAW,
        source="law",
        warn_before="3wd",
        ladder=_QUICK_LADDER,
        act=_act(_("Take the next step"), "onward", "arrow-right"),
    ),
    _kind("close", _("Close the case"), 5, "wd", _TO_CONFIRM, act=_act(_("Close the case"), "close", "archive")),
    _kind(
        "supervise",
        _("Carry out the supervision order"),
        3,
        "wd",
        _TO_CONFIRM,
        act=_act(_("Report progress"), "owed_report", "pencil"),
    ),
)
