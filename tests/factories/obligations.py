"""Obligations of kinds that exist in tests only, and the smallest case for them to stand on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from biaogan.accounts.access import job_actor
from biaogan.cases.models import Case
from biaogan.obligations import actions
from biaogan.obligations.kinds import (
    KINDS,
    DefaultLimit,
    Hand,
    ObligationKind,
    Step,
    register_obligation_kind,
)
from biaogan.obligations.models import Obligation
from biaogan.org.models import Person, Post, PostKind, Unit
from biaogan.org.queries import post_at
from tests.conftest import NOW
from tests.factories.cases import PLAIN, make_case, register_kinds

#: Two working days; a warning a working day before; told at the end and a working day later.
DUTY = f"{PLAIN}.duty"
#: The same, and everything may be done by hand.
HANDY = f"{PLAIN}.handy"
#: Fifteen calendar days without a ladder; extended by hand only from above.
LEGAL = f"{PLAIN}.legal"
#: Thirty calendar days in which something may be asked for.
WINDOW = f"{PLAIN}.window"
#: Four working hours.
QUICK = f"{PLAIN}.quick"

BY = job_actor("test")
_LADDER = (Step("0wd", ("debtor", "head")), Step("1wd", ("office_head", "vice_president")))


def register_test_kinds() -> None:
    register_kinds()
    if DUTY in KINDS:
        return
    two_days = DefaultLimit(2, "wd", "测试依据", "basis of a test", source="brief", warn_before="1wd")
    month = DefaultLimit(30, "d", "测试依据", "basis of a test", source="law")
    register_obligation_kind(ObligationKind(DUTY, "duty", two_days, _LADDER, url_name="cases:open"))
    register_obligation_kind(
        ObligationKind(HANDY, "handy", two_days, _LADDER, url_name="cases:open", by_hand=frozenset(Hand))
    )
    legal = DefaultLimit(15, "d", "测试法条", "article of a test", source="law", warn_before="3wd")
    register_obligation_kind(
        ObligationKind(
            LEGAL, "legal", legal, url_name="cases:open", by_hand=frozenset({Hand.EXTEND}), extended_from_above=True
        )
    )
    register_obligation_kind(ObligationKind(WINDOW, "window", month, url_name="cases:open", is_window=True))
    register_obligation_kind(
        ObligationKind(QUICK, "quick", DefaultLimit(4, "wh", "测试依据", "basis of a test"), url_name="cases:open")
    )


def owe(
    unit: Unit | None = None,
    *,
    kind: str = DUTY,
    post: Post | None = None,
    post_kind: str = PostKind.OUTLET_HEAD,
    on: Case | None = None,
    start_at: dt.datetime = NOW,
    now: dt.datetime | None = None,
    person: Person | None = None,
    **more: Any,
) -> Obligation:
    """Return an obligation of the unit's post, on a case of its own, that began at NOW, a Tuesday at ten."""
    register_test_kinds()
    unit = unit or (post.unit if post else None)
    assert unit is not None
    debtor = None if kind == WINDOW else post or post_at(post_kind, unit)
    case = on or make_case(unit, at=start_at)
    return actions.start(
        kind, on=case, debtor=debtor, person=person, by=BY, now=now or start_at, start_at=start_at, **more
    )
