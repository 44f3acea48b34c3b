"""What stands on a notice's paper. Papers are Chinese, whatever their writer reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from biaogan.core.time import local_day
from biaogan.core.wording import NOTHING
from biaogan.org.models import Unit
from biaogan.papers import rendering
from biaogan.papers.layouts.sheet import Sheet
from biaogan.papers.queries import composed
from biaogan.papers.rules import chinese_date
from biaogan.rectification.choices import Basis
from biaogan.rectification.models import Finding, Notice
from biaogan.rectification.notices import FINDINGS, NOTICE
from biaogan.rectification.queries.desks import issuer_of

_INSPECTION = {Basis.ONSITE: "现场检查", Basis.OFFSITE: "非现场检查"}
_BASIS = {Basis.COMPLAINT: "经核查客户投诉，", Basis.RATING: "经分析客户评价，", Basis.OTHER: "经核查，"}


def words_of(notice: Notice, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return what the paper is drafted from; load the findings with whom they name."""
    office = _office(notice)
    return {
        "unit": issuer_of(office),
        "context": _values(notice, len(findings), office.name),
        "rows": {FINDINGS: [_row(number, finding) for number, finding in enumerate(findings, 1)]},
        "case": notice.case,
        "addressee": notice.case.subject_unit.name[:60],
        "copies": notice.copies,
    }


def preview(notice: Notice, *, now: dt.datetime) -> Sheet:
    """Return the sheet as it stands: a draft's with its mark, an issued one's as it was issued."""
    if notice.paper is not None:
        return rendering.preview(notice.paper, now=now)
    findings = notice.findings.select_related("responsible_unit", "responsible_person").order_by("pk")
    return rendering.preview(composed(NOTICE.code, at=now, **words_of(notice, list(findings))), now=now)


def _office(notice: Notice) -> Unit:
    assert notice.case.handling_unit is not None
    return notice.case.handling_unit


def _values(notice: Notice, count: int, office: str) -> dict[str, str]:
    return {
        "basis": _basis(notice),
        "count": str(count),
        "report_back": chinese_date(local_day(notice.report_back_at)),
        "office": office,
    }


def _basis(notice: Notice) -> str:
    what = _INSPECTION.get(Basis(notice.basis))
    if what is None:
        return _BASIS[Basis(notice.basis)]
    by = f"（检查人：{notice.inspectors}）" if notice.inspectors else ""
    return f"经{chinese_date(notice.inspected_on) if notice.inspected_on else ''}{what}{by}，"


def _row(number: int, finding: Finding) -> dict[str, str]:
    return {
        "no": str(number),
        "item": finding.item_code,
        "fact": finding.fact,
        "points": _points(finding.weighted_points),
        "requirement": finding.requirement,
        "unit": finding.responsible_unit.name if finding.responsible_unit else "",
        "person": finding.responsible_person.name if finding.responsible_person else "",
        "due": chinese_date(local_day(finding.due_at)) if finding.due_at else "",
        "repeat": "屡查屡犯" if finding.repeats_id else "",
    }


def _points(hundredths: int) -> str:
    """Return the points as people write them, «2.5»; «—» where none were deducted."""
    return f"{(Decimal(hundredths) / 100).normalize():f}" if hundredths else NOTHING
