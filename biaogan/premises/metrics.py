"""The figures of machines and repairs. Downtime comes from append-only steps known at `as_of`: a closed period keeps its figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.metrics.registry import Better, Metric, Shape, register_metric
from biaogan.premises.kinds import SELF_SERVICE, RepairState

_GROUP = _("Machines and repairs")
_MACHINES = ", ".join(f"'{kind}'" for kind in SELF_SERVICE)
_MENDED = f"('{RepairState.MENDED}', '{RepairState.CHECKED}')"

#: Where outlets stood below the unit asked for; the days are looked at by the figure itself.
_HERE = "(SELECT unit_id FROM org_unitpath WHERE path ~ %(below)s::lquery)"

_DAYS = """
    SELECT at::date AS day FROM generate_series(%(first)s::date,
        least(%(end)s::date - 1, (%(as_of)s::timestamptz AT TIME ZONE 'Asia/Shanghai')::date), interval '1 day') AS at
"""

_SPAN = """(date.day + lower(hours.minutes) * interval '1 minute') AT TIME ZONE 'Asia/Shanghai' AS opens_at,
           (date.day + upper(hours.minutes) * interval '1 minute') AT TIME ZONE 'Asia/Shanghai' AS closes_at"""

#: The business hours of each outlet on each day of the period up to `as_of`: the weekday's, or those of the exception.
_OPEN = f"""
    SELECT hours.outlet_id, date.day, {_SPAN} FROM ({_DAYS}) AS date
    JOIN premises_openinghours AS hours ON hours.weekday = extract(isodow FROM date.day)::int - 1 AND hours.valid @> date.day
    WHERE hours.outlet_id IN {_HERE}
      AND NOT EXISTS (SELECT FROM premises_openingexception AS other
                      WHERE other.outlet_id = hours.outlet_id AND other.day = date.day)
    UNION ALL
    SELECT hours.outlet_id, date.day, {_SPAN} FROM ({_DAYS}) AS date
    JOIN premises_openingexception AS hours ON hours.day = date.day
    WHERE hours.minutes IS NOT NULL AND hours.outlet_id IN {_HERE}
"""

#: The days of the period on which each outlet serves customers. Takes the parameters of facts.
BUSINESS_DAYS = f"SELECT DISTINCT open.outlet_id, open.day FROM ({_OPEN}) AS open"


def _minutes(begins: str, ends: str) -> str:
    return f"greatest(0, extract(epoch FROM least({ends}) - greatest({begins})) / 60)::int"


#: Where the repair stood at `as_of`, and when the last mending was that was not given back by then.
_KNOWN = f"""
    CROSS JOIN LATERAL (SELECT state, at FROM premises_repairstep
        WHERE repair_id = repair.case_id AND decided_at <= %(as_of)s ORDER BY id DESC LIMIT 1) AS stood
    LEFT JOIN LATERAL (SELECT at FROM premises_repairstep
        WHERE repair_id = repair.case_id AND decided_at <= %(as_of)s AND state = '{RepairState.MENDED}'
          AND stood.state IN {_MENDED} ORDER BY id DESC LIMIT 1) AS mended ON true
"""

_GONE_AT = "CASE WHEN machine.status = 'removed' THEN machine.status_since END"

#: One row a machine and day with all minutes of business, and one a repair and day that takes its minutes away again.
_DEVICES_UP = f"""
    SELECT open.outlet_id AS unit_id, open.day, NULL::bigint AS case_id, sum(counted.minutes)::int AS numerator,
           sum(counted.minutes)::int AS denominator
    FROM ({_OPEN}) AS open
    JOIN premises_device AS machine ON machine.outlet_id = open.outlet_id AND machine.kind IN ({_MACHINES})
    CROSS JOIN LATERAL (SELECT {
    _minutes("open.opens_at, machine.put_up_at", f"open.closes_at, %(as_of)s, {_GONE_AT}")
} AS minutes) AS counted
    WHERE counted.minutes > 0
    GROUP BY open.outlet_id, open.day, machine.id
    UNION ALL
    SELECT open.outlet_id, open.day, repair.case_id, -sum(counted.minutes)::int, 0
    FROM premises_repair AS repair
    JOIN premises_device AS machine ON machine.id = repair.device_id AND machine.kind IN ({_MACHINES})
    {_KNOWN}
    JOIN ({_OPEN}) AS open ON open.outlet_id = machine.outlet_id
    CROSS JOIN LATERAL (SELECT CASE WHEN stood.state = '{
    RepairState.SCRAPPED
}' THEN stood.at ELSE mended.at END AS at) AS ended
    CROSS JOIN LATERAL (SELECT {
    _minutes("open.opens_at, repair.down_since, machine.put_up_at", f"open.closes_at, %(as_of)s, ended.at, {_GONE_AT}")
} AS minutes) AS counted
    WHERE stood.state <> '{RepairState.DROPPED}' AND repair.down_since < %(ends_at)s
      AND (ended.at IS NULL OR ended.at > %(begins_at)s) AND counted.minutes > 0
    GROUP BY open.outlet_id, open.day, repair.case_id
"""

_MENDING = "('repair.mend', 'repair.mend_self_service')"

#: Each first limit to mend that ended in the period; what was given back counts from its first report.
_IN_TIME = f"""
    SELECT incident.subject_unit_id AS unit_id, (duty.due_at AT TIME ZONE 'Asia/Shanghai')::date AS day, duty.case_id,
           (mended.at IS NOT NULL AND mended.at <= duty.due_at)::int AS numerator, 1 AS denominator
    FROM obligations_obligation AS duty
    JOIN premises_repair AS repair ON repair.case_id = duty.case_id
    JOIN cases_case AS incident ON incident.id = duty.case_id
    {_KNOWN}
    WHERE duty.kind IN {_MENDING} AND duty.due_at >= %(begins_at)s AND duty.due_at < %(ends_at)s AND duty.due_at <= %(as_of)s
      AND stood.state NOT IN ('{RepairState.DROPPED}', '{RepairState.SCRAPPED}')
      AND NOT EXISTS (SELECT FROM obligations_obligation AS earlier
                      WHERE earlier.case_id = duty.case_id AND earlier.kind IN {_MENDING} AND earlier.id < duty.id)
"""

_METRICS = [
    Metric(
        "devices-up",
        _("Machines in working order"),
        Shape.SHARE,
        _DEVICES_UP,
        "%",
        Better.HIGHER,
        _(
            "Of the minutes in which outlets were open, those in which their self-service machines worked: cash machines, smart "
            "tellers and printers. A machine is out of order from the moment told in the report until it was mended; a repair that "
            "was given back counts on. The hours are those that each outlet has entered."
        ),
        _GROUP,
    ),
    Metric(
        "repairs-in-time",
        _("Mended in time"),
        Shape.SHARE,
        _IN_TIME,
        "%",
        Better.HIGHER,
        _("Of the repairs whose first limit ended in the period, those mended by then and not given back."),
        _GROUP,
    ),
]


def register() -> None:
    for metric in _METRICS:
        register_metric(metric)
