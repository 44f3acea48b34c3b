"""A finding ends without being put right: waived in writing by whoever may, or withdrawn because it was none."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from biaogan.accounts.access import Actor
from biaogan.rectification import telling
from biaogan.rectification.actions import owing
from biaogan.rectification.actions.issuing import close_if_done
from biaogan.rectification.actions.moving import lock, moved, note, person_of, said
from biaogan.rectification.choices import State
from biaogan.rectification.models import Finding
from biaogan.rectification.rules import Move


@transaction.atomic
def waive(*, finding_id: int, reason: str, by: Actor, now: dt.datetime) -> Finding:
    """Let a finding be, in writing and by name; it stays on record.

    Raises Finding.DoesNotExist, PermissionDenied, RuleBroken, InputRefused.
    """
    finding = lock(finding_id, Move.WAIVE, by=by)
    person_of(by)
    return _ended(finding, State.WAIVED, said(reason, longest=500), by=by, now=now)


@transaction.atomic
def withdraw_finding(*, finding_id: int, reason: str, by: Actor, now: dt.datetime) -> Finding:
    """Take back what should not have been raised: it counts no more.

    Raises Finding.DoesNotExist, PermissionDenied, RuleBroken, InputRefused.
    """
    finding = lock(finding_id, Move.WITHDRAW, by=by)
    return withdrawn(finding, said(reason, longest=500), by=by, now=now)


def withdrawn(finding: Finding, reason: str, *, by: Actor, now: dt.datetime) -> Finding:
    """Withdraw a finding that the caller has locked, and for which it has checked that `by` may."""
    return _ended(finding, State.WITHDRAWN, reason, by=by, now=now)


def _ended(finding: Finding, state: State, reason: str, *, by: Actor, now: dt.datetime) -> Finding:
    finding.ended_because = reason
    owing.dropped([finding.case], reason=reason, by=by, now=now)
    moved(finding, state, "ended_because", by=by, now=now)
    note(str(state), finding, by=by, now=now, reason=reason)
    telling.tell_of_end(finding, now=now)
    close_if_done(finding.notice, by=by, now=now)
    return finding
