"""The figures of what outlets log: patrols, morning meetings, drills. Handbook items on record read them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.inspections.choices import ThresholdCode
from biaogan.inspections.models import LogKind
from biaogan.metrics.registry import Better, Metric, Shape, register_metric
from biaogan.premises.metrics import BUSINESS_DAYS

_GROUP = _("Logs of outlets")

_BEGINS = "(open.day::timestamp AT TIME ZONE 'Asia/Shanghai')"
_ENDS = "((open.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')"


def _kept(kind: str) -> str:
    """Count what was logged of the day and known at `as_of`."""
    return f"""(SELECT count(*) FROM inspections_outletlog AS log
        WHERE log.unit_id = open.outlet_id AND log.kind = '{kind}' AND log.happened_at >= {_BEGINS}
          AND log.happened_at < {_ENDS} AND log.at <= %(as_of)s)"""


#: One row an outlet and business day that is over at `as_of`; a day's fourth patrol does not make up for another's.
_PATROLS = f"""
    SELECT open.outlet_id AS unit_id, open.day, NULL::bigint AS case_id,
           least({_kept(LogKind.PATROL)}, required.value)::int AS numerator, required.value::int AS denominator
    FROM ({BUSINESS_DAYS}) AS open
    JOIN inspections_threshold AS required ON required.code = '{ThresholdCode.PATROLS_A_DAY}' AND required.valid @> open.day
    WHERE {_ENDS} <= %(as_of)s
"""


def _once_a_day(kind: str) -> str:
    return f"""
        SELECT open.outlet_id AS unit_id, open.day, NULL::bigint AS case_id,
               least({_kept(kind)}, 1)::int AS numerator, 1 AS denominator
        FROM ({BUSINESS_DAYS}) AS open WHERE {_ENDS} <= %(as_of)s
    """


#: Each half-year that the period touches: counted once a drill was held, or when the half-year is over without one.
_DRILLS = f"""
    SELECT outlet.id AS unit_id, half.last_day AS day, NULL::bigint AS case_id, half.held AS numerator, 1 AS denominator
    FROM (
        SELECT begins::date AS first_day, least((begins + interval '6 months')::date, %(end)s::date) - 1 AS last_day,
               least((begins + interval '6 months')::date, %(end)s::date) = (begins + interval '6 months')::date AS is_whole
        FROM generate_series(
            make_date(extract(year FROM %(first)s::date)::int, CASE WHEN extract(month FROM %(first)s::date) > 6 THEN 7 ELSE 1 END, 1),
            %(end)s::date - 1, interval '6 months') AS begins
    ) AS span
    CROSS JOIN org_unit AS outlet
    CROSS JOIN LATERAL (
        SELECT span.last_day, span.is_whole, EXISTS (
            SELECT FROM inspections_outletlog AS log
            WHERE log.unit_id = outlet.id AND log.kind = '{LogKind.DRILL}' AND log.at <= %(as_of)s
              AND log.happened_at >= (span.first_day::timestamp AT TIME ZONE 'Asia/Shanghai')
              AND log.happened_at < ((span.last_day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'))::int AS held
    ) AS half
    WHERE outlet.serves_customers AND outlet.id IN (SELECT unit_id FROM org_unitpath WHERE path ~ %(below)s::lquery)
      AND (half.held = 1 OR (half.is_whole AND ((half.last_day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai') <= %(as_of)s))
"""

_METRICS = [
    Metric(
        "patrols-logged",
        _("Patrols logged"),
        Shape.SHARE,
        _PATROLS,
        "%",
        Better.HIGHER,
        _(
            "Of the patrols that the business days of the outlets asked for, those logged; more on one day do not make up for "
            "another. How many a day asks for is a dated figure; business days are those of the opening hours entered."
        ),
        _GROUP,
    ),
    Metric(
        "morning-meetings-held",
        _("Morning meetings held"),
        Shape.SHARE,
        _once_a_day(LogKind.MORNING_MEETING),
        "%",
        Better.HIGHER,
        _("Of the business days of the outlets, those on which a morning meeting was logged."),
        _GROUP,
    ),
    Metric(
        "keypad-checks-logged",
        _("Keypads checked"),
        Shape.SHARE,
        _once_a_day(LogKind.KEYPAD_CHECK),
        "%",
        Better.HIGHER,
        _("Of the business days of the outlets, those on which a check of keypads and card slots was logged."),
        _GROUP,
    ),
    Metric(
        "drills-held",
        _("Drills held this half-year"),
        Shape.SHARE,
        _DRILLS,
        "%",
        Better.HIGHER,
        _(
            "Of the half-years that the period touches, one for each outlet, those with a drill logged by the end of the period. "
            "A half-year that is not over counts only once its drill was held."
        ),
        _GROUP,
    ),
]


def register() -> None:
    for metric in _METRICS:
        register_metric(metric)
