"""What a figure answers. Where no measure of that name is registered, the item does not apply and says so."""

from __future__ import annotations

from biaogan.handbook.models import Item
from biaogan.handbook.rules import NOT_APPLICABLE, Answer, Recorded, recorded_answer
from biaogan.metrics.registry import METRICS, Shape
from biaogan.metrics.rules import Figure


def has_figures(item: Item) -> bool:
    """Tell whether anything in this product counts what the item asks for."""
    return bool(item.metric) and item.metric in METRICS


def record_answer(item: Item, figure: Figure | None) -> Answer:
    """Return the answer that the figure of the item's measure gives, «not applicable» where there is none."""
    if figure is None or not has_figures(item):
        return dict(NOT_APPLICABLE)
    shape = METRICS[item.metric].shape
    if shape is Shape.COUNT:
        return recorded_answer(item, Recorded(part=figure.denominator))
    if shape is Shape.DURATION:
        median = figure.histogram.median if figure.histogram else None
        return dict(NOT_APPLICABLE) if median is None else recorded_answer(item, Recorded(value=median))
    return recorded_answer(item, Recorded(part=figure.numerator, whole=figure.denominator))


def metric_name(item: Item) -> str:
    return str(METRICS[item.metric].name) if has_figures(item) else ""
