"""The same figures for programs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema

from biaogan.accounts.access import Permission, SignedInRequest, needs, units_where
from biaogan.core.paging import page
from biaogan.core.programs import LooseMoment
from biaogan.metrics import queries
from biaogan.metrics.periods import parse
from biaogan.metrics.queries import Question
from biaogan.metrics.registry import METRICS, Metric
from biaogan.metrics.rules import Figure
from biaogan.org.models import Unit

router = Router()

Counted = Literal["denominator", "numerator", "rest"]


class MetricOut(Schema):
    code: str
    name: str
    shape: str
    unit: str
    better: str
    note: str


class FigureOut(Schema):
    unit_id: int
    unit_code: str
    numerator: int
    denominator: int
    share: Decimal | None = Field(
        None, description="Per cent, two decimals, half up; absent where nothing was counted."
    )
    median: Decimal | None = None
    histogram: dict[int, int] | None = None


class FiguresOut(Schema):
    metric: str
    period: str
    as_of: dt.datetime
    whole: FigureOut
    parts: list[FigureOut]


class MonthOut(Schema):
    month: dt.date = Field(description="Its first day.")
    figure: FigureOut


class MonthsOut(Schema):
    metric: str
    period: str
    as_of: dt.datetime
    items: list[MonthOut]


class RowOut(Schema):
    case_id: int
    number: str
    kind: str
    unit_id: int
    opened_at: dt.datetime


class RowsOut(Schema):
    total: int = Field(description="All rows that were counted; those that are not yours to see are counted too.")
    items: list[RowOut]
    next: str
    previous: str


@router.get("/", response=list[MetricOut], operation_id="metrics_list")
@needs(Permission.VIEW_METRICS)
def list_metrics(request: SignedInRequest) -> list[dict[str, str]]:
    return [
        {name: str(getattr(metric, name)) for name in ("code", "name", "shape", "unit", "better", "note")}
        for metric in METRICS
    ]


@router.get("/{code}/figures", response={200: FiguresOut}, operation_id="metrics_figures")
@needs(Permission.VIEW_METRICS)
def figures(
    request: SignedInRequest, code: str, unit: int, period: str, as_of: LooseMoment | None = None
) -> dict[str, Any]:
    metric, asked = _metric(code), Question(_unit(request, unit), parse(period), _moment(as_of))
    found = queries.table(code, asked, actor=request.actor)
    units = Unit.objects.in_bulk(list(found.parts))
    return {
        "metric": metric.code,
        "period": period,
        "as_of": asked.as_of,
        "whole": _out(asked.unit, found.whole),
        "parts": [_out(units[pk], figure) for pk, figure in sorted(found.parts.items())],
    }


@router.get("/{code}/months", response={200: MonthsOut}, operation_id="metrics_months")
@needs(Permission.VIEW_METRICS)
def months(
    request: SignedInRequest, code: str, unit: int, period: str, as_of: LooseMoment | None = None
) -> dict[str, Any]:
    """The figure of the unit for each month of the period, months without facts too."""
    metric, asked = _metric(code), Question(_unit(request, unit), parse(period), _moment(as_of))
    found = queries.by_month(code, asked, actor=request.actor)
    items = [{"month": first, "figure": _out(asked.unit, figure)} for first, figure in found.items()]
    return {"metric": metric.code, "period": period, "as_of": asked.as_of, "items": items}


@router.get("/{code}/rows", response={200: RowsOut}, operation_id="metrics_rows")
@needs(Permission.VIEW_METRICS)
def rows(
    request: SignedInRequest,
    code: str,
    unit: int,
    period: str,
    as_of: LooseMoment | None = None,
    counted: Counted = "denominator",
    cursor: str = "",
) -> dict[str, Any]:
    """The cases behind a figure: all that were counted, those in the numerator, or the rest."""
    _metric(code)
    asked = Question(_unit(request, unit), parse(period), _moment(as_of))
    found = page(
        queries.rows(code, asked, actor=request.actor, counted=counted), by=["-opened_at", "-pk"], cursor=cursor
    )
    items = [
        {
            "case_id": row.pk,
            "number": row.number,
            "kind": row.kind,
            "unit_id": row.subject_unit_id,
            "opened_at": row.opened_at,
        }
        for row in found
    ]
    total = queries.row_count(code, asked, counted=counted)
    return {"total": total, "items": items, "next": found.next, "previous": found.previous}


def _metric(code: str) -> Metric:
    if code not in METRICS:
        raise Http404
    return METRICS[code]


def _unit(request: SignedInRequest, pk: int) -> Unit:
    seen = Unit.objects.filter(units_where(request.actor, Permission.VIEW_METRICS, field="pk"))
    return get_object_or_404(seen, pk=pk if 0 < pk < 2**63 else 0)


def _moment(as_of: dt.datetime | None) -> dt.datetime:
    if as_of is None:
        return timezone.now()
    return as_of if as_of.tzinfo else timezone.make_aware(as_of)


def _out(unit: Unit, figure: Figure) -> dict[str, Any]:
    histogram = figure.histogram
    return {
        "unit_id": unit.pk,
        "unit_code": unit.code,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "share": figure.share,
        "median": histogram.median if histogram else None,
        "histogram": histogram.counts if histogram else None,
    }
