"""Calendars by their code, kept in the process; and what the pages about them ask."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from biaogan.core.access import Asker
from biaogan.core.errors import InputRefused
from biaogan.workcal import shipped, stored
from biaogan.workcal.kinds import YearState
from biaogan.workcal.models import CalendarChange, DayMark, Layer, LayerHours, LayerKind, LayerYear
from biaogan.workcal.rules import LayerData, Mark, WorkCalendar, compile_calendar
from biaogan.workcal.rules.notices import Changes, Notice, changes_between, with_notices, year_changes

#: How long another process may go on with a calendar that has been changed.
SECONDS_BETWEEN_LOOKS = 2.0


@dataclass
class _Kept:
    """The calendars of this process, all compiled under one stamp, and when that stamp was last compared."""

    stamp: uuid.UUID | None
    looked_at: float
    calendars: dict[str, WorkCalendar]


_kept = _Kept(None, float("-inf"), {})
#: Stamps that this process has given in transactions of its own that are not committed, and may never be.
_uncommitted: set[uuid.UUID] = set()


def calendar_for(code: str) -> WorkCalendar:
    """Return the calendar, ready for counting; raises InputRefused for a code that no layer has.

    It is compiled once in a process. A change elsewhere is noticed within seconds, by one tiny query.
    """
    kept = _current()
    calendar = kept.calendars.get(code)
    if calendar is None:
        calendar = kept.calendars[code] = compile_calendar(code, layers_of(code))
    return calendar


def layers_of(code: str) -> list[LayerData]:
    """Return the layers of a calendar as values, the nation's first; raises InputRefused for an unknown code."""
    with connection.cursor() as cursor:
        found = stored.layers(cursor, code)
        if not found and not stored.has_layers(cursor):
            found = shipped.layers_if_known(code)
    if not found:
        raise unknown_calendar(code)
    return found


def unknown_calendar(code: str) -> InputRefused:
    message = _("There is no calendar “{code}”.")
    return InputRefused("workcal.unknown_calendar", format_lazy(message, code=code[:40]))


def stamp_given(stamp: uuid.UUID) -> None:
    """Look again from now on: this transaction has changed calendars under the new `stamp`."""
    _uncommitted.add(stamp)
    transaction.on_commit(lambda: _uncommitted.discard(stamp))
    _kept.looked_at = float("-inf")


def forget_calendars() -> None:
    """Let this process look at once, instead of within seconds."""
    _kept.looked_at = float("-inf")


def _current() -> _Kept:
    global _kept
    kept, now = _kept, time.monotonic()
    # A stamp of an open transaction is not trusted: after a roll-back it would stand for days that never were.
    if now - kept.looked_at < SECONDS_BETWEEN_LOOKS and kept.stamp not in _uncommitted:
        return kept
    with connection.cursor() as cursor:
        stamp = stored.stamp(cursor)
    if stamp != kept.stamp or kept.looked_at == float("-inf"):
        kept = _kept = _Kept(stamp, now, {})
    kept.looked_at = now
    return kept


def notices_of(layer: Layer) -> dict[int, Notice]:
    """Return what the layer holds, by the years of the notices."""
    marks: dict[int, dict[dt.date, Mark]] = {}
    for row in DayMark.objects.filter(notice__layer=layer):
        marks.setdefault(row.notice_id, {})[row.day] = Mark(row.working, row.name, row.name_en)
    return {
        row.year: Notice(row.year, marks.get(row.pk, {}), YearState(row.state), row.source) for row in layer.years.all()
    }


def changes_by(notices: Sequence[Notice], *, layer: Layer) -> Changes:
    """Return what taking in the notices would change of the layer. Nothing is changed by asking."""
    held = notices_of(layer)
    wanted = {**held, **{notice.year: notice for notice in notices if notice.marks}}
    changes = changes_to(layer, held, wanted)
    empty = tuple(sorted(notice.year for notice in notices if not notice.marks))
    return dataclasses.replace(changes, empty=empty)


def changes_to(layer: Layer, held: Mapping[int, Notice], wanted: Mapping[int, Notice]) -> Changes:
    *below, top = layers_of(layer.code)
    changes = changes_between(below, with_notices(top, held), with_notices(top, wanted))
    return dataclasses.replace(changes, years=year_changes(held, wanted))


def codes_resting_on(layer: Layer) -> list[str]:
    """Return the codes of all calendars that a change of `layer` concerns: its own and those that override it."""
    children: dict[int | None, list[Layer]] = {}
    for each in Layer.objects.all():
        children.setdefault(each.parent_id, []).append(each)
    return [each.code for each in _down(layer, children)]


def _down(layer: Layer, children: dict[int | None, list[Layer]]) -> Iterator[Layer]:
    yield layer
    for child in children.get(layer.pk, []):
        yield from _down(child, children)


def changes_after(change_id: int) -> list[CalendarChange]:
    """Return the changes that came after the one with this number, oldest first."""
    return list(CalendarChange.objects.filter(pk__gt=change_id).select_related("layer").order_by("pk"))


@dataclass(frozen=True)
class OverviewRow:
    """A calendar in the list: when work begins and ends today, and the state of this year and the next."""

    layer: Layer
    opens_at: dt.time
    closes_at: dt.time
    states: tuple[YearState, YearState]


def overview(actor: Asker, *, today: dt.date) -> list[OverviewRow]:
    """Return all calendars, each after the one that it overrides."""
    layers = list(Layer.objects.visible_to(actor).select_related("parent").order_by("code"))
    return [_overview_row(layer, today) for layer in _by_rank(layers)]


def names() -> list[tuple[str, str]]:
    """Return code and name of every calendar, in the reader's language, the nation's first: what a unit may be given."""
    return [(layer.code, layer.label) for layer in _by_rank(list(Layer.objects.all()))]


def _by_rank(layers: list[Layer]) -> list[Layer]:
    ranks = list(LayerKind)
    return sorted(layers, key=lambda layer: (ranks.index(LayerKind(layer.kind)), layer.code))


def _overview_row(layer: Layer, today: dt.date) -> OverviewRow:
    calendar = calendar_for(layer.code)
    own = calendar.layers[-1]
    return OverviewRow(layer, *calendar.hours_on(today), (own.state(today.year), own.state(today.year + 1)))


@dataclass(frozen=True)
class HoursRow:
    """Working hours from a day on, and the layer they come from."""

    opens_at: dt.time
    closes_at: dt.time
    layer: str
    basis: str


def hours_on(layer: Layer, day: dt.date) -> HoursRow:
    """Return the working hours of the layer's calendar on a day, with the layer and the document that set them."""
    opens_at, closes_at = calendar_for(layer.code).hours_on(day)
    row = _ruling_hours(layer, day)
    return HoursRow(opens_at, closes_at, row.layer.label if row else "", row.basis if row else "")


def _ruling_hours(layer: Layer | None, day: dt.date) -> LayerHours | None:
    while layer is not None:
        row = layer.hours.filter(starts_on__lte=day).select_related("layer").order_by("-starts_on").first()
        if row is not None:
            return row
        layer = layer.parent
    return None


def hours_of(layer: Layer) -> list[LayerHours]:
    """Return all working hours that the layer itself sets, newest first."""
    return list(layer.hours.order_by("-starts_on"))


def sources(layer: Layer, year: int) -> dict[str, LayerYear]:
    """Return the notices of a year by the codes of the layers, for the layer and those it overrides."""
    codes = [each.code for each in calendar_for(layer.code).layers]
    rows = LayerYear.objects.filter(layer__code__in=codes, year=year).select_related("layer")
    return {row.layer.code: row for row in rows}
