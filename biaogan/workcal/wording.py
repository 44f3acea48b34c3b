"""How days, states and the counting of a limit are put into words, in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from biaogan.core.wording import WEEKDAYS_EN, WEEKDAYS_ZH, in_reader_language, is_chinese, listed, time_text
from biaogan.workcal.kinds import LimitUnit, Nature, Role, YearState
from biaogan.workcal.rules import Due, LayerData, Limit, Mark, Step, WorkCalendar


@dataclass(frozen=True)
class StepWords:
    """A line of an explanation: the day, what it does in the count, what sort of day it is, and what is to be noted."""

    day: dt.date
    count: str
    nature: str
    remarks: list[str]


def explanation(due: Due) -> list[StepWords]:
    """Return the counting of the limit in words, one line a day."""
    return [
        StepWords(step.day, count_text(step, due.limit), nature_text(step, due.calendar), remarks(step, due.calendar))
        for step in due.explain()
    ]


def count_text(step: Step, limit: Limit) -> str:
    if step.hours is not None:
        return _("counted %(since)s–%(until)s") % {"since": time_text(step.hours[0]), "until": time_text(step.hours[1])}
    match step.role:
        case Role.START if step.is_due:
            return _("the day itself")
        case Role.START:
            return _("start day, not counted")
        case Role.SKIPPED:
            return _("not counted")
        case Role.ROLLED_OVER:
            return _("day of rest, passed over")
        case Role.ROLLED_END:
            return _("latest end")
    return _("the day itself") if not step.count else _ordinal(limit.unit) % {"n": step.count}


def _ordinal(unit: LimitUnit) -> str:
    if unit == LimitUnit.WORKING_DAYS:
        return _("working day %(n)s")
    return _("month %(n)s") if unit == LimitUnit.MONTHS else _("day %(n)s")


def nature_text(step: Step, calendar: WorkCalendar) -> str:
    named = Mark(step.nature != Nature.HOLIDAY, step.name, step.name_en)
    text = day_text(step.nature, named if step.layer else None)
    return _with_layer(text, layer_text(step.layer, calendar.layers)) if step.layer else text


def view_text(nature: Nature, mark: Mark | None, layer: LayerData | None) -> str:
    """Return what sort of day it is and by which layer."""
    text = day_text(nature, mark)
    return _with_layer(text, name_text(layer.name, layer.name_en)) if layer else text


def _with_layer(text: str, layer: str) -> str:
    return _("%(text)s (%(layer)s)") % {"text": text, "layer": layer}


def day_text(nature: Nature, mark: Mark | None) -> str:
    """Return what sort of day it is: «weekend», «day of rest: National Day», «worked in exchange: National Day»."""
    name = name_text(mark.name, mark.name_en) if mark else ""
    match nature:
        case Nature.WEEKEND:
            return _("weekend")
        case Nature.WORKDAY:
            return _("working day: %(name)s") % {"name": name} if name else pgettext("calendar", "weekday")
        case Nature.HOLIDAY:
            return _("day of rest: %(name)s") % {"name": name} if name else _("day of rest")
        case Nature.MAKE_UP:
            return _("worked in exchange: %(name)s") % {"name": name} if name else _("worked in exchange")


def mark_text(mark: Mark | None, day: dt.date) -> str:
    """Return what a mark makes of the day; without a mark its weekday decides."""
    weekend = day.weekday() >= 5
    if mark is None:
        return day_text(Nature.WEEKEND if weekend else Nature.WORKDAY, None)
    if not mark.working:
        return day_text(Nature.HOLIDAY, mark)
    return day_text(Nature.MAKE_UP if weekend else Nature.WORKDAY, mark)


def remarks(step: Step, calendar: WorkCalendar) -> list[str]:
    found = []
    if step.overruled:
        found.append(_("overrides %(layers)s") % {"layers": _layers(step.overruled, calendar)})
    if step.unsettled:
        found.append(_("the notice is not final: %(layers)s") % {"layers": _layers(step.unsettled, calendar)})
    if step.is_month_end:
        found.append(_("this month has no such day: its last day"))
    if step.role == Role.ROLLED_END:
        found.append(_("Civil Code art. 203: the day after the rest"))
    return found


def years_text(years: Iterable[tuple[str, int, YearState]], layers: Iterable[LayerData] = ()) -> str:
    """Return the years that keep a limit provisional: «Guangxi 2024–2026: missing, China 2027: missing»."""
    layers = list(layers)
    runs: list[tuple[str, int, int, YearState]] = []
    for code, year, state in sorted(years):
        if runs and (runs[-1][0], runs[-1][2], runs[-1][3]) == (code, year - 1, state):
            runs[-1] = (code, runs[-1][1], year, state)
        else:
            runs.append((code, year, year, state))
    return ("；" if is_chinese() else ", ").join(
        f"{layer_text(code, layers)} {first}{f'–{last}' if last > first else ''}: {state_text(state)}"
        for code, first, last, state in runs
    )


def state_text(state: YearState) -> str:
    return {
        YearState.FINAL: _("final"),
        YearState.PROVISIONAL: _("provisional"),
        YearState.MISSING: _("missing"),
    }[state]


def layer_text(code: str, layers: Iterable[LayerData]) -> str:
    found = next((layer for layer in layers if layer.code == code), None)
    return name_text(found.name, found.name_en) if found else code


def weekday_text(day: dt.date) -> str:
    return f"周{WEEKDAYS_ZH[day.weekday()]}" if is_chinese() else WEEKDAYS_EN[day.weekday()]


def name_text(name: str, name_en: str) -> str:
    return in_reader_language(name, name_en)


def limit_text(limit: Limit) -> str:
    """Return «2 working days»."""
    n = limit.amount
    match limit.unit:
        case LimitUnit.WORKING_DAYS:
            words = ngettext("%(n)s working day", "%(n)s working days", n)
        case LimitUnit.WORKING_HOURS:
            words = ngettext("%(n)s working hour", "%(n)s working hours", n)
        case LimitUnit.HOURS:
            words = ngettext("%(n)s hour", "%(n)s hours", n)
        case LimitUnit.DAYS:
            words = ngettext("%(n)s calendar day", "%(n)s calendar days", n)
        case LimitUnit.MONTHS:
            words = ngettext("%(n)s month", "%(n)s months", n)
    return words % {"n": n}


def _layers(codes: Iterable[str], calendar: WorkCalendar) -> str:
    return listed(layer_text(code, calendar.layers) for code in codes)
