"""The secret address under which a calendar program reads what somebody owes."""

from __future__ import annotations

import datetime as dt
import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.accounts.models import User
from biaogan.audit.actions import record_event
from biaogan.obligations.models import CalendarLink


@transaction.atomic
def make_calendar_link(*, by: Actor, now: dt.datetime) -> CalendarLink:
    """Make the actor's address; an earlier one stops to work at once."""
    if by.user is None:
        raise PermissionDenied(_("Only somebody who signs in has an inbox."))
    revoke_calendar_link(by=by, now=now)
    link = CalendarLink.objects.create(user=by.user, nonce=secrets.token_hex(16), created_at=now)
    record_event("obligation.feed_made", link, by=by, at=now)
    return link


@transaction.atomic
def revoke_calendar_link(*, by: Actor, now: dt.datetime) -> int:
    """Let the actor's address work no more; return how many there were."""
    if by.user is None:
        return 0
    # The user's row is the lock: two tabs that make an address at once leave one.
    User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
    links = list(CalendarLink.objects.filter(user=by.user, revoked_at__isnull=True))
    for link in links:
        link.revoked_at = now
        link.save(update_fields=["revoked_at"])
        record_event("obligation.feed_revoked", link, by=by, at=now)
    return len(links)
