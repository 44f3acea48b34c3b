"""Days and layers in words, on the pages of calendars."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.translation import gettext as _

from biaogan.core.wording import WEEKDAYS_ZH, is_chinese
from biaogan.core.wording import day_text as date_text
from biaogan.workcal.models import LayerYear
from biaogan.workcal.queries import layers_of
from biaogan.workcal.rules import LayerData
from biaogan.workcal.rules.years import DayView
from biaogan.workcal.wording import day_text, name_text, view_text

register = template.Library()

#: How the rows say it that came with the product; readers are told in their language.
SHIPPED_BASIS = "待本行确认 / bank to confirm"
LIBRARY = "chinesecalendar"


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
def calendar_name(code: str) -> str:
    """Return what readers call a calendar that is kept by its code."""
    layer = layers_of(code)[-1]
    return name_text(layer.name, layer.name_en)


@register.simple_tag
def basis_words(basis: str) -> str:
    return _("bank to confirm") if basis == SHIPPED_BASIS else basis


@register.simple_tag
def source_words(source: str) -> str:
    return _("the library of notices that comes with the product") if source == LIBRARY else source


@register.simple_tag
def weekday_letter(day: dt.date) -> str:
    return WEEKDAYS_ZH[day.weekday()] if is_chinese() else "MTWTFSS"[day.weekday()]


@register.simple_tag
def source_of(sources: dict[str, LayerYear], layer: LayerData) -> LayerYear | None:
    return sources.get(layer.code)
