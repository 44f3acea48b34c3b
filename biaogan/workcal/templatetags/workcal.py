"""Days and layers in words, on the pages of calendars."""

from __future__ import annotations

import datetime as dt

from django import template

from biaogan.core.wording import WEEKDAYS_ZH, is_chinese
from biaogan.core.wording import day_text as date_text
from biaogan.workcal.models import LayerYear
from biaogan.workcal.rules import LayerData
from biaogan.workcal.rules.years import DayView
from biaogan.workcal.wording import day_text, name_text, view_text

register = template.Library()


@register.simple_tag
def nature_words(view: DayView) -> str:
    return day_text(view.nature, view.mark)


@register.simple_tag
def day_words(view: DayView) -> str:
    """Return the day with what it is and by which layer: «2026-02-14 周六：春节调休上班（全国）»."""
    words = view_text(view.nature, view.mark, view.layer)
    return f"{date_text(view.day)}{'：' if is_chinese() else ': '}{words}"


@register.simple_tag
def layer_name(layer: LayerData) -> str:
    return name_text(layer.name, layer.name_en)


@register.simple_tag
def weekday_letter(day: dt.date) -> str:
    return WEEKDAYS_ZH[day.weekday()] if is_chinese() else "MTWTFSS"[day.weekday()]


@register.simple_tag
def source_of(sources: dict[str, LayerYear], layer: LayerData) -> LayerYear | None:
    return sources.get(layer.code)
