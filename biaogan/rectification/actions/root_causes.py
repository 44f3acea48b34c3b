"""What a liable complaint opens here: its cause has to be found and put right. Complaints call this, and have checked that `by` may."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from biaogan.accounts.access import Actor
from biaogan.cases.actions import link
from biaogan.cases.models import Case, CaseLink
from biaogan.org.models import Unit
from biaogan.rectification import queries, telling
from biaogan.rectification.actions.ending import withdrawn
from biaogan.rectification.actions.moving import locked
from biaogan.rectification.actions.raising import Wrong, stored
from biaogan.rectification.choices import Source, State
from biaogan.rectification.models import Finding


@transaction.atomic
def open_root_cause(
    *, case: Case, responsible: Unit, fact: str, requirement: str, by: Actor, now: dt.datetime
) -> Finding:
    """Open the finding that asks for the cause of a complaint, owed by the head of the responsible unit, and as confidential as it.

    A complaint has one that counts: what stands already, open or ended, is returned.
    """
    known = queries.root_causes(case).exclude(state=State.WITHDRAWN).first()
    if known is not None:
        return known
    wrong = Wrong(
        case.subject_unit,
        Source.COMPLAINT,
        fact,
        requirement=requirement,
        source_case=case,
        responsible=responsible,
    )
    (finding,) = stored([wrong], by=by, now=now)
    if finding.case.confidentiality != case.confidentiality:
        finding.case.confidentiality = case.confidentiality
        finding.case.save(update_fields=["confidentiality"])
    link(finding.case, case, CaseLink.Kind.FOLLOWS, by=by, now=now)
    telling.tell_of_root_cause(finding, now=now)
    return finding


def open_root_causes(case: Case) -> list[Finding]:
    """Return what stands open of a complaint's root causes, locked, so that it stands so until the caller has finished."""
    return [finding for seen in queries.open_root_causes(case) if (finding := locked(seen)).is_open]


@transaction.atomic
def withdraw_root_causes(*, case: Case, reason: str, by: Actor, now: dt.datetime) -> int:
    """Withdraw what stands open of the complaint's root causes; return how many there were."""
    found = open_root_causes(case)
    for finding in found:
        withdrawn(finding, reason, by=by, now=now)
    return len(found)
