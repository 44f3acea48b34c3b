"""What findings and notices may be found by in words."""

from __future__ import annotations

from collections.abc import Sequence

from biaogan.rectification.models import Finding, Notice


def texts_of_findings(ids: Sequence[int]) -> dict[int, str]:
    rows = Finding.objects.filter(pk__in=ids).values_list("pk", "item_code", "fact", "requirement")
    return {pk: "\n".join(words) for pk, *words in rows}


def texts_of_notices(ids: Sequence[int]) -> dict[int, str]:
    """Return the numbers of the notices, and the facts that they name."""
    rows = Notice.objects.filter(pk__in=ids).select_related("paper", "case").prefetch_related("findings")
    return {row.pk: "\n".join([row.number, *(finding.fact for finding in row.findings.all())]) for row in rows}
