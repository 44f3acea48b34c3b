"""The figures of a unit, and the rows behind each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from biaogan.accounts.access import Actor, Permission, SignedInRequest, needs, units_where
from biaogan.cases.kinds import KINDS
from biaogan.core.charts import Chart, Series
from biaogan.core.exchange.exporters import download
from biaogan.core.paging import page
from biaogan.core.time import local_day
from biaogan.metrics import files, queries
from biaogan.metrics.forms import QuestionForm
from biaogan.metrics.periods import Period, month_of, parse, short_month_text
from biaogan.metrics.queries import Question
from biaogan.metrics.registry import METRICS, Metric, Shape
from biaogan.metrics.rules import Figure
from biaogan.org.models import Unit


@dataclass(frozen=True)
class Asked(Question):
    """A question with the form it was put in."""

    form: QuestionForm

    def address(self, **changes: str) -> str:
        """Return the same question as the query of an address."""
        said = {"unit": str(self.unit.pk), "period": self.period.code}
        if day := self.form.cleaned_data.get("as_of"):
            said["as_of"] = day.isoformat()
        return urlencode({**said, **changes})


@require_GET
@needs(Permission.VIEW_METRICS)
def table(request: SignedInRequest) -> HttpResponse:
    asked = _question(request)
    tables = [queries.table(metric.code, asked, actor=request.actor) for metric in METRICS]
    parts = _parts(tables)
    if kind := request.GET.get("export"):
        name = f"{asked.unit} {asked.period.code}"
        return download(name, files.columns(tables), files.lines(tables, parts, asked), kind)  # type: ignore[return-value]
    context = {
        **_context(asked),
        "trail": _trail(request.actor, asked),
        "metrics": list(METRICS),
        "whole": [_cell(each.metric, each.whole, asked, asked.unit.pk) for each in tables],
        "lines": [
            {"unit": unit, "cells": [_cell(each.metric, each.parts.get(unit.pk), asked, unit.pk) for each in tables]}
            for unit in parts
        ],
    }
    return render(request, "metrics/table.html", context)


@require_GET
@needs(Permission.VIEW_METRICS)
def months(request: SignedInRequest, code: str) -> HttpResponse:
    asked, metric = _question(request), _metric(code)
    found = queries.by_month(code, replace(asked, period=_year_up_to(asked.period)), actor=request.actor)
    lines = [
        {"period": month_of(first), "cell": _cell(metric, figure, asked, asked.unit.pk, period=month_of(first).code)}
        for first, figure in found.items()
    ]
    context = {
        "metric": metric,
        "lines": lines[::-1],
        "chart": _chart(metric, found, lines),
        "trail": _home_trail(asked),
    }
    return render(request, "metrics/months.html", {**_context(asked), **context})


def _year_up_to(period: Period) -> Period:
    """Return the twelve months that end with a single month, since one month shows no course; any other period as it is."""
    if period.months != 1:
        return period
    first = period.first
    return Period(first.replace(year=first.year - (first.month < 12), month=first.month % 12 + 1), period.end)


def _chart(metric: Metric, found: dict[dt.date, Figure], lines: list[dict[str, Any]]) -> Chart | None:
    """Return the months as bars, where there are enough of them to see a course."""
    if len(found) < 2:
        return None
    values = [metric.value_of(figure) for figure in found.values()]
    row = Series(str(metric.name), values, [line["cell"]["url"] for line in lines])
    labels = [short_month_text(month) for month in found]
    title = _("%(metric)s by month") % {"metric": metric.name}
    return Chart(title, labels, [row], form="share" if metric.shape is Shape.SHARE else "count")


@require_GET
@needs(Permission.VIEW_METRICS)
def rows(request: SignedInRequest, code: str) -> HttpResponse:
    asked, metric = _question(request), _metric(code)
    counted = request.GET.get("counted", "denominator")
    if counted not in queries.COUNTED:
        raise Http404
    cases = queries.rows(code, asked, actor=request.actor, counted=counted).select_related("subject_unit")
    total, seen = queries.row_count(code, asked, counted=counted), cases.count()
    shown = page(cases, by=["-opened_at", "-pk"], cursor=request.GET.get("cursor", ""))
    context = {
        **_context(asked),
        "metric": metric,
        "trail": _home_trail(asked),
        "page": shown,
        "lines": [
            {"case": case, "kind": KINDS[case.kind], "url": reverse(KINDS[case.kind].url_name, args=[case.pk])}
            for case in shown
        ],
        "total": total,
        "hidden": total - seen,
        "counted": counted,
    }
    return render(request, "metrics/rows.html", context)


def _question(request: SignedInRequest) -> Asked:
    now = timezone.now()
    form = QuestionForm(request.GET)
    form.is_valid()
    period = form.cleaned_data.get("period") or month_of(local_day(now))
    return Asked(_unit(request), period, form.moment(now=now), form)


def _unit(request: SignedInRequest) -> Unit:
    """Return the unit asked for, else the highest where this actor sees figures."""
    seen = Unit.objects.filter(units_where(request.actor, Permission.VIEW_METRICS, field="pk"))
    asked = request.GET.get("unit", "")
    if asked:
        return get_object_or_404(seen, pk=int(asked) if asked.isdecimal() and len(asked) < 19 else 0)
    return get_object_or_404(seen, path=request.actor.paths(Permission.VIEW_METRICS)[0])


def _metric(code: str) -> Metric:
    if code not in METRICS:
        raise Http404
    return METRICS[code]


def _parts(tables: list[queries.Table]) -> list[Unit]:
    found = {pk for each in tables for pk in each.parts}
    return list(Unit.objects.filter(pk__in=found).order_by("pinyin"))


def _home_trail(asked: Asked) -> list[tuple[str, str]]:
    return [(_("Figures"), f"{reverse('metrics:table')}?{asked.address()}")]


def _trail(actor: Actor, asked: Asked) -> list[tuple[str, str]]:
    """Return the units above the one asked for, as far up as the actor sees figures."""
    seen = Unit.objects.filter(units_where(actor, Permission.VIEW_METRICS, field="pk"))
    above = seen.filter(pk__in=asked.unit.path.split(".")[:-1]).order_by("path")
    return [(str(unit), f"?{asked.address(unit=str(unit.pk))}") for unit in above]


def _context(asked: Asked) -> dict[str, Any]:
    return {
        "periods": _periods(asked.period),
        "asked": asked,
        "form": asked.form,
        "before": asked.address(period=asked.period.before().code),
        "after": asked.address(period=asked.period.after().code),
        "query": asked.address(),
    }


def _periods(period: Period) -> list[Period]:
    """Return what is likely to be asked for: the months and quarters of the year, and the year."""
    year = period.first.year
    codes = [f"{year}-{month:02d}" for month in range(1, 13)] + [f"{year}-Q{quarter}" for quarter in range(1, 5)]
    return [parse(code) for code in [*codes, f"{year}", f"{year - 1}"]]


def _cell(metric: Metric, figure: Figure | None, asked: Asked, unit_id: int, **changes: str) -> dict[str, Any]:
    """Return what a cell shows: the figure, and the address of its rows. Nothing counted is None, and shown as «—»."""
    counted = figure or Figure()
    address = asked.address(unit=str(unit_id), **changes)
    return {
        "shape": metric.shape.value,
        "part": counted.numerator,
        "whole": counted.denominator,
        "count": counted.denominator or None,
        "median": counted.histogram.median if counted.histogram else None,
        "url": f"{reverse('metrics:rows', args=[metric.code])}?{address}",
    }
