"""The limits of a sheet and where each comes from. An administrator's dated rows override what is shipped here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.inspections.actions.owing import INSPECT, RESPOND, SETTLE
from biaogan.obligations.kinds import DefaultLimit, ObligationKind, Step, register_obligation_kind

_TO_CONFIRM = ("待本行确认", "Bank to confirm")
_PAGE = "inspections:sheet"

LIMITS = (
    # Started half a day before the planned day, so that it ends with the day.
    ObligationKind(
        INSPECT,
        _("Inspect"),
        DefaultLimit(1, "d", *_TO_CONFIRM),
        (Step("0wd", ("debtor",)), Step("2wd", ("office_head",))),
        url_name=_PAGE,
    ),
    ObligationKind(
        RESPOND, _("Confirm or dispute the sheet"), DefaultLimit(3, "wd", *_TO_CONFIRM), url_name=_PAGE, is_window=True
    ),
    ObligationKind(
        SETTLE,
        _("Settle the dispute"),
        DefaultLimit(5, "wd", *_TO_CONFIRM, warn_before="1wd"),
        (Step("0wd", ("debtor",)), Step("1wd", ("vice_president",))),
        url_name=_PAGE,
    ),
)


def register_limits() -> None:
    for kind in LIMITS:
        register_obligation_kind(kind)
