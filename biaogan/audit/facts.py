"""The facts of an event as readers are told them: what each is called, and its value without a machine's spelling."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import pgettext, pgettext_lazy

from biaogan.core import wording

FACTS = {
    "after": pgettext_lazy("fact of an event", "Afterwards"),
    "before": pgettext_lazy("fact of an event", "Before"),
    "cadence": pgettext_lazy("fact of an event", "How often"),
    "case": pgettext_lazy("fact of an event", "Case"),
    "case_kind": pgettext_lazy("fact of an event", "Kind of case"),
    "channel": pgettext_lazy("fact of an event", "Channel"),
    "code": pgettext_lazy("fact of an event", "Code"),
    "count": pgettext_lazy("fact of an event", "How many"),
    "day": pgettext_lazy("fact of an event", "Day"),
    "days": pgettext_lazy("fact of an event", "Days"),
    "due": pgettext_lazy("fact of an event", "Due"),
    "due_at": pgettext_lazy("fact of an event", "Due"),
    "expires": pgettext_lazy("fact of an event", "Valid until"),
    "fields": pgettext_lazy("fact of an event", "Fields"),
    "grant": pgettext_lazy("fact of an event", "Role given"),
    "in_time": pgettext_lazy("fact of an event", "In time"),
    "key": pgettext_lazy("fact of an event", "Key"),
    "kind": pgettext_lazy("fact of an event", "Kind"),
    "language": pgettext_lazy("fact of an event", "Language"),
    "last_day": pgettext_lazy("fact of an event", "Last day"),
    "layer": pgettext_lazy("fact of an event", "Calendar"),
    "level": pgettext_lazy("fact of an event", "Level"),
    "limit": pgettext_lazy("fact of an event", "Limit"),
    "months": pgettext_lazy("fact of an event", "Months"),
    "number": pgettext_lazy("fact of an event", "Number"),
    "on": pgettext_lazy("fact of an event", "On"),
    "other": pgettext_lazy("fact of an event", "The other one"),
    "parent": pgettext_lazy("fact of an event", "Upper unit"),
    "person": pgettext_lazy("fact of an event", "Person"),
    "post": pgettext_lazy("fact of an event", "Post"),
    "purpose": pgettext_lazy("fact of an event", "Purpose"),
    "reason": pgettext_lazy("fact of an event", "Reason"),
    "reset": pgettext_lazy("fact of an event", "Reset"),
    "rows": pgettext_lazy("fact of an event", "Rows"),
    "rule": pgettext_lazy("fact of an event", "Rule"),
    "scopes": pgettext_lazy("fact of an event", "Scopes"),
    "starts_on": pgettext_lazy("fact of an event", "Begins on"),
    "state": pgettext_lazy("fact of an event", "State"),
    "theme": pgettext_lazy("fact of an event", "Appearance"),
    "to": pgettext_lazy("fact of an event", "To"),
    "told": pgettext_lazy("fact of an event", "Told"),
    "unit": pgettext_lazy("fact of an event", "Unit"),
    "user": pgettext_lazy("fact of an event", "User"),
    "valid_from": pgettext_lazy("fact of an event", "Valid from"),
    "version": pgettext_lazy("fact of an event", "Version"),
    "years": pgettext_lazy("fact of an event", "Years"),
}


def fact_name(key: str) -> str:
    return str(FACTS.get(key, key))


def fact_value(value: Any) -> str:
    if isinstance(value, bool):
        return pgettext("fact of an event", "yes") if value else pgettext("fact of an event", "no")
    if isinstance(value, list):
        return ("、" if wording.is_chinese() else ", ").join(fact_value(each) for each in value)
    if isinstance(value, dict):
        return ("；" if wording.is_chinese() else "; ").join(
            f"{fact_name(key)} {fact_value(each)}" for key, each in value.items()
        )
    return _moment(value) if isinstance(value, str) and "T" in value else str(value)


def _moment(text: str) -> str:
    """Return a moment that JSON spells «2026-11-25T17:30:00+08:00» as all pages write it; any other text as it stands."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return wording.moment_text(moment) if moment.tzinfo else text
