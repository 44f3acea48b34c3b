"""What can be done to calendars: take in a notice, mark a day, set working hours, add a layer."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.audit.actions import record_event
from biaogan.core.access import Asker, require_anywhere
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.workcal import queries, shipped
from biaogan.workcal.kinds import YearState
from biaogan.workcal.models import (
    CODES,
    CalendarChange,
    DayMark,
    Layer,
    LayerHours,
    LayerKind,
    LayerYear,
    Stamp,
)
from biaogan.workcal.names import english_name
from biaogan.workcal.permissions import EDIT_CALENDAR
from biaogan.workcal.rules.calendar import LAST_DAY
from biaogan.workcal.rules.layers import Mark
from biaogan.workcal.rules.notices import Changes, Notice, span_to_recount

#: kind of a new layer -> kinds that it may override
OVERRIDES: dict[str, set[str]] = {
    LayerKind.NATION: set(),
    LayerKind.REGION: {LayerKind.NATION},
    LayerKind.BANK: {LayerKind.NATION, LayerKind.REGION, LayerKind.BANK},
}


@transaction.atomic
def import_notices(
    notices: Sequence[Notice], *, layer: str, by: Asker, now: dt.datetime, expected: str = ""
) -> Changes:
    """Take in the notices of a layer and return what that changed; the same notices again change nothing.

    An empty notice leaves its year as it is. `expected` is the digest of the changes that the user was shown. Raises
    PermissionDenied, InputRefused for an unknown layer, RuleBroken if other changes would come now.
    """
    require_anywhere(by, EDIT_CALENDAR)
    row = _lock(layer)
    changes = queries.changes_by(notices, layer=row)
    if not changes:
        return changes
    if expected and changes.digest != expected:
        message = _("The calendar was changed meanwhile. Look at the changes again.")
        raise RuleBroken("workcal.changed_meanwhile", message)
    for notice in notices:
        if notice.marks:
            _put(row, notice, now=now)
    _announce(row, changes, by=by, now=now)
    years = sorted({notice.year for notice in notices if notice.marks})
    record_event("calendar.notices_imported", row, by=by, at=now, layer=layer, years=years, days=len(changes.days))
    return changes


@transaction.atomic
def mark_day(
    *, layer: str, day: dt.date, working: bool, name: str, name_en: str = "", by: Asker, now: dt.datetime
) -> Changes:
    """Make a day of a region's or the bank's layer a working day or a day of rest.

    The first day of a missing year makes that year provisional. Raises PermissionDenied, RuleBroken for the nation's
    layer, which only notices change.
    """
    require_anywhere(by, EDIT_CALENDAR)
    row = _lock_own(layer)
    held = queries.notices_of(row)
    notice = held.get(day.year, Notice(day.year, {}, YearState.PROVISIONAL))
    mark = Mark(working, name.strip(), name_en.strip() or english_name(name))
    return _replace(row, held, _with_mark(notice, day, mark), "calendar.day_marked", by=by, now=now, day=day)


@transaction.atomic
def clear_day(*, layer: str, day: dt.date, by: Asker, now: dt.datetime) -> Changes:
    """Let the layers below decide the day again. Raises PermissionDenied, RuleBroken for the nation's layer."""
    require_anywhere(by, EDIT_CALENDAR)
    row = _lock_own(layer)
    held = queries.notices_of(row)
    changed = [_with_mark(notice, day, None) for notice in held.values() if day in notice.marks]
    if not changed:
        return Changes()
    # Of several notices that mark the day, each gives it up.
    for notice in changed[:-1]:
        _replace(row, held, notice, "calendar.day_cleared", by=by, now=now, day=day)
        held[notice.year] = notice
    return _replace(row, held, changed[-1], "calendar.day_cleared", by=by, now=now, day=day)


@transaction.atomic
def settle_year(*, layer: str, year: int, state: YearState, source: str = "", by: Asker, now: dt.datetime) -> Changes:
    """Say that a region's or the bank's year is final or provisional, with the days it has, be they none.

    Raises PermissionDenied, RuleBroken for the nation's layer: without a notice, its year is missing.
    """
    require_anywhere(by, EDIT_CALENDAR)
    row = _lock_own(layer)
    held = queries.notices_of(row)
    before = held.get(year, Notice(year, {}))
    notice = Notice(year, before.marks, state, source or before.source)
    return _replace(row, held, notice, "calendar.year_settled", by=by, now=now, year=year)


@transaction.atomic
def add_layer(
    *, code: str, kind: LayerKind, parent: str, name: str, name_en: str = "", by: Asker, now: dt.datetime
) -> Layer:
    """Add a layer for a region or the bank over another one. All its years are missing at first.

    Raises PermissionDenied, InputRefused for a code of another form, RuleBroken if it is taken or the kinds do not fit.
    """
    require_anywhere(by, EDIT_CALENDAR)
    below = _lock(parent)
    if below.kind not in OVERRIDES[kind]:
        raise RuleBroken("workcal.wrong_parent", _("A region overrides the nation, a bank overrides either or a bank."))
    if re.fullmatch(CODES[kind].strip("^$"), code) is None:
        raise InputRefused("workcal.bad_code", _("A region's code is like cn-gx, a bank's like bank:north."))
    if Layer.objects.filter(code=code).exists():
        raise RuleBroken("workcal.code_taken", _("There is already a calendar with this code."))
    layer = Layer(code=code, kind=kind, parent=below, name=name, name_en=name_en)
    layer.save(force_insert=True)
    record_event("calendar.layer_added", layer, by=by, at=now, layer=code, parent=parent)
    return layer


@transaction.atomic
def set_hours(
    *,
    layer: str,
    starts_on: dt.date,
    opens_at: dt.time,
    closes_at: dt.time,
    basis: str = "",
    by: Asker,
    now: dt.datetime,
) -> LayerHours:
    """Set when work begins and ends from a day on, until the layer's next row.

    Raises PermissionDenied, InputRefused if it would end before it begins.
    """
    require_anywhere(by, EDIT_CALENDAR)
    row = _lock(layer)
    if opens_at >= closes_at:
        raise InputRefused("workcal.closes_before_it_opens", _("Work ends after it begins, on the same day."))
    values = {"opens_at": opens_at, "closes_at": closes_at, "basis": basis}
    hours, _is_new = LayerHours.objects.update_or_create(layer=row, starts_on=starts_on, defaults=values)
    following = row.hours.filter(starts_on__gt=starts_on).order_by("starts_on").first()
    last = following.starts_on - dt.timedelta(days=1) if following else LAST_DAY
    _announce_span(row, starts_on, last, by=by, now=now)
    record_event("calendar.hours_set", row, by=by, at=now, layer=layer, starts_on=starts_on.isoformat())
    return hours


@transaction.atomic
def fill_from_library(*, by: Asker, now: dt.datetime) -> Changes:
    """Take in the years of the nation that the library has and nobody has imported; return what that changed."""
    row = Layer.objects.select_for_update(no_key=True).filter(code="cn").first()
    if row is None:
        return Changes()
    held = queries.notices_of(row)
    return import_notices(
        [notice for notice in shipped.notices() if notice.year not in held], layer="cn", by=by, now=now
    )


def _lock(code: str) -> Layer:
    """Lock the layer, so that two changes of it follow one another."""
    layer = Layer.objects.select_for_update(no_key=True).filter(code=code).first()
    if layer is None:
        raise queries.unknown_calendar(code)
    return layer


def _lock_own(code: str) -> Layer:
    layer = _lock(code)
    require_own_days(layer)
    return layer


def require_own_days(layer: Layer) -> None:
    """Raise RuleBroken for the nation's layer, whose days no bank changes by hand."""
    if layer.kind == LayerKind.NATION:
        message = _("Days of the nation are changed by importing the State Council's notice, not by hand.")
        raise RuleBroken("workcal.only_notices", message)


def _with_mark(notice: Notice, day: dt.date, mark: Mark | None) -> Notice:
    marks = {each: held for each, held in notice.marks.items() if each != day}
    if mark is not None:
        marks[day] = mark
    return Notice(notice.year, marks, notice.state, notice.source)


def _replace(
    layer: Layer,
    held: Mapping[int, Notice],
    notice: Notice,
    event: str,
    *,
    by: Asker,
    now: dt.datetime,
    **facts: Any,
) -> Changes:
    changes = queries.changes_to(layer, held, {**held, notice.year: notice})
    if changes:
        _put(layer, notice, now=now)
        _announce(layer, changes, by=by, now=now)
        told: dict[str, Any] = {
            name: fact.isoformat() if isinstance(fact, dt.date) else fact for name, fact in facts.items()
        }
        record_event(event, layer, by=by, at=now, layer=layer.code, **told)
    return changes


def _put(layer: Layer, notice: Notice, *, now: dt.datetime) -> None:
    """Store the notice in place of the one of its year."""
    values = {"state": notice.state.value, "source": notice.source, "imported_at": now}
    year, _is_new = LayerYear.objects.update_or_create(layer=layer, year=notice.year, defaults=values)
    year.marks.all().delete()
    DayMark.objects.bulk_create(_rows(year, notice.marks.items()))


def _rows(year: LayerYear, marks: Iterable[tuple[dt.date, Mark]]) -> Iterable[DayMark]:
    for day, mark in marks:
        yield DayMark(notice=year, day=day, working=mark.working, name=mark.name, name_en=mark.name_en)


def _announce(layer: Layer, changes: Changes, *, by: Asker, now: dt.datetime) -> None:
    span = span_to_recount(changes, layer.data_kind)
    if span:
        _announce_span(layer, *span, by=by, now=now)
    else:
        _stamp()


def _announce_span(layer: Layer, first: dt.date, last: dt.date, *, by: Asker, now: dt.datetime) -> None:
    CalendarChange.objects.create(layer=layer, first_day=first, last_day=last, at=now, actor_ref=by.ref)
    _stamp()


def _stamp() -> None:
    stamp = uuid.uuid4()
    Stamp.objects.update_or_create(defaults={"value": stamp})
    queries.stamp_given(stamp)
