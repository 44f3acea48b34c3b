"""The figures of a unit as a file: a line a unit, shares with both of their counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from biaogan.core.exchange.exporters import Column
from biaogan.metrics.queries import Question, Table
from biaogan.metrics.registry import Metric, Shape
from biaogan.metrics.rules import Figure
from biaogan.org.models import Unit

Value = str | int | Decimal | None


def columns(tables: Sequence[Table]) -> list[Column]:
    heads = [Column("unit", _("Unit"), 24), Column("unit_code", _("Unit code"))]
    return heads + [column for each in tables for column in _columns(each.metric)]


def _columns(metric: Metric) -> list[Column]:
    name = format_lazy("{} {}", metric.name, metric.unit)
    if metric.shape is not Shape.SHARE:
        return [Column(metric.code, name)]
    of = [(f"{metric.code}-met", _("%(metric)s: met")), (f"{metric.code}-of", _("%(metric)s: of"))]
    return [Column(metric.code, name), *(Column(code, text % {"metric": metric.name}) for code, text in of)]


def lines(tables: Sequence[Table], parts: Sequence[Unit], asked: Question) -> Iterator[list[Value]]:
    """Yield the unit asked for, then the units just below it."""
    yield [str(asked.unit), asked.unit.code, *(value for each in tables for value in _values(each.metric, each.whole))]
    for unit in parts:
        figures = [(each.metric, each.parts.get(unit.pk, Figure())) for each in tables]
        yield [str(unit), unit.code, *(value for metric, figure in figures for value in _values(metric, figure))]


def _values(metric: Metric, figure: Figure) -> list[Value]:
    counts = [figure.numerator, figure.denominator] if metric.shape is Shape.SHARE else []
    return [metric.value_of(figure), *counts]
