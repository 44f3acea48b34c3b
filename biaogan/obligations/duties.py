"""The one kind of obligation that this app owes itself: a recurring duty, which is a case of its own and is ended in the inbox."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.accounts.roles import Permission
from biaogan.cases.kinds import CaseKind, register_case_kind
from biaogan.obligations import queries
from biaogan.obligations.kinds import (
    Act,
    DefaultLimit,
    Hand,
    ObligationKind,
    Step,
    register_obligation_kind,
)

RECURRING = ObligationKind(
    "duty.recurring",
    _("Recurring duty"),
    DefaultLimit(5, "wd", "岗位职责（待本行确认）", "Duties of the post (bank to confirm)", warn_before="1wd"),
    ladder=(Step("0wd", ("debtor", "head")), Step("5wd", ("upper_head",))),
    url_name="obligations:duty",
    act=Act(_("Say what was done"), "obligations:duty", "check"),
    by_hand=frozenset({Hand.MEET, Hand.EXTEND, Hand.CANCEL}),
    titles=queries.duty_titles,
)


def register() -> None:
    register_case_kind(CaseKind("duty", _("Recurring duty"), "D", Permission.VIEW_DUTIES, "obligations:duty"))
    register_obligation_kind(RECURRING)
