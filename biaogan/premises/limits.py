"""The limits of repairs and where each comes from. An administrator's dated rows override what is shipped here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.obligations.kinds import Act, DefaultLimit, ObligationKind, Step, register_obligation_kind
from biaogan.premises.queries import CHECK, MEND, MEND_SELF_SERVICE

_TO_CONFIRM = ("待本行确认", "Bank to confirm")
_OPENS = "premises:repair"

#: Due: whoever mends and their head; a working day later, the Office's head, who answers for service.
_LADDER = (Step("0wd", ("debtor", "head")), Step("1wd", ("office_head",)))


def register_limits() -> None:
    mended = Act(_("Mended"), "premises:repair_mended", "tool")
    checked = Act(_("Check it"), "premises:repair_check", "check")
    for code, name, days, act in (
        (MEND, _("Mend the device"), 2, mended),
        (MEND_SELF_SERVICE, _("Mend the self-service machine"), 1, mended),
        (CHECK, _("Check that it works again"), 2, checked),
    ):
        limit = DefaultLimit(days, "wd", *_TO_CONFIRM, warn_before="2wh")
        register_obligation_kind(ObligationKind(code, name, limit, _LADDER, url_name=_OPENS, act=act))
