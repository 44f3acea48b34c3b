"""The limits of rectification and where each comes from. An administrator's dated rows override what is shipped here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from biaogan.obligations.kinds import Act, DefaultLimit, ObligationKind, Step, register_obligation_kind
from biaogan.rectification.queries.onward import doable

if TYPE_CHECKING:
    from biaogan.core.errors import Text

_TO_CONFIRM = ("待本行确认", "Bank to confirm")
_BRIEF = (
    "整改通知书逐项明确责任单位、责任人和时限；未填时限的按本条",
    "The notice names unit, person and limit for each finding; this one holds where none was set",
)

#: Due: the debtor and the head; a working day later, the Office's head; three later, the vice-president.
_LADDER = (
    Step("0wd", ("debtor", "head")),
    Step("1wd", ("head", "office_head")),
    Step("3wd", ("upper_head", "vice_president")),
)
#: What the Office owes itself.
_SHORT_LADDER = (Step("0wd", ("debtor", "office_head")), Step("3wd", ("vice_president",)))


def register_limits() -> None:
    for kind in LIMITS:
        register_obligation_kind(kind)


def _kind(
    code: str,
    name: Text,
    days: int,
    act: tuple[Text, str, str],
    *,
    basis: tuple[str, str] = _TO_CONFIRM,
    source: str = "bank_to_confirm",
    ladder: tuple[Step, ...] = _LADDER,
    at_once: bool = False,
) -> ObligationKind:
    limit = DefaultLimit(days, "wd", *basis, source=source, warn_before="1wd" if days > 1 else "2wh")
    label, route, icon = act
    of_notice = code.startswith("notice.")
    return ObligationKind(
        code,
        name,
        limit,
        ladder,
        url_name="rectification:notice" if of_notice else "rectification:finding",
        act=Act(label, f"rectification:{route}", icon, at_once=at_once, doable=doable),
    )


LIMITS = (
    _kind(
        "finding.rectify",
        _("Put it right and report back"),
        10,
        (_("Report back"), "reply", "check"),
        basis=_BRIEF,
    ),
    _kind(
        "finding.root_cause",
        _("Root cause of a complaint"),
        10,
        (_("Report back"), "reply", "check"),
    ),
    _kind(
        "finding.recheck",
        _("Look again at what was put right"),
        5,
        (_("Check again"), "recheck", "eye-check"),
        ladder=_SHORT_LADDER,
    ),
    _kind("notice.receive", _("Sign for the notice"), 1, (_("Sign for it"), "receive", "signature")),
    _kind(
        "notice.approve",
        _("Approve the notice"),
        1,
        (_("Approve"), "approve", "check"),
        ladder=_SHORT_LADDER,
        at_once=True,
    ),
)
