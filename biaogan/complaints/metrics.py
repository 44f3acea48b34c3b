"""The figures of complaints. Each reads append-only rows known at `as_of`, so that a closed period keeps its figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.complaints.choices import Liability, State
from biaogan.metrics.registry import Better, Metric, Shape, register_metric

_GROUP = _("Complaints")
_COMPLAINTS = _("complaints")
_ENDED = "('closed', 'declined', 'withdrawn', 'merged')"

#: Everything that was received in the period and is a complaint: what was passed on as a suggestion and never accepted is none.
_RECEIVED = f"""
    SELECT incident.subject_unit_id AS unit_id, (complaint.received_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           complaint.case_id, complaint.repeats_id, complaint.joint_count, complaint.received_at
    FROM complaints_complaint AS complaint
    JOIN cases_case AS incident ON incident.id = complaint.case_id
    WHERE complaint.received_at >= %(begins_at)s AND complaint.received_at < %(ends_at)s
      AND complaint.registered_at <= %(as_of)s
      AND NOT EXISTS (
          SELECT FROM complaints_statechange AS passed
          WHERE passed.complaint_id = complaint.case_id AND passed.state = '{State.PASSED_ON}' AND passed.decided_at <= %(as_of)s
            AND NOT EXISTS (
                SELECT FROM complaints_statechange AS accepted
                WHERE accepted.complaint_id = complaint.case_id AND accepted.state = '{State.ACCEPTED}'
                  AND accepted.id > passed.id AND accepted.decided_at <= %(as_of)s))
"""

_IS_MERGED = f"""EXISTS (
    SELECT FROM complaints_statechange AS merged
    WHERE merged.complaint_id = received.case_id AND merged.state = '{State.MERGED}' AND merged.decided_at <= %(as_of)s)"""

#: The verdict that held at `as_of`, for each complaint received in the period, duplicates left out.
_LAST_VERDICT = f"""
    SELECT received.unit_id, received.day, received.case_id,
           (verdict.liability IN ('{Liability.LIABLE}', '{Liability.PARTLY}'))::int AS numerator, 1 AS denominator
    FROM ({_RECEIVED}) AS received
    CROSS JOIN LATERAL (
        SELECT liability FROM complaints_verdict
        WHERE complaint_id = received.case_id AND decided_at <= %(as_of)s ORDER BY id DESC LIMIT 1) AS verdict
    WHERE NOT {_IS_MERGED}
"""


def _received(numerator: str = "1", condition: str = "true") -> str:
    return f"""
        SELECT received.unit_id, received.day, received.case_id, ({numerator})::int AS numerator, 1 AS denominator
        FROM ({_RECEIVED}) AS received WHERE {condition}
    """


def _in_time(kind: str) -> str:
    """Return for each limit of `kind` that ended in the period, and before `as_of`, whether it was met by then."""
    return f"""
        SELECT incident.subject_unit_id AS unit_id, (duty.due_at AT TIME ZONE 'Asia/Shanghai')::date AS day, duty.case_id,
               (duty.met_at IS NOT NULL AND duty.met_at <= duty.due_at AND duty.met_at <= %(as_of)s)::int AS numerator,
               1 AS denominator
        FROM obligations_obligation AS duty
        JOIN cases_case AS incident ON incident.id = duty.case_id
        WHERE duty.kind = '{kind}' AND duty.due_at >= %(begins_at)s AND duty.due_at < %(ends_at)s AND duty.due_at <= %(as_of)s
          AND (duty.cancelled_at IS NULL OR duty.cancelled_at > %(as_of)s OR duty.cancelled_at > duty.due_at)
    """


#: The first time that a complaint stood as told, whether the telling was written down here or read in from another register.
_DAYS_TO_ANSWER = f"""
    SELECT incident.subject_unit_id AS unit_id, (told.at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           told.complaint_id AS case_id, 1 AS numerator, 1 AS denominator,
           (told.at AT TIME ZONE 'Asia/Shanghai')::date - (complaint.received_at AT TIME ZONE 'Asia/Shanghai')::date AS value
    FROM complaints_statechange AS told
    JOIN complaints_complaint AS complaint ON complaint.case_id = told.complaint_id
    JOIN cases_case AS incident ON incident.id = told.complaint_id
    WHERE told.state = '{State.TOLD}' AND told.at >= %(begins_at)s AND told.at < %(ends_at)s AND told.decided_at <= %(as_of)s
      AND NOT EXISTS (
          SELECT FROM complaints_statechange AS earlier
          WHERE earlier.complaint_id = told.complaint_id AND earlier.state = told.state AND earlier.id < told.id
            AND earlier.decided_at <= %(as_of)s)
"""

_OPEN_AT_THE_END = f"""
    SELECT incident.subject_unit_id AS unit_id, (%(end)s::date - 1) AS day, complaint.case_id, 1 AS numerator, 1 AS denominator
    FROM complaints_complaint AS complaint
    JOIN cases_case AS incident ON incident.id = complaint.case_id
    CROSS JOIN LATERAL (
        SELECT state FROM complaints_statechange
        WHERE complaint_id = complaint.case_id AND at < %(ends_at)s AND decided_at <= %(as_of)s ORDER BY id DESC LIMIT 1) AS stood
    WHERE complaint.received_at < %(ends_at)s AND complaint.registered_at <= %(as_of)s AND stood.state NOT IN {_ENDED}
      AND stood.state <> '{State.PASSED_ON}'
"""

_METRICS = [
    Metric(
        "complaints-received",
        _("Complaints received"),
        Shape.COUNT,
        _received(condition=f"NOT {_IS_MERGED}"),
        _COMPLAINTS,
        Better.LOWER,
        _("Received in the period; a repeat that was merged into an earlier complaint is counted once."),
        _GROUP,
    ),
    Metric(
        "complaints-raw",
        _("With repeats"),
        Shape.COUNT,
        _received(),
        _COMPLAINTS,
        Better.LOWER,
        _("Received in the period, every repeat counted."),
        _GROUP,
    ),
    Metric(
        "complaints-open",
        _("Open at the end"),
        Shape.COUNT,
        _OPEN_AT_THE_END,
        _COMPLAINTS,
        Better.LOWER,
        _("Received before the end of the period and not ended by then."),
        _GROUP,
    ),
    Metric(
        "complaints-told-in-time",
        _("Answered in time"),
        Shape.SHARE,
        _in_time("complaint.tell"),
        "%",
        Better.HIGHER,
        _(
            "Of the answers that fell due in the period, those told by the end of their limit (Order 2020 No. 3, art. 18)."
        ),
        _GROUP,
    ),
    Metric(
        "complaints-investigated-in-time",
        _("Investigated in time"),
        Shape.SHARE,
        _in_time("complaint.investigate"),
        "%",
        Better.HIGHER,
        _("Of the investigations that fell due in the period, those done within two working days."),
        _GROUP,
    ),
    Metric(
        "complaints-liable",
        _("Liable"),
        Shape.SHARE,
        _LAST_VERDICT,
        "%",
        Better.LOWER,
        _(
            "Of the complaints received in the period whose attribute is determined, those where the bank was wholly or partly at fault."
        ),
        _GROUP,
    ),
    Metric(
        "complaints-repeated",
        _("Repeated"),
        Shape.SHARE,
        _received(numerator="received.repeats_id IS NOT NULL"),
        "%",
        Better.LOWER,
        _("Of the complaints received in the period, those that repeat an earlier one of the same customer."),
        _GROUP,
    ),
    Metric(
        "complaints-days-to-answer",
        _("Days to answer"),
        Shape.DURATION,
        _DAYS_TO_ANSWER,
        _("days, median"),
        Better.LOWER,
        _("Calendar days from receipt to the first telling of a decision, for what was told in the period."),
        _GROUP,
    ),
]


def register() -> None:
    for metric in _METRICS:
        register_metric(metric)
