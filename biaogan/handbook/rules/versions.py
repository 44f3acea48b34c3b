"""When a version can be published, and what stands in its way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from biaogan.core.errors import InputRefused, Refusal, RuleBroken
from biaogan.handbook.choices import Channel, Kind, State
from biaogan.handbook.rules.kinds import Binary, read_rule
from biaogan.handbook.rules.scoring import FULL_SCORE, Band, Scored
from biaogan.handbook.rules.values import refuse


class Line(Scored, Protocol):
    @property
    def code(self) -> str: ...
    @property
    def channels(self) -> Sequence[str]: ...
    @property
    def metric(self) -> str: ...


def require_draft(state: str) -> None:
    if state != State.DRAFT:
        raise RuleBroken(
            "handbook.not_a_draft", _("This version is published and never changes. Draft a new one from it.")
        )


def require_line(item: Line) -> None:
    """Raise InputRefused, naming the part, unless the item can be scored in the ways in which it is looked at."""
    rule = read_rule(item.kind, item.rule, item.points)
    if item.kind != Kind.VETO and not item.points:
        refuse("points", _("An item is worth some points, unless it is a red line."))
    if not item.channels:
        refuse("channels", _("Say in which way it is looked at."))
    if Channel.RECORD not in item.channels:
        return
    if list(item.channels) == [Channel.RECORD] and not item.metric:
        refuse("metric", _("An item that is looked at by records alone names the measure that answers it."))
    if item.kind == Kind.LEVELS:
        refuse("kind", _("No measure can choose a level: records answer the other kinds."))
    if item.metric and isinstance(rule, Binary) and not rule.met_when:
        refuse("met_when", _("Say when the figures of the measure meet the item."))


def require_bands(bands: Sequence[Band]) -> None:
    """Raise InputRefused unless the grades cover every score, and those that fail lie below those that pass."""
    if not bands:
        refuse("bands", _("A version needs grades."))
    floors = [band.floor for band in bands]
    if len(set(floors)) < len(floors) or len({band.code for band in bands}) < len(bands):
        refuse("bands", _("Each grade needs a code and a floor of its own."))
    if min(floors) != 0 or max(floors) > FULL_SCORE:
        refuse("bands", _("The lowest grade begins at 0 and none above 100, so that every score has its grade."))
    fails = [band.floor for band in bands if band.is_fail]
    passes = [band.floor for band in bands if not band.is_fail]
    if not fails or (passes and max(fails) > min(passes)):
        refuse("bands", _("The grades that count as a fail lie below all others, and there is at least one."))


def faults(items: Sequence[Line], bands: Sequence[Band]) -> Iterator[Refusal]:
    """Yield what stands in the way of publishing; `column` is the item's code, «» for the version as a whole."""
    if not items:
        yield Refusal(_("There are no items."))
    elif not any(item.points for item in items):
        yield Refusal(_("No item is worth any points."))
    for item in items:
        try:
            require_line(item)
        except InputRefused as refused:
            yield Refusal(refused.message, column=item.code)
    try:
        require_bands(bands)
    except InputRefused as refused:
        yield Refusal(refused.message)


def require_first_day(day: dt.date, *, today: dt.date, begun: Sequence[dt.date]) -> None:
    """Raise unless a version may begin on `day`; `begun` are the first days of the published ones.

    The first one may begin in the past, so that older sheets can be read in; all others begin today at the earliest.
    """
    if begun and day < today:
        refuse("first_day", _("A version begins today at the earliest: sheets of days gone by keep theirs."))
    if begun and day <= max(begun):
        raise RuleBroken("handbook.overtaken", _("A version that begins on that day or later is already published."))
