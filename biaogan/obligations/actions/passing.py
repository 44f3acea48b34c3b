"""What becomes of open duties when somebody leaves a post: org calls this through its registry of hand-overs."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from biaogan.audit.actions import record_events
from biaogan.obligations import telling
from biaogan.obligations.models import Obligation
from biaogan.org.hooks import HandOver
from biaogan.org.models import Person, Post


@transaction.atomic
def pass_on(leaving: HandOver) -> int:
    """Give what the leaver owed at the post to the successor; with none, escalate it to the post that answers for it now.

    A post that nobody holds any more owes nothing it cannot do, so without a successor its unnamed duties go up too.
    Returns how many were passed on.
    """
    owed = Q(person=leaving.leaver)
    if leaving.successor is None:
        owed |= Q(person__isnull=True)
    rows = Obligation.objects.owed().filter(owed, debtor_post=leaving.post)
    duties = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if not duties:
        return 0
    post, people = _receiver(leaving)
    rows.model.objects.filter(pk__in=[duty.pk for duty in duties]).update(
        person=leaving.successor, debtor_post=post, debtor_unit=post.unit_id
    )
    to = leaving.successor.pk if leaving.successor else None
    facts = [{"case": duty.case_id, "unit": post.unit_id, "to": to, "post": post.pk} for duty in duties]
    record_events("obligation.handed_over", list(duties), by=leaving.by, at=leaving.now, facts=facts)
    telling.tell_handed_over(len(duties), leaving.post, to=people, now=leaving.now)
    return len(duties)


def _receiver(leaving: HandOver) -> tuple[Post, list[Person]]:
    if leaving.successor is not None:
        return leaving.post, [leaving.successor]
    # With nobody named up to the top the duty stays with the vacant post, where its ladder goes on.
    return leaving.responsible or (leaving.post, [])
