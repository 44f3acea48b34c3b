"""`export metrics`: every figure as a line of its own, as tables and other programs take them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission
from biaogan.core.access import Asker
from biaogan.core.errors import InputRefused
from biaogan.core.exchange import Column, Exporter
from biaogan.core.time import day_begins, local_day
from biaogan.core.wording import listed
from biaogan.metrics import queries
from biaogan.metrics.periods import Period, month_of, parse
from biaogan.metrics.queries import Question
from biaogan.metrics.registry import METRICS, Metric
from biaogan.metrics.rules import Figure
from biaogan.org.models import Unit, UnitEdge

#: What may be asked for with `-o name=value`.
OPTIONS = frozenset({"metric", "unit", "period", "as_of"})

COLUMNS = (
    Column("metric", _("metric"), 28),
    Column("name", _("name"), 24),
    Column("period", _("period")),
    Column("as_of", _("known up to"), 20),
    Column("unit", _("unit code")),
    Column("unit_name", _("name of the unit"), 24),
    Column("numerator", _("numerator")),
    Column("denominator", _("denominator")),
    Column("value", _("value")),
    Column("measure", _("counted in")),
)


def metric_rows(by: Asker, now: dt.datetime, options: dict[str, str]) -> Iterator[list[Any]]:
    """Yield each metric at the unit and at the units just below it; without a unit, at the topmost that `by` sees.

    `period` is «2026-11», «2026-Q4», «2026» or «2026-11-01..2026-11-15», else this month; `as_of` a day up to whose end
    things were known, else now. Raises InputRefused for what does not exist.
    """
    if unknown := sorted(set(options) - OPTIONS):
        message = _("Options of figures are metric, unit, period and as_of, not %(names)s.")
        raise InputRefused("metrics.unknown_option", message % {"names": listed(unknown)})
    actor = cast(Actor, by)
    period = parse(options["period"]) if options.get("period") else month_of(local_day(now))
    as_of = _moment(options.get("as_of", ""), now=now)
    for unit in _units(actor, options.get("unit", ""), today=local_day(now)):
        yield from _figures(_metrics(options.get("metric", "")), Question(unit, period, as_of), actor)


def _figures(metrics: Iterable[Metric], asked: Question, actor: Actor) -> Iterator[list[Any]]:
    for metric in metrics:
        found = queries.table(metric.code, asked, actor=actor)
        units = Unit.objects.in_bulk(found.parts)
        yield _line(metric, asked.period, asked.as_of, asked.unit, found.whole)
        for pk, figure in sorted(found.parts.items(), key=lambda part: units[part[0]].code):
            # What happened at the unit itself stands among its parts, and in the line before.
            if pk != asked.unit.pk:
                yield _line(metric, asked.period, asked.as_of, units[pk], figure)


def _line(metric: Metric, period: Period, as_of: dt.datetime, unit: Unit, figure: Figure) -> list[Any]:
    told = [metric.code, str(metric.name), period.code, as_of, unit.code, unit.label]
    return [*told, figure.numerator, figure.denominator, metric.value_of(figure), str(metric.unit)]


def _metrics(code: str) -> list[Metric]:
    if code and code not in METRICS:
        raise InputRefused("metrics.unknown_metric", _("There is no such metric."))
    return [METRICS[code]] if code else list(METRICS)


def _units(actor: Actor, code: str, *, today: dt.date) -> list[Unit]:
    if code:
        found = list(Unit.objects.visible_to(actor, Permission.VIEW_METRICS).filter(code=code))
        if not found:
            raise InputRefused("unit.unknown", _("There is no such unit."))
        return found
    if actor.is_job:
        tops = UnitEdge.objects.filter(parent=None, valid__contains=today)
        return list(Unit.objects.filter(pk__in=tops.values("unit")).order_by("code"))
    return list(Unit.objects.filter(path__in=actor.paths(Permission.VIEW_METRICS)).order_by("code"))


def _moment(text: str, *, now: dt.datetime) -> dt.datetime:
    if not text:
        return now
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise InputRefused("metrics.unreadable_day", _("Write the day as in 2026-11-30."))
    return min(now, day_begins(day + dt.timedelta(days=1)))


METRICS_OUT = Exporter("metrics", _("Figures"), Permission.VIEW_METRICS, COLUMNS, metric_rows)
