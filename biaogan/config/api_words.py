"""What is wrong with a field, in the caller's language: pydantic's own words are English only."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _

_DATE = re.compile(r"datetime\.date\((\d+), (\d+), (\d+)\)")


def reason_of(error: dict[str, Any]) -> str:
    """Return the words for one of pydantic's errors."""
    context = {name: _shown(value) for name, value in (error.get("ctx") or {}).items()}
    kind = str(error.get("type", ""))
    if kind in ("value_error", "assertion_error"):
        return str(context.get("error", "")) or _("This is not valid.")
    words = _words(kind)
    try:
        return words % context
    except (KeyError, TypeError, ValueError):
        return _("This is not valid.")


def _shown(bound: object) -> object:
    # pydantic gives the repr of a bound that it does not know.
    found = _DATE.fullmatch(str(bound))
    return dt.date(*map(int, found.groups())).isoformat() if found else bound


def _words(kind: str) -> str:
    exact = {
        "missing": _("This is missing."),
        "extra_forbidden": _("There is no such field."),
        "none_required": _("This has to stay empty."),
        "string_too_short": _("At least %(min_length)s characters, please."),
        "string_too_long": _("At most %(max_length)s characters, please."),
        "string_pattern_mismatch": _("This is not written as it should be."),
        "too_short": _("At least %(min_length)s, please."),
        "too_long": _("At most %(max_length)s, please."),
        "greater_than": _("This has to be more than %(gt)s."),
        "greater_than_equal": _("This has to be %(ge)s or more."),
        "less_than": _("This has to be less than %(lt)s."),
        "less_than_equal": _("This has to be %(le)s or less."),
        "enum": _("One of these, please: %(expected)s."),
        "literal_error": _("One of these, please: %(expected)s."),
        "timezone_aware": _("Say the zone of the time, such as +08:00."),
        "json_invalid": _("This is no JSON."),
    }
    if kind in exact:
        return exact[kind]
    return next((words for start, words in _families().items() if kind.startswith(start)), _("This is not valid."))


def _families() -> dict[str, str]:
    """Return words by how the kind of an error begins: «int_type», «int_parsing», «int_from_float»."""
    return {
        "int": _("This has to be a whole number."),
        "float": _("This has to be a number."),
        "decimal": _("This has to be a number, with no more digits than the field keeps."),
        "finite": _("This has to be a number."),
        "bool": _("This has to be true or false."),
        "string": _("This has to be text."),
        "datetime": _("This has to be a date and time such as 2026-11-23T17:30:00+08:00."),
        "date": _("This has to be a date such as 2026-11-23."),
        "time": _("This has to be a time such as 17:30."),
        "list": _("This has to be a list."),
        "dict": _("This has to be an object."),
        "model": _("This has to be an object."),
        "uuid": _("This has to be a UUID."),
    }
