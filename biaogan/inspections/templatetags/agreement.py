"""Gaps between inspectors, as the page of agreement writes them."""

from __future__ import annotations

from fractions import Fraction

from django import template

from biaogan.inspections.looks.agreement import gap_text, month_text
from biaogan.inspections.rules.agreement import Mildness

register = template.Library()


@register.filter
def gap(value: Fraction | None) -> str:
    return gap_text(value)


@register.filter
def month_gap(found: Mildness | None) -> str:
    return month_text(found)
