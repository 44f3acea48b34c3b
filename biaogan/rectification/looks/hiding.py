"""A mystery visitor stays unknown to whoever may not see them: in the history, and beside the proof."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from biaogan.accounts.access import Actor, Permission
from biaogan.rectification.choices import Source
from biaogan.rectification.models import Finding
from biaogan.rectification.queries.pages import FindingPage


def hides_visitor(finding: Finding, actor: Actor) -> bool:
    if finding.source != Source.MYSTERY:
        return False
    return not actor.may(Permission.VIEW_MYSTERY, finding.case.subject_unit)


def without_visitor(page: FindingPage, actor: Actor) -> FindingPage:
    """Return the page without the names in what happened before the unit was told."""
    if not hides_visitor(page.finding, actor):
        return page
    told_at = _told_at(page.finding)
    entries = [
        dataclasses.replace(entry, who="") if told_at is None or entry.at <= told_at else entry
        for entry in page.entries
    ]
    return dataclasses.replace(page, entries=entries)


def proof_without_visitor(context: dict[str, Any], finding: Finding, actor: Actor) -> dict[str, Any]:
    """Return the context of the list of evidence without who added what before the unit was told."""
    if not hides_visitor(finding, actor):
        return context
    told_at = _told_at(finding)
    for row in context["evidence"]:
        if told_at is None or row.added_at <= told_at:
            # Shown only; these rows are not stored again.
            row.added_by, row.added_ref = None, ""
    return context


def _told_at(finding: Finding) -> dt.datetime | None:
    return finding.notice.issued_at if finding.notice else None
