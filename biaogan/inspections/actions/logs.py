"""Keeping the logs of an outlet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.audit.actions import record_event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.inspections.models import LogKind, OutletLog
from biaogan.org.models import Unit
from biaogan.parties.rules import masked_text

WORDS = 1000
#: A log is no log that is written a quarter later.
OLDEST = dt.timedelta(days=92)
MOST_FACTS = 12
LONGEST_FACT = 200


@transaction.atomic
def keep_log(
    *,
    unit: Unit,
    kind: str,
    text: str = "",
    facts: Mapping[str, Any] | None = None,
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
) -> OutletLog:
    """Write down a patrol, meeting or drill. Both moments are kept: when it was, and when it was written.

    Raises PermissionDenied, RuleBroken for a unit without customers, InputRefused without words where the kind needs
    them, and for a moment that lies ahead or too long ago.
    """
    require(by, Permission.CHECK_ONESELF, unit)
    if not unit.serves_customers:
        raise RuleBroken("log.no_outlet", _("Logs are kept of units that serve customers."))
    at, said = happened_at or now, masked_text(text.strip())[:WORDS]
    if not now - OLDEST <= at <= now:
        raise InputRefused(
            "log.moment_out_of_range", _("A log is written down when it has happened, and within three months.")
        )
    told = _facts(facts or {})
    if kind not in LogKind.values:
        raise InputRefused("log.unknown_kind", _("There is no such log."))
    if kind != LogKind.PATROL and not said:
        raise InputRefused("log.says_nothing", _("Say in a few words what it was about."))
    made = OutletLog.objects.create(unit=unit, kind=kind, happened_at=at, at=now, by=by.person, text=said, facts=told)
    record_event("outlet.log_kept", made, by=by, at=now, happened_at=happened_at, unit=unit.pk, kind=kind)
    return made


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts as they are kept: a few marks, numbers and short words, or lists of these."""
    if len(facts) > MOST_FACTS or not all(_is_fact(name) and _is_kept(value) for name, value in facts.items()):
        raise InputRefused("log.facts_unreadable", _("Beside its words a log keeps a few numbers and short words."))
    return {name: _masked(value) for name, value in facts.items()}


def _is_fact(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_FACT and "\x00" not in value
    return isinstance(value, (bool, int)) and abs(value) < 2**53


def _is_kept(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= 4 * MOST_FACTS and all(map(_is_fact, value))
    return _is_fact(value)


def _masked(value: Any) -> Any:
    if isinstance(value, list):
        return [_masked(each) for each in value]
    return masked_text(value) if isinstance(value, str) else value
