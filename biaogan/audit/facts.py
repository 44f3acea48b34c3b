"""The facts of an event as readers are told them: what each is called, and its value without a machine's spelling."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from biaogan.core import wording

FACTS = {
    "after": pgettext_lazy("fact of an event", "Afterwards"),
    "before": pgettext_lazy("fact of an event", "Before"),
    "cadence": gettext_lazy("How often"),
    "case": gettext_lazy("Case"),
    "case_kind": gettext_lazy("Kind of case"),
    "channel": gettext_lazy("Channel"),
    "code": gettext_lazy("Code"),
    "count": gettext_lazy("How many"),
    "day": gettext_lazy("Day"),
    "days": gettext_lazy("Days"),
    "due": gettext_lazy("Due"),
    "due_at": gettext_lazy("Due"),
    "expires": gettext_lazy("Valid until"),
    "fields": gettext_lazy("Fields"),
    "grant": gettext_lazy("Role given"),
    "in_time": gettext_lazy("In time"),
    "key": gettext_lazy("Key"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "last_day": gettext_lazy("Last day"),
    "layer": gettext_lazy("Calendar"),
    "level": gettext_lazy("Level"),
    "limit": gettext_lazy("Limit"),
    "months": gettext_lazy("Months"),
    "number": gettext_lazy("Number"),
    "on": gettext_lazy("On"),
    "other": gettext_lazy("The other one"),
    "parent": gettext_lazy("Upper unit"),
    "person": gettext_lazy("Person"),
    "post": gettext_lazy("Post"),
    "purpose": gettext_lazy("Purpose"),
    "reason": gettext_lazy("Reason"),
    "reset": gettext_lazy("Reset"),
    "rows": gettext_lazy("Rows"),
    "rule": gettext_lazy("Rule"),
    "scopes": gettext_lazy("Scopes"),
    "starts_on": gettext_lazy("Begins on"),
    "state": gettext_lazy("State"),
    "theme": gettext_lazy("Appearance"),
    "to": gettext_lazy("To"),
    "told": gettext_lazy("Told"),
    "unit": gettext_lazy("Unit"),
    "user": gettext_lazy("User"),
    "valid_from": gettext_lazy("Valid from"),
    "version": gettext_lazy("Version"),
    "years": gettext_lazy("Years"),
}


def fact_name(key: str) -> str:
    return str(FACTS.get(key, key))


def fact_value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
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
