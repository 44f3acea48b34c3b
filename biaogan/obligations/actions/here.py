"""What is done from the inbox itself: ending a duty that has no page of its own, and the address for calendar programs."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_event
from biaogan.cases.actions import close_case
from biaogan.core.errors import InputRefused
from biaogan.obligations.actions.ending import meet
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.models import CalendarFeed, DutyCase, Obligation


@transaction.atomic
def finish(obligation: Obligation, *, note: str, by: Actor, now: dt.datetime) -> Obligation:
    """End a recurring duty, saying what was done.

    Raises PermissionDenied for anybody but who owes it, InputRefused without a note, RuleBroken if it has ended.
    """
    if not KINDS[obligation.kind].done_here or not owes(obligation, by):
        raise PermissionDenied(_("This is owed by somebody else."))
    if not note.strip():
        raise InputRefused("duty.needs_a_note", _("Say in a few words what was done."))
    duty = meet(obligation, by=by, now=now)
    DutyCase.objects.filter(pk=duty.case_id).update(note=note.strip()[:500])
    close_case(duty.case, at=now)
    return duty


def owes(obligation: Obligation, by: Actor) -> bool:
    """Tell whether it is owed by the actor, in person or by a post held today."""
    if obligation.person_id is not None:
        return obligation.person_id == by.person_id
    return obligation.debtor_post_id in {held.post_id for held in by.posts}


@transaction.atomic
def make_feed(*, by: Actor, now: dt.datetime) -> str:
    """Make the actor's address for calendar programs and return its secret, shown once; an earlier one stops to work."""
    if by.person is None:
        raise PermissionDenied(_("Only a member of staff has an inbox."))
    revoke_feed(by=by, now=now)
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(person=by.person, digest=digest_of(secret), created_at=now)
    record_event("obligation.feed_made", feed, by=by, at=now)
    return secret


@transaction.atomic
def revoke_feed(*, by: Actor, now: dt.datetime) -> None:
    for feed in CalendarFeed.objects.select_for_update().filter(person_id=by.person_id, revoked_at__isnull=True):
        feed.revoked_at = now
        feed.save(update_fields=["revoked_at"])
        record_event("obligation.feed_revoked", feed, by=by, at=now)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
