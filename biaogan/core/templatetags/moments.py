"""Days, moments and due dates."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from biaogan.core import wording
from biaogan.core.parts import DueState, Tone, attribute, due_tone, is_late
from biaogan.core.templatetags.icons import icon
from biaogan.core.time import day_begins, local_day

register = template.Library()


@register.simple_tag
def moment(value: dt.datetime | None) -> SafeString:
    """Draw «2026-11-23 周一 17:30»."""
    if value is None:
        return SafeString(wording.NOTHING)
    return _moment(value, wording.is_chinese())


# Limits end with the day or the hour, so that many rows of a list have the same.
@functools.lru_cache(maxsize=4096)
def _moment(value: dt.datetime, in_chinese: bool) -> SafeString:
    return _time(value.isoformat(), wording.moment_text(value))


@register.simple_tag
def day(value: dt.date | dt.datetime | None, short: bool = False) -> SafeString:
    """Draw «2026-11-23 周一», or «11月23日» for running text."""
    if value is None:
        return SafeString(wording.NOTHING)
    date = local_day(value) if isinstance(value, dt.datetime) else value
    return _day(date, short, wording.is_chinese())


# Rows of a list repeat a few days.
@functools.lru_cache(maxsize=4096)
def _day(date: dt.date, short: bool, in_chinese: bool) -> SafeString:
    return _time(date.isoformat(), wording.short_day_text(date) if short else wording.day_text(date))


@register.simple_tag
def due(thing: Any, now: dt.datetime | None = None, why: str = "") -> SafeString:
    """Draw when something is due, what is left, and the link that says why.

    `thing` is a moment, a day, or anything with `due_at` and, as far as it has them, `met_at`, `cancelled_at`, `is_paused`,
    `warn_at`, `left` (words such as «1 working day left»), `is_provisional`, `is_window` (a limit nobody can miss) and `why_url`.
    """
    due_at = _due_at(thing)
    if due_at is None:
        return SafeString(wording.NOTHING)
    state = due_state(thing, due_at=due_at, now=now or timezone.now())
    why_url = why or attribute(thing, "why_url") or ""
    return format_html(
        '<span class="due" data-tone="{}">{}{} <span class="due-left">{}</span>{}{}</span>',
        state.tone,
        icon(state.icon),
        _moment(due_at, wording.is_chinese()),
        state.words,
        _provisional(thing),
        _why(why_url),
    )


@register.simple_tag
def due_day(due_at: dt.datetime, state: DueState) -> SafeString:
    """Draw the day on which something is due and how it stands: the short form of `due`, for a line that has more to say."""
    return format_html(
        '<span class="due" data-tone="{}">{}{} <span class="due-left">{}</span></span>',
        state.tone,
        icon(state.icon),
        day(due_at, short=True),
        state.words,
    )


def due_state(thing: Any, *, due_at: dt.datetime, now: dt.datetime, left: str = "") -> DueState:
    """Tell the colour, icon and words of a due date at `now`; `left` are the words for what is left, if the thing has none."""
    met_at = attribute(thing, "met_at")
    if met_at is not None:
        return _met(due_at, met_at)
    if attribute(thing, "cancelled_at") is not None:
        return DueState(Tone.REST, "circle-x", pgettext("limit", "Cancelled"))
    if attribute(thing, "is_paused"):
        return DueState(Tone.REST, "player-pause", _("Clock paused"))
    if attribute(thing, "is_window") and now > due_at:
        return DueState(Tone.REST, "circle-x", pgettext("limit", "Ended"))
    tone = due_tone(due_at=due_at, now=now, warn_at=attribute(thing, "warn_at"))
    words = left or attribute(thing, "left") or wording.left_text(due_at, now)
    return DueState(tone, {Tone.OVER: "alert-circle", Tone.SOON: "clock-exclamation"}.get(tone, "clock"), str(words))


def _met(due_at: dt.datetime, met_at: dt.datetime) -> DueState:
    if is_late(due_at, met_at):
        span = wording.span_text(met_at - due_at)
        return DueState(Tone.OVER, "check", _("Done %(span)s late") % {"span": span})
    return DueState(Tone.PROVEN, "check", _("Done in time"))


def _due_at(thing: Any) -> dt.datetime | None:
    if isinstance(thing, dt.datetime):
        return thing
    if isinstance(thing, dt.date):
        return day_begins(thing + dt.timedelta(days=1)) - dt.timedelta(microseconds=1)
    found: dt.datetime | None = attribute(thing, "due_at")
    return found


def _provisional(thing: Any) -> SafeString:
    if not attribute(thing, "is_provisional"):
        return SafeString("")
    said = _("The calendar of that year is not final; the date may still move.")
    return format_html(' <span class="due-provisional" title="{}">{}</span>', said, _("provisional"))


def _why(url: str) -> SafeString:
    if not url:
        return SafeString("")
    return format_html(
        ' <a class="due-why" href="{}">{}<span class="visually-hidden">{}</span></a>',
        url,
        pgettext("link beside a date", "why"),
        _(": how this date was counted"),
    )


def _time(machine: str, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', machine, text)
