"""The figures of inspections. Each reads append-only rows known at `as_of`, so that a closed period keeps its figures.

Channels are counted apart, self-checks among them; blind second reviews say nothing of a unit and are left out.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.inspections.choices import Channel, State
from biaogan.metrics.registry import Better, Metric, Shape, register_metric

_GROUP = _("Inspections")
_SHEETS = _("sheets")
_POINTS = _("hundredths of a point")

#: Sheets that had become final by `as_of`, counted on the day they were handed in, with the score that held then.
_FINAL = """
    SELECT incident.subject_unit_id AS unit_id, (handed.at AT TIME ZONE 'Asia/Shanghai')::date AS day, sheet.case_id,
           sheet.channel, known.score, known.earned, known.applicable, known.deducted, known.is_vetoed,
           version.scale
    FROM inspections_sheetstate AS handed
    JOIN inspections_sheet AS sheet ON sheet.case_id = handed.sheet_id
    JOIN handbook_version AS version ON version.id = sheet.version_id
    JOIN cases_case AS incident ON incident.id = sheet.case_id
    CROSS JOIN LATERAL (
        SELECT score, earned, applicable, deducted, is_vetoed FROM inspections_sheetscore
        WHERE sheet_id = sheet.case_id AND decided_at <= %(as_of)s ORDER BY id DESC LIMIT 1) AS known
    WHERE handed.state = 'submitted' AND handed.at >= %(begins_at)s AND handed.at < %(ends_at)s
      AND handed.decided_at <= %(as_of)s AND sheet.second_of_id IS NULL
      AND EXISTS (
          SELECT FROM inspections_sheetstate AS ended
          WHERE ended.sheet_id = sheet.case_id AND ended.state = 'final' AND ended.decided_at <= %(as_of)s)
"""


def _score(*channels: Channel) -> str:
    """Return each final sheet's score of 100: what it earned out of what applied, or 100 less its deductions."""
    return f"""
        SELECT unit_id, day, case_id,
               CASE WHEN scale = 'share' THEN earned ELSE score END AS numerator,
               CASE WHEN scale = 'share' THEN applicable ELSE 10000 END AS denominator
        FROM ({_FINAL}) AS final WHERE score IS NOT NULL AND channel IN ({_listed(channels)})
    """


def _count(condition: str, *channels: Channel) -> str:
    return f"""
        SELECT unit_id, day, case_id, 1 AS numerator, 1 AS denominator
        FROM ({_FINAL}) AS final WHERE channel IN ({_listed(channels)}) AND {condition}
    """


def _listed(channels: tuple[Channel, ...]) -> str:
    return ", ".join(f"'{channel.value}'" for channel in channels)


#: Sheets handed in, and whether the outlet disputed them.
_DISPUTED = f"""
    SELECT incident.subject_unit_id AS unit_id, (handed.at AT TIME ZONE 'Asia/Shanghai')::date AS day, sheet.case_id,
           EXISTS (
               SELECT FROM inspections_sheetstate AS said
               WHERE said.sheet_id = sheet.case_id AND said.state = '{State.DISPUTED}' AND said.decided_at <= %(as_of)s
           )::int AS numerator, 1 AS denominator
    FROM inspections_sheetstate AS handed
    JOIN inspections_sheet AS sheet ON sheet.case_id = handed.sheet_id
    JOIN cases_case AS incident ON incident.id = sheet.case_id
    WHERE handed.state = 'submitted' AND handed.at >= %(begins_at)s AND handed.at < %(ends_at)s
      AND handed.decided_at <= %(as_of)s AND sheet.second_of_id IS NULL AND sheet.channel <> '{Channel.SELF_CHECK}'
"""

_C = Channel
_BY_OTHERS = (_C.ONSITE, _C.OFFSITE, _C.MYSTERY)
_NOTE = _("Final sheets by the day they were handed in; each counts with its points, so that more items weigh more.")


def _metric(code: str, name: object, shape: Shape, facts: str, better: Better, note: object = _NOTE) -> Metric:
    unit = _SHEETS if shape is Shape.COUNT or code == "inspection-disputed" else _POINTS
    return Metric(code, name, shape, facts, unit, better, note, _GROUP)  # type: ignore[arg-type]


_METRICS = [
    _metric("inspection-score", _("Score of inspections"), Shape.SHARE, _score(*_BY_OTHERS), Better.HIGHER),
    _metric("inspection-score-onsite", _("Score on site"), Shape.SHARE, _score(_C.ONSITE), Better.HIGHER),
    _metric("inspection-score-offsite", _("Score off site"), Shape.SHARE, _score(_C.OFFSITE), Better.HIGHER),
    _metric("inspection-score-mystery", _("Score of mystery visits"), Shape.SHARE, _score(_C.MYSTERY), Better.HIGHER),
    _metric("self-check-score", _("Score of self-checks"), Shape.SHARE, _score(_C.SELF_CHECK), Better.HIGHER),
    _metric(
        "sheets-final",
        _("Final inspections"),
        Shape.COUNT,
        _count("true", *_BY_OTHERS),
        Better.NEITHER,
        _("Self-checks are counted apart."),
    ),
    _metric(
        "self-checks-final",
        _("Self-checks done"),
        Shape.COUNT,
        _count("true", _C.SELF_CHECK),
        Better.HIGHER,
        _("Checks of their own unit that outlets have handed in."),
    ),
    _metric(
        "sheets-vetoed",
        _("Red lines crossed"),
        Shape.COUNT,
        _count("is_vetoed", *_BY_OTHERS),
        Better.LOWER,
        _("Final inspections in which a red line was crossed."),
    ),
    _metric(
        "inspection-disputed",
        _("Disputed by the outlet"),
        Shape.SHARE,
        _DISPUTED,
        Better.LOWER,
        _("Sheets handed in within the period that the outlet disputed, out of all of them."),
    ),
]


def register() -> None:
    for metric in _METRICS:
        register_metric(metric)
