"""The figures of off-site reviews: how far two reviewers agree, how many sheets were reviewed twice, and what was looked at in time."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.metrics.registry import Better, Metric, Shape, register_metric

_GROUP = _("Inspections")

#: One row an item that two reviewers answered.
_AGREEMENT = """
    SELECT incident.subject_unit_id AS unit_id, (pair.at AT TIME ZONE 'Asia/Shanghai')::date AS day, pair.second_id AS case_id,
           (pair.first_word = pair.second_word)::int AS numerator, 1 AS denominator
    FROM inspections_reviewedtwice AS pair
    JOIN cases_case AS incident ON incident.id = pair.second_id
    WHERE pair.at >= %(begins_at)s AND pair.at < %(ends_at)s AND pair.at <= %(as_of)s
"""

#: Off-site sheets by the day they were handed in, and whether a second review of them was handed in by now.
_REVIEWED_TWICE = """
    SELECT incident.subject_unit_id AS unit_id, (handed.at AT TIME ZONE 'Asia/Shanghai')::date AS day, sheet.case_id,
           EXISTS (
               SELECT FROM inspections_sheet AS second
               JOIN inspections_sheetstate AS ended ON ended.sheet_id = second.case_id AND ended.state = 'submitted'
               WHERE second.second_of_id = sheet.case_id AND ended.decided_at <= %(as_of)s)::int AS numerator,
           1 AS denominator
    FROM inspections_sheetstate AS handed
    JOIN inspections_sheet AS sheet ON sheet.case_id = handed.sheet_id
    JOIN cases_case AS incident ON incident.id = sheet.case_id
    WHERE handed.state = 'submitted' AND handed.at >= %(begins_at)s AND handed.at < %(ends_at)s
      AND handed.decided_at <= %(as_of)s AND sheet.channel = 'offsite' AND sheet.second_of_id IS NULL
"""

#: Stretches that may be viewed, by the last day of their recording, and whether somebody looked before that day was over.
_LOOKED_AT = """
    SELECT incident.subject_unit_id AS unit_id, span.expires_on AS day, request.case_id,
           EXISTS (
               SELECT FROM inspections_viewing AS look
               WHERE look.span_id = span.id AND look.at <= %(as_of)s
                 AND (look.at AT TIME ZONE 'Asia/Shanghai')::date <= span.expires_on)::int AS numerator,
           1 AS denominator
    FROM inspections_recordingspan AS span
    JOIN inspections_recordingrequest AS request ON request.case_id = span.request_id
    JOIN cases_case AS incident ON incident.id = request.case_id
    WHERE span.expires_on >= %(first)s AND span.expires_on < %(end)s
      AND span.expires_on < (%(as_of)s::timestamptz AT TIME ZONE 'Asia/Shanghai')::date
      AND request.ruled_at <= %(as_of)s AND request.state IN ('approved', 'finished')
"""

METRICS = (
    Metric(
        "review-agreement",
        _("Reviewers agree"),
        Shape.SHARE,
        _AGREEMENT,
        "%",
        Better.HIGHER,
        _(
            "Of the items that two reviewers of the same recordings answered, those that come to the same; kappa stands on its own page."
        ),
        _GROUP,
    ),
    Metric(
        "sheets-reviewed-twice",
        _("Reviewed a second time"),
        Shape.SHARE,
        _REVIEWED_TWICE,
        "%",
        Better.NEITHER,
        _("Of the off-site sheets handed in within the period, those of which a blind second review was handed in."),
        _GROUP,
    ),
    Metric(
        "recordings-viewed-in-time",
        _("Recordings viewed before they were overwritten"),
        Shape.SHARE,
        _LOOKED_AT,
        "%",
        Better.HIGHER,
        _(
            "Of the stretches whose viewing was approved and whose recording ended in the period, those that somebody looked at before."
        ),
        _GROUP,
    ),
)


def register() -> None:
    for metric in METRICS:
        register_metric(metric)
