"""Charts as SVG in per cent of their box: sharp at every width, without a script, with a table that says the same."""

from __future__ import annotations

import itertools
from typing import Any

from django import template

from biaogan.core.charts import Chart, Scale, scale_of

register = template.Library()

#: The part of a label's width that its bars fill.
FILLED = 0.64

#: The width of a figure in pixels, at the size of the scale.
LETTER = 7

#: Labels that fit beside each other on a phone.
LABELS_IN_SIGHT = 6


@register.inclusion_tag("core/parts/chart.html")
def chart(shown: Chart) -> dict[str, Any]:
    """Draw a Chart with its legend and its table."""
    scale = scale_of(shown)
    every = -(-len(shown.labels) // LABELS_IN_SIGHT) or 1
    middle = [(number + 0.5) / len(shown.labels) * 100 for number in range(len(shown.labels))]
    ticks = [(_percent(scale.height(tick)), shown.tick_text(tick)) for tick in scale.ticks]
    labels = [(_percent(at), label) for at, label in zip(middle, shown.labels, strict=True)]
    return {
        "chart": shown,
        "has_figures": any(value is not None for row in shown.series for value in row.values),
        "ticks": ticks,
        "scale_width": max(len(text) for _, text in ticks) * LETTER,
        "labels": labels[::every],
        "goal": _percent(scale.height(shown.goal)) if shown.goal is not None else None,
        "goal_text": shown.text(shown.goal),
        "series": [row.label for row in shown.series],
        "bars": [] if shown.is_line else _bars(shown, scale),
        "lines": _lines(shown, scale, middle) if shown.is_line else [],
        "rows": [
            (label, [_cell(shown, row, number) for row in shown.series]) for number, label in enumerate(shown.labels)
        ],
    }


def _bars(shown: Chart, scale: Scale) -> list[dict[str, Any]]:
    wide = 100 / len(shown.labels)
    thick = wide * FILLED / len(shown.series)
    zero = scale.height(0)
    return [
        {
            **_cell(shown, row, number),
            "series": order,
            "x": _percent(number * wide + wide * (1 - FILLED) / 2 + order * thick),
            "y": _percent(min(scale.height(value), zero)),
            "width": _percent(thick * 0.92),
            "height": _percent(abs(zero - scale.height(value))),
        }
        for order, row in enumerate(shown.series)
        for number, value in enumerate(row.values)
        if value is not None
    ]


def _lines(shown: Chart, scale: Scale, middle: list[float]) -> list[dict[str, Any]]:
    lines = []
    for order, row in enumerate(shown.series):
        points = [
            {
                **_cell(shown, row, number),
                "x": _percent(middle[number]),
                "y": _percent(scale.height(value)),
                "number": number,
            }
            for number, value in enumerate(row.values)
            if value is not None
        ]
        # A gap stays a gap: only neighbours are joined.
        pieces = [(a, b) for a, b in itertools.pairwise(points) if b["number"] - a["number"] == 1]
        lines.append({"series": order, "points": points, "pieces": pieces})
    return lines


def _cell(shown: Chart, row: Any, number: int) -> dict[str, Any]:
    return {
        "says": f"{shown.labels[number]} · {row.label}: {shown.text(row.values[number])}",
        "text": shown.text(row.values[number]),
        "url": row.urls[number] if number < len(row.urls) else "",
    }


def _percent(share: float) -> str:
    return f"{share:.2f}%"
