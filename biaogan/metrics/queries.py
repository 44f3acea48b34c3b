"""Figures by unit or by month, and the rows behind each, from the same facts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL
from psycopg import ClientCursor

from biaogan.accounts.access import Actor, Permission, require
from biaogan.cases.models import Case, CaseQuerySet
from biaogan.metrics.periods import Period
from biaogan.metrics.registry import METRICS, Metric, Shape
from biaogan.metrics.rules import Figure, Histogram, total
from biaogan.org.models import Unit

#: The facts under a unit, by the tree of each fact's own day, with the label of the node just below that unit.
_UNDER = """
    SELECT fact.*, CASE WHEN nlevel(path.path) > index(path.path, %(top)s::ltree) + 1
                   THEN ltree2text(subpath(path.path, index(path.path, %(top)s::ltree) + 1, 1))::bigint
                   ELSE %(unit)s END AS part_id
    FROM ({facts}) AS fact
    JOIN org_unitpath AS path ON path.unit_id = fact.unit_id AND path.valid @> fact.day
    WHERE path.path ~ %(below)s::lquery
"""

#: Which of the facts a list of rows shows.
COUNTED = {
    "numerator": "numerator > 0",
    "denominator": "denominator > 0",
    "rest": "denominator > numerator",
}


@dataclass(frozen=True)
class Question:
    """Of which unit, for which days, as it was known at which moment."""

    unit: Unit
    period: Period
    as_of: dt.datetime


@dataclass(frozen=True)
class Table:
    """The figures of one metric at a unit: in all, and by the units just below it."""

    metric: Metric
    whole: Figure
    parts: dict[int, Figure]


def table(code: str, asked: Question, *, actor: Actor) -> Table:
    """Return the metric at the unit, split by the units below; raises PermissionDenied where `actor` may not see figures."""
    require(actor, Permission.VIEW_METRICS, asked.unit)
    metric = METRICS[code]
    parts = _grouped(metric, "part_id", asked)
    return Table(metric, total(parts.values()), parts)


def by_month(code: str, asked: Question, *, actor: Actor) -> dict[dt.date, Figure]:
    """Return the metric at the unit for each month of the period, by the month's first day; months without facts too."""
    require(actor, Permission.VIEW_METRICS, asked.unit)
    found = _grouped(METRICS[code], "date_trunc('month', day)::date", asked)
    return {
        month.first.replace(day=1): found.get(month.first.replace(day=1), Figure()) for month in asked.period.by_month()
    }


def figures(codes: Sequence[str], asked: Question, *, actor: Actor) -> dict[str, Figure]:
    """Return each metric at the unit as one figure."""
    return {code: table(code, asked, actor=actor).whole for code in codes}


def rows(code: str, asked: Question, *, actor: Actor, counted: str = "denominator") -> CaseQuerySet:
    """Return the cases behind a figure that `actor` may see; `counted` is a key of COUNTED."""
    require(actor, Permission.VIEW_METRICS, asked.unit)
    counted_ids = _ids(code, asked, counted=counted)
    return Case.objects.visible_to(actor).filter(pk__in=RawSQL(counted_ids.replace("%", "%%"), []))  # noqa: S611


def row_count(code: str, asked: Question, *, counted: str = "denominator") -> int:
    """Return how many cases were counted, whoever may see them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(case_id) FROM ({_ids(code, asked, counted=counted)}) AS row")
        found: int = cursor.fetchone()[0]
        return found


def _ids(code: str, asked: Question, *, counted: str) -> str:
    metric = METRICS[code]
    sql = f"WITH fact AS ({_UNDER.format(facts=metric.facts)}) SELECT case_id FROM fact WHERE {COUNTED[counted]}"
    connection.ensure_connection()
    # Bound here, so that it can stand inside a queryset, which knows no named parameters.
    bound: str = ClientCursor(connection.connection).mogrify(sql, _parameters(metric, asked))
    return bound


def _grouped(metric: Metric, key: str, asked: Question) -> dict[Any, Figure]:
    value = "value" if metric.shape is Shape.DURATION else "NULL::int"
    sql = (
        f"WITH fact AS ({_UNDER.format(facts=metric.facts)}) "
        f"SELECT {key}, {value}, sum(numerator)::bigint, sum(denominator)::bigint, count({value}) FROM fact GROUP BY 1, 2"
    )
    found: dict[Any, Figure] = defaultdict(Figure)
    for group, value_of, numerator, denominator, count in _run(sql, metric, asked):
        histogram = Histogram({value_of: count}) if value_of is not None else None
        found[group] += Figure(numerator, denominator, histogram)
    return dict(found)


def _run(sql: str, metric: Metric, asked: Question) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, _parameters(metric, asked))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _parameters(metric: Metric, asked: Question) -> dict[str, Any]:
    return {
        "top": str(asked.unit.pk),
        "below": f"*.{asked.unit.pk}.*",
        "unit": asked.unit.pk,
        "first": asked.period.first,
        "end": asked.period.end,
        "begins_at": asked.period.begins_at,
        "ends_at": asked.period.ends_at,
        "as_of": asked.as_of,
        **(metric.parameters() if metric.parameters else {}),
    }
