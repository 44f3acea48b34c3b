"""The values of placeholders: packed when something is told, written out in the reader's language when it is read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from biaogan.core import wording
from biaogan.parties.rules import masked_text

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def packed(value: Any) -> Any:
    """Return `value` as JSON. Words that are translated keep both languages; numbers of customers that slip in are masked."""
    if isinstance(value, dt.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, Promise):
        return {short: _in(code, value) for short, code in LANGUAGES.items()}
    if isinstance(value, (bool, int)):
        return value
    return masked_text(str(value))


def unpacked(value: Any) -> str:
    """Return the value as words of the language in use."""
    if isinstance(value, dict):
        if "moment" in value:
            return wording.moment_text(dt.datetime.fromisoformat(value["moment"]))
        if "day" in value:
            return wording.day_text(dt.date.fromisoformat(value["day"]))
        return str(value["zh" if wording.is_chinese() else "en"])
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


def _in(code: str, words: Promise) -> str:
    with translation.override(code):
        return str(words)
