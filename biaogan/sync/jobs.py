"""What happens to devices by itself: work that was kept aside is taken up once its kind is known."""

from __future__ import annotations

import datetime as dt
import logging

from biaogan.accounts.access import job_actor
from biaogan.sync import actions
from biaogan.sync.kinds import KINDS
from biaogan.sync.models import DeviceReceipt, Pairing

logger = logging.getLogger(__name__)

#: Unused codes are forgotten after this.
FORGOTTEN = dt.timedelta(days=1)


def take_up(*, now: dt.datetime) -> int:
    """Do the work that was kept aside and can be read by now; return how much."""
    known = [kind.code for kind in KINDS]
    waiting = DeviceReceipt.objects.quarantined().filter(kind__in=known).order_by("received_at", "pk")
    done, by = 0, job_actor("sync.take_up")
    for pk in waiting.values_list("pk", flat=True)[:1000]:
        try:
            done += actions.work_off(receipt_id=pk, by=by, now=now)
        except Exception:
            # A bad piece costs itself: it stays aside, where somebody sees it.
            logger.exception("work %s stays aside", pk)
    return done


def forget_codes(*, now: dt.datetime) -> int:
    """Delete codes that nobody used; return how many."""
    return Pairing.objects.filter(device__isnull=True, expires_at__lt=now - FORGOTTEN).delete()[0]


def sweep_uploads(*, now: dt.datetime) -> int:
    """Throw away uploads that no piece of work has claimed for weeks, and forget those that one has; return how many."""
    return actions.sweep_uploads(now=now)
