"""The facts of an event as readers are told them: what each is called, and its value without a machine's spelling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import pgettext, pgettext_lazy

from biaogan.audit.models import Event
from biaogan.audit.names import Named, Words, reference_of_fact, words_of_fact
from biaogan.core import wording

FACTS = {
    "after": pgettext_lazy("fact of an event", "Afterwards"),
    "amount": pgettext_lazy("fact of an event", "Amount"),
    "authority": pgettext_lazy("fact of an event", "Authority"),
    "before": pgettext_lazy("fact of an event", "Before"),
    "bound": pgettext_lazy("fact of an event", "Up to"),
    "cadence": pgettext_lazy("fact of an event", "How often"),
    "case": pgettext_lazy("fact of an event", "Case"),
    "case_kind": pgettext_lazy("fact of an event", "Kind of case"),
    "channel": pgettext_lazy("fact of an event", "Channel"),
    "closed": pgettext_lazy("fact of an event", "Closed all day"),
    "code": pgettext_lazy("fact of an event", "Code"),
    "count": pgettext_lazy("fact of an event", "How many"),
    "created": pgettext_lazy("fact of an event", "New"),
    "day": pgettext_lazy("fact of an event", "Day"),
    "days": pgettext_lazy("fact of an event", "Days"),
    "deputy": pgettext_lazy("fact of an event", "Deputy"),
    "done": pgettext_lazy("fact of an event", "Carried out"),
    "due": pgettext_lazy("fact of an event", "Due"),
    "due_at": pgettext_lazy("fact of an event", "Due"),
    "duties": pgettext_lazy("fact of an event", "Duties"),
    "expires": pgettext_lazy("fact of an event", "Valid until"),
    "fields": pgettext_lazy("fact of an event", "Fields"),
    "first": pgettext_lazy("fact of an event", "First day"),
    "from": pgettext_lazy("fact of an event", "From"),
    "from_day": pgettext_lazy("fact of an event", "From"),
    "grant": pgettext_lazy("fact of an event", "Role given"),
    "import": pgettext_lazy("fact of an event", "From a file"),
    "in_time": pgettext_lazy("fact of an event", "In time"),
    "into": pgettext_lazy("fact of an event", "Into"),
    "key": pgettext_lazy("fact of an event", "Key"),
    "kind": pgettext_lazy("fact of an event", "Kind"),
    "language": pgettext_lazy("fact of an event", "Language"),
    "last": pgettext_lazy("fact of an event", "Last day"),
    "last_day": pgettext_lazy("fact of an event", "Last day"),
    "layer": pgettext_lazy("fact of an event", "Calendar"),
    "level": pgettext_lazy("fact of an event", "Level"),
    "liability": pgettext_lazy("fact of an event", "Liability"),
    "limit": pgettext_lazy("fact of an event", "Limit"),
    "mapping": pgettext_lazy("fact of an event", "Column map"),
    "method": pgettext_lazy("fact of an event", "Told by"),
    "months": pgettext_lazy("fact of an event", "Months"),
    "nature": pgettext_lazy("fact of an event", "Nature"),
    "new": pgettext_lazy("fact of an event", "Afterwards"),
    "number": pgettext_lazy("fact of an event", "Number"),
    "old": pgettext_lazy("fact of an event", "Before"),
    "on": pgettext_lazy("fact of an event", "On"),
    "order": pgettext_lazy("fact of an event", "Order"),
    "other": pgettext_lazy("fact of an event", "The other one"),
    "over": pgettext_lazy("fact of an event", "Over"),
    "parent": pgettext_lazy("fact of an event", "Upper unit"),
    "parts": pgettext_lazy("fact of an event", "Parts"),
    "people": pgettext_lazy("fact of an event", "People named"),
    "person": pgettext_lazy("fact of an event", "Person"),
    "post": pgettext_lazy("fact of an event", "Post"),
    "proof": pgettext_lazy("fact of an event", "Proof"),
    "proposal": pgettext_lazy("fact of an event", "Proposal"),
    "purpose": pgettext_lazy("fact of an event", "Purpose"),
    "reached": pgettext_lazy("fact of an event", "Reached"),
    "reason": pgettext_lazy("fact of an event", "Reason"),
    "refused": pgettext_lazy("fact of an event", "Refused"),
    "reset": pgettext_lazy("fact of an event", "Reset"),
    "responsible": pgettext_lazy("fact of an event", "Responsible unit"),
    "role": pgettext_lazy("fact of an event", "Role"),
    "rows": pgettext_lazy("fact of an event", "Rows"),
    "rule": pgettext_lazy("fact of an event", "Rule"),
    "scopes": pgettext_lazy("fact of an event", "Scopes"),
    "sha256": "SHA-256",
    "stage": pgettext_lazy("fact of an event", "Extension"),
    "starts_on": pgettext_lazy("fact of an event", "Begins on"),
    "state": pgettext_lazy("fact of an event", "State"),
    "suspension": pgettext_lazy("fact of an event", "Suspension"),
    "template": pgettext_lazy("fact of an event", "Template"),
    "theme": pgettext_lazy("fact of an event", "Appearance"),
    "to": pgettext_lazy("fact of an event", "To"),
    "told": pgettext_lazy("fact of an event", "Told"),
    "unit": pgettext_lazy("fact of an event", "Unit"),
    "until": pgettext_lazy("fact of an event", "Until"),
    "updated": pgettext_lazy("fact of an event", "Changed"),
    "user": pgettext_lazy("fact of an event", "User"),
    "valid_from": pgettext_lazy("fact of an event", "Valid from"),
    "value": pgettext_lazy("fact of an event", "Value"),
    "version": pgettext_lazy("fact of an event", "Version"),
    "voice": pgettext_lazy("fact of an event", "What it is"),
    "words": pgettext_lazy("fact of an event", "In words"),
    "years": pgettext_lazy("fact of an event", "Years"),
}


def fact_name(key: str) -> str:
    return str(FACTS.get(key, key))


def facts_of(event: Event, names: Mapping[tuple[str, str], Named]) -> list[tuple[str, str]]:
    """Return what is known of the event besides, each with its name, in words; `names` name what the facts refer to."""
    return [(fact_name(key), fact_value(value, _words(event, key, names))) for key, value in _told(event)]


def references_in(event: Event) -> Iterable[tuple[str, str]]:
    """Yield the things that the facts refer to, as (kind, id)."""
    for key, value in _told(event):
        kind = reference_of_fact(event.name, key)
        if kind is not None:
            yield from ((kind, str(each)) for each in (value if isinstance(value, list) else [value]))


def _told(event: Event) -> list[tuple[str, Any]]:
    return sorted((key, value) for key, value in event.facts.items() if value not in (None, "", [], {}))


def _words(event: Event, key: str, names: Mapping[tuple[str, str], Named]) -> Words:
    kind = reference_of_fact(event.name, key)
    if kind is not None:
        return lambda value: names[kind, str(value)].label
    return words_of_fact(event.name, key) or _words_of_model(event.subject_type, key)


def _words_of_model(label: str, key: str) -> Words:
    """Read the value as the subject's own field of that name does; «fields» are names of its fields."""
    if key == "fields":
        return lambda value: getattr(_field(label, value), "verbose_name", "")
    choices = dict(getattr(_field(label, key), "flatchoices", []))
    return lambda value: choices.get(value, "")


def _field(label: str, name: Any) -> Any:
    try:
        return apps.get_model(label)._meta.get_field(str(name))
    except (LookupError, ValueError, FieldDoesNotExist):
        return None


def fact_value(value: Any, words: Words | None = None) -> str:
    if isinstance(value, bool):
        return pgettext("fact of an event", "yes") if value else pgettext("fact of an event", "no")
    if isinstance(value, list):
        return wording.listed(fact_value(each, words) for each in value)
    if isinstance(value, dict):
        return ("；" if wording.is_chinese() else "; ").join(
            f"{fact_name(key)} {fact_value(each)}" for key, each in value.items()
        )
    if words is not None and (said := str(words(value))):
        return said
    return _moment(value) if isinstance(value, str) and "T" in value else str(value)


def _moment(text: str) -> str:
    """Return a moment that JSON spells «2026-11-25T17:30:00+08:00» as all pages write it; any other text as it stands."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return wording.moment_text(moment) if moment.tzinfo else text
