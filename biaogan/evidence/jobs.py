"""Deleting what has been kept long enough, and files that nobody names."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction

from biaogan.accounts.access import job_actor
from biaogan.audit.actions import record_event
from biaogan.cases.models import Case
from biaogan.evidence import store
from biaogan.evidence.models import Evidence, EvidenceDeletion, RetentionRule
from biaogan.evidence.queries import due_for_deletion, still_named

logger = logging.getLogger(__name__)

#: A file that was just written may be named by a transaction that has not committed yet.
SETTLED_SECONDS = 24 * 3600


def retire(*, now: dt.datetime) -> int:
    """Delete files at the end of their period and write down under which rule; return how many. A legal hold always wins."""
    return sum(_retire_one(evidence, rule, now=now) for evidence, rule in due_for_deletion(now))


@transaction.atomic
def _retire_one(evidence: Evidence, rule: RetentionRule, *, now: dt.datetime) -> bool:
    # The hold is asked for again under a lock: it may have been set while this job ran.
    case = Case.objects.select_for_update(no_key=True).get(pk=evidence.case_id)
    store.guard(evidence.sha256)
    if (
        case.held_at is not None
        or case.closed_at is None
        or EvidenceDeletion.objects.filter(evidence=evidence).exists()
    ):
        return False
    words = f"{rule.months} × mo: {rule.basis_zh}"[:250]
    EvidenceDeletion.objects.create(evidence=evidence, at=now, rule=words)
    by = job_actor("evidence.retire")
    record_event(
        "evidence.deleted",
        evidence,
        by=by,
        at=now,
        case=case.pk,
        sha256=evidence.sha256,
        rule=rule.pk,
        months=rule.months,
    )
    # The file goes with the commit; what a crash leaves behind, the clean-up finds.
    transaction.on_commit(lambda: clear_hash(evidence.sha256))
    return True


def clear(*, now: dt.datetime) -> int:
    """Remove files that nobody names, left by crashes and rollbacks, and uploads that never finished; return how many."""
    before = store.now_seconds() - SETTLED_SECONDS
    removed = 0
    for path in store.left_incoming(before=before):
        store.throw_away(path)
        removed += 1
    for files in store.hashes_by_folder(before=before):
        hashes = set(files)
        for sha256 in sorted(hashes - still_named(hashes) - store.needed_elsewhere(hashes)):
            removed += clear_hash(sha256)
    if removed:
        logger.warning("removed %s files that no evidence names", removed)
    return removed


@transaction.atomic
def clear_hash(sha256: str) -> bool:
    """Remove the file unless somebody names it; tell whether it was removed."""
    store.guard(sha256)
    if still_named({sha256}) or store.needed_elsewhere({sha256}):
        return False
    store.remove(sha256)
    return True
