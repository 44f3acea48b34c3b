"""What becomes of open duties when somebody leaves a post: org calls this through its registry of hand-overs."""

from __future__ import annotations

from django.db import transaction

from biaogan.obligations import telling
from biaogan.obligations.actions.moving import hand_over
from biaogan.obligations.models import Obligation
from biaogan.org.hooks import HandOver


@transaction.atomic
def pass_on(leaving: HandOver) -> int:
    """Give the leaver's open duties at the post to the successor, else to the post that answers for it; return how many."""
    rows = Obligation.objects.owed().filter(debtor_post=leaving.post, person=leaving.leaver)
    duties = list(rows.select_related("case__subject_unit", "debtor_post__unit", "debtor_unit", "person", "rule"))
    post, people = leaving.post, [leaving.successor] if leaving.successor else []
    if leaving.successor is None and leaving.responsible is not None:
        post, people = leaving.responsible
    for duty in duties:
        passed = hand_over(duty, to=leaving.successor, post=post, by=leaving.by, now=leaving.now)
        telling.tell_handed_over(passed, people, now=leaving.now)
    return len(duties)
