"""What going through another register's inspections has shown, in words and for machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from biaogan.core.wording import points_text
from biaogan.inspections.rules.replay import NAMES, Different, Replay

#: As many examples of a reason as are listed for machines; the words name one.
EXAMPLES = 20


def notes_of(told: Replay) -> list[str]:
    """Return the lines that a person reads after an import."""
    return list(_lines(told))


def _lines(told: Replay) -> Iterator[str]:
    yield _("Scores: %(compared)s published, %(equal)s as the handbook makes them, %(different)s otherwise.") % {
        "compared": f"{told.compared:,}",
        "equal": f"{told.equal:,}",
        "different": f"{len(told.different):,}",
    }
    said = _("Where the unit had one inspection that day and no finding is listed twice: %(equal)s of %(all)s agree.")
    yield said % {"equal": f"{told.unambiguous_equal:,}", "all": f"{told.unambiguous:,}"}
    for reason, rows in told.by_reason().items():
        first = rows[0]
        said = _(
            "  %(count)s: %(reason)s (such as %(unit)s on %(day)s: %(published)s published, %(computed)s computed)"
        )
        yield said % {
            "count": f"{len(rows):,}",
            "reason": NAMES[reason],
            "unit": first.visit.unit,
            "day": first.visit.day.isoformat(),
            "published": points_text(first.visit.score or 0),
            "computed": points_text(first.computed),
        }
    if told.unscored:
        said = _("Without a published score, and therefore not compared: %(count)s inspections of %(kinds)s kinds.")
        yield said % {"count": f"{sum(told.unscored.values()):,}", "kinds": len(told.unscored)}
    if told.stray_findings:
        said = _("Findings of days without an inspection of the unit: %(count)s on %(days)s days.")
        yield said % {"count": f"{told.stray_findings:,}", "days": f"{told.stray_days:,}"}
    if told.repeated_inspections or told.repeated_findings:
        said = _("Lines that stand in the files twice, taken once: %(inspections)s inspections, %(findings)s findings.")
        yield said % {
            "inspections": f"{told.repeated_inspections:,}",
            "findings": f"{told.repeated_findings:,}",
        }


def details_of(told: Replay, source: str) -> dict[str, Any]:
    """Return the same as one object."""
    return {
        "source": source,
        "inspections": told.inspections,
        "repeated_inspections": told.repeated_inspections,
        "findings": told.findings,
        "repeated_findings": told.repeated_findings,
        "compared": told.compared,
        "equal": told.equal,
        "different": len(told.different),
        "unambiguous": {
            "compared": told.unambiguous,
            "equal": told.unambiguous_equal,
            "different": told.unambiguous - told.unambiguous_equal,
        },
        "by_reason": [
            {
                "reason": str(reason),
                "text": str(NAMES[reason]),
                "count": len(rows),
                "examples": [_example(row) for row in rows[:EXAMPLES]],
            }
            for reason, rows in told.by_reason().items()
        ],
        "not_compared": dict(sorted(told.unscored.items(), key=lambda each: -each[1])),
        "findings_without_inspection": {"findings": told.stray_findings, "days": told.stray_days},
    }


def _example(row: Different) -> dict[str, Any]:
    return {
        "unit": row.visit.unit,
        "day": row.visit.day.isoformat(),
        "kind": row.visit.kind,
        "published": (row.visit.score or 0) / 100,
        "computed": row.computed / 100,
    }
