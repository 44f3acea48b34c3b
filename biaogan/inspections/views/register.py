"""The register of sheets and its file, the month, and what is long unseen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.cases.queries import narrowed
from biaogan.core.paging import capped_count, page
from biaogan.core.time import local_day
from biaogan.core.wording import count_text, is_chinese
from biaogan.inspections.choices import Channel
from biaogan.inspections.files import register_file
from biaogan.inspections.forms import MonthForm, RegisterForm, UnseenForm
from biaogan.inspections.looks import Line, lines_of
from biaogan.inspections.queries import cadence, lists
from biaogan.inspections.queries import calendar as months
from biaogan.inspections.queries.calendar import CalendarDay, Load, Month
from biaogan.inspections.queries.lists import Choice
from biaogan.inspections.rules import turn_ends
from biaogan.inspections.views.seeing import tabs
from biaogan.org.choosing import person_text
from biaogan.org.models import Unit
from biaogan.workcal.queries import calendar_for

BY_DAY = ["-planned_on", "-pk"]


@needs(Permission.VIEW_INSPECTION)
@require_GET
def register(request: SignedInRequest) -> HttpResponseBase:
    now = timezone.now()
    form = RegisterForm(request.GET)
    form.is_valid()
    if form.cleaned_data.get("mine"):
        return _mine(request, form)
    choice = _choice(request, form)
    if kind := request.GET.get("export"):
        return register_file(request.actor, choice, kind, now=now)
    found = lists.register(request.actor, choice, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "page": found,
        "lines": lines_of(found.rows, request.actor, today=local_day(now)),
        "total": lists.register_total(request.actor, choice),
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "sought": choice.sought,
        **tabs(request, "register"),
    }
    return render(request, "inspections/register.html", context)


def _choice(request: SignedInRequest, form: RegisterForm) -> Choice:
    here = narrowed(request.actor, form.cleaned_data.get("unit"))
    sought = lists.sought(here, form.cleaned_data.get("q") or "")
    return form.choice(today=local_day(timezone.now()), sought=sought)


def _mine(request: SignedInRequest, form: RegisterForm) -> HttpResponse:
    """Show the sheets in which the actor is named, also those that nobody else may see yet."""
    rows = lists.mine(request.actor)
    found = page(rows, by=BY_DAY, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "page": found,
        "lines": lines_of(found.rows, request.actor, today=local_day(timezone.now())),
        "total": capped_count(rows),
        "is_narrowed": True,
        "sought": None,
        **tabs(request, "mine"),
        "may_export": False,
    }
    return render(request, "inspections/register.html", context)


@needs(Permission.VIEW_INSPECTION)
@require_GET
def calendar(request: SignedInRequest) -> HttpResponse:
    """Show a month by day and by inspector."""
    today = local_day(timezone.now())
    form = MonthForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    person = data.get("person")
    found = months.month(
        request.actor,
        _first_of(data.get("month") or "", today),
        today=today,
        unit=data.get("unit"),
        channel=data.get("channel") or "",
        person=person.pk if person else None,
    )
    context = {
        "form": form,
        "month": found,
        "name": _month_name(found.first),
        "heads": [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")],
        "weeks": _weeks(request, found, today),
        "loads": [_load(request, load, found.first) for load in found.loads],
        "unassigned": lines_of(found.unassigned, request.actor, today=today),
        "before": _asked(request, month=f"{found.before:%Y-%m}"),
        "after": _asked(request, month=f"{found.after:%Y-%m}"),
        **tabs(request, "calendar"),
    }
    return render(request, "inspections/calendar.html", context)


@dataclass(frozen=True)
class DayShown:
    day: dt.date
    is_in_month: bool
    is_today: bool
    is_free: bool
    lines: list[Line]

    @property
    def more(self) -> int:
        return max(0, len(self.lines) - 6)


def _weeks(request: SignedInRequest, found: Month, today: dt.date) -> list[list[DayShown]]:
    working = calendar_for("cn")

    def shown(each: CalendarDay) -> DayShown:
        lines = lines_of(each.sheets, request.actor, today=today)
        return DayShown(each.day, each.is_in_month, each.day == today, not working.is_working_day(each.day), lines)

    return [[shown(each) for each in week] for week in found.weeks]


@dataclass(frozen=True)
class LoadShown:
    load: Load
    query: str

    @property
    def day_count(self) -> int:
        return len(self.load.days)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.load, name)


def _load(request: SignedInRequest, load: Load, first: dt.date) -> LoadShown:
    return LoadShown(load, _asked(request, month=f"{first:%Y-%m}", person=person_text(load.person)))


def _asked(request: SignedInRequest, **changed: str) -> str:
    kept = {name: request.GET[name] for name in ("month", "unit", "channel", "person") if request.GET.get(name)}
    return urlencode({**kept, **changed})


def _first_of(text: str, today: dt.date) -> dt.date:
    """Return the first day of the month «2026-11»; of this month for what is none."""
    try:
        first = dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return today.replace(day=1)
    return first if 2000 <= first.year <= 2100 else today.replace(day=1)


def _month_name(first: dt.date) -> str:
    return f"{first.year}年{first.month}月" if is_chinese() else f"{first:%B %Y}"


@dataclass(frozen=True)
class Unseen:
    unit: Any
    days: int | None
    is_long: bool

    @property
    def days_text(self) -> str:
        return count_text(self.days)


@needs(Permission.PLAN_INSPECTION)
@require_GET
def unseen(request: SignedInRequest) -> HttpResponse:
    """Show which outlets nobody has inspected for how long."""
    form = UnseenForm(request.GET)
    form.is_valid()
    channel = form.cleaned_data.get("channel") or Channel.ONSITE
    rows = lists.unseen(request.actor, channel=channel, unit=form.cleaned_data.get("unit"))
    context = {
        "form": form,
        "channel": channel,
        "lines": _unseen(list(rows[: lists.UNSEEN_AT_MOST]), channel),
        **tabs(request, "unseen"),
    }
    return render(request, "inspections/unseen.html", context)


def _unseen(units: list[Unit], channel: str) -> list[Unseen]:
    today = local_day(timezone.now())
    rules = {level: cadence(level, channel, on=today) for level in {unit.level for unit in units}}

    def shown(unit: Any) -> Unseen:
        last, rule = unit.last_seen and local_day(unit.last_seen), rules[unit.level]
        is_long = rule is not None and (last is None or turn_ends(last, rule.every, rule.turn) < today)
        return Unseen(unit, (today - last).days if last else None, is_long and last is not None)

    return [shown(unit) for unit in units]
