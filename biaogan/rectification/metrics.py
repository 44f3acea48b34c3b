"""The figures of rectification. Each reads append-only rows known at `as_of`, so that a closed period keeps its figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.metrics.registry import Better, Metric, Shape, register_metric
from biaogan.rectification.choices import Source, State

_GROUP = _("Rectification")
_FINDINGS = _("findings")
_ENDED = f"('{State.CLOSED}', '{State.WAIVED}', '{State.WITHDRAWN}')"

#: Where a finding stood at `as_of`, as far as it was known then.
_STOOD = """
    CROSS JOIN LATERAL (
        SELECT state, at FROM rectification_findingstate
        WHERE finding_id = finding.case_id AND decided_at <= %(as_of)s ORDER BY id DESC LIMIT 1) AS stood
"""

#: What was found in the period. Self-checks are counted apart: who looks at oneself honestly is not counted down for it.
_FOUND = f"""
    SELECT incident.subject_unit_id AS unit_id, (finding.found_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           finding.case_id, 1 AS numerator, 1 AS denominator
    FROM rectification_finding AS finding
    JOIN cases_case AS incident ON incident.id = finding.case_id
    {_STOOD}
    WHERE finding.found_at >= %(begins_at)s AND finding.found_at < %(ends_at)s
      AND finding.source <> '{Source.SELF_CHECK}' AND stood.state <> '{State.WITHDRAWN}'
"""

#: The last limit of each finding that any limit of ended in the period: answered by then, and right when looked at again.
#: What was answered in time and has not been looked at yet is left out; waived and withdrawn ones are too.
_ON_TIME = f"""
    SELECT incident.subject_unit_id AS unit_id, (owed.due_at AT TIME ZONE 'Asia/Shanghai')::date AS day, finding.case_id,
           (stood.state = '{State.CLOSED}' AND answered.at <= owed.due_at)::int AS numerator, 1 AS denominator
    FROM rectification_finding AS finding
    JOIN cases_case AS incident ON incident.id = finding.case_id
    {_STOOD}
    CROSS JOIN LATERAL (
        SELECT due_at FROM rectification_findingstate
        WHERE finding_id = finding.case_id AND due_at IS NOT NULL AND decided_at <= %(as_of)s ORDER BY id DESC LIMIT 1) AS owed
    LEFT JOIN LATERAL (
        SELECT at FROM rectification_findingstate
        WHERE finding_id = finding.case_id AND state = '{State.ANSWERED}' AND decided_at <= %(as_of)s
        ORDER BY id DESC LIMIT 1) AS answered ON true
    WHERE finding.case_id IN (
            SELECT finding_id FROM rectification_findingstate WHERE due_at >= %(begins_at)s AND due_at < %(ends_at)s)
      AND owed.due_at >= %(begins_at)s AND owed.due_at < %(ends_at)s AND owed.due_at <= %(as_of)s
      AND stood.state NOT IN ('{State.WAIVED}', '{State.WITHDRAWN}')
      AND NOT (stood.state = '{State.ANSWERED}' AND answered.at <= owed.due_at)
"""

_OPEN_AT_THE_END = f"""
    SELECT incident.subject_unit_id AS unit_id, (%(end)s::date - 1) AS day, finding.case_id, 1 AS numerator, 1 AS denominator
    FROM rectification_finding AS finding
    JOIN cases_case AS incident ON incident.id = finding.case_id
    CROSS JOIN LATERAL (
        SELECT state FROM rectification_findingstate
        WHERE finding_id = finding.case_id AND at < %(ends_at)s AND decided_at <= %(as_of)s ORDER BY id DESC LIMIT 1) AS stood
    WHERE finding.found_at < %(ends_at)s AND stood.state NOT IN {_ENDED}
"""

_METRICS = [
    Metric(
        "rectification-on-time",
        _("Put right in time"),
        Shape.SHARE,
        _ON_TIME,
        "%",
        Better.HIGHER,
        _(
            "Of the findings whose last limit ended in the period, those answered by then and right when looked at again. "
            "What waits to be looked at is left out."
        ),
        _GROUP,
    ),
    Metric(
        "findings-raised",
        _("Findings raised"),
        Shape.COUNT,
        _FOUND,
        _FINDINGS,
        Better.LOWER,
        _("Found in the period, without self-checks and without what was withdrawn."),
        _GROUP,
    ),
    Metric(
        "findings-repeated",
        pgettext_lazy("metric", "Repeated findings"),
        Shape.COUNT,
        f"{_FOUND} AND finding.repeats_id IS NOT NULL",
        _FINDINGS,
        Better.LOWER,
        _("Of what was found in the period, what had been found on the same item at the same unit shortly before."),
        _GROUP,
    ),
    Metric(
        "findings-open",
        _("Findings open at the end"),
        Shape.COUNT,
        _OPEN_AT_THE_END,
        _FINDINGS,
        Better.LOWER,
        _("Found before the end of the period and neither closed, waived nor withdrawn by then."),
        _GROUP,
    ),
]


def register() -> None:
    for metric in _METRICS:
        register_metric(metric)
