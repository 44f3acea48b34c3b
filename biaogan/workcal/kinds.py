"""The few words that calendars are made of. Free of Django, so that `biaogan deadline` starts at once."""

from __future__ import annotations

import enum


class LayerKind(enum.StrEnum):
    """Whose notices a layer holds; each kind overrides the kinds before it."""

    NATION = "nation"
    REGION = "region"
    BANK = "bank"


class YearState(enum.StrEnum):
    """What is known of a layer's year: the notice as published, an expectation, or nothing."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    MISSING = "missing"


class LimitUnit(enum.StrEnum):
    """What a limit counts in."""

    WORKING_DAYS = "wd"
    WORKING_HOURS = "wh"
    HOURS = "h"
    DAYS = "d"
    MONTHS = "mo"


class Nature(enum.StrEnum):
    """What sort of day a day is."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


class Role(enum.StrEnum):
    """What a day does in the counting of a limit."""

    START = "start"
    COUNTED = "counted"
    SKIPPED = "skipped"
    ROLLED_OVER = "rolled_over"
    ROLLED_END = "rolled_end"
