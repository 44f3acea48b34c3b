"""The findings that follow from a case: what a liable complaint has opened."""

from __future__ import annotations

from biaogan.cases.models import Case
from biaogan.rectification.choices import Source
from biaogan.rectification.models import Finding, FindingQuerySet


def root_causes(case: Case | int) -> FindingQuerySet:
    """Return the root-cause findings of a complaint, the last first."""
    rows = Finding.objects.filter(source=Source.COMPLAINT, source_case=case)
    return rows.select_related("case__subject_unit", "responsible_unit").order_by("-case")


def open_root_causes(case: Case | int) -> FindingQuerySet:
    return root_causes(case).open()
