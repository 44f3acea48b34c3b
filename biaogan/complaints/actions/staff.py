"""Who is complained of or has an interest in a case, and is therefore kept away from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.cases.actions import bar
from biaogan.cases.models import CaseBar
from biaogan.complaints.actions.moving import lock, moved, person_of
from biaogan.complaints.models import ComplainedOf, Complaint
from biaogan.complaints.rules import Move, interest_of, require_no_interest
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day
from biaogan.org.models import Holding, Person


@transaction.atomic
def name_staff(*, complaint_id: int, people: Sequence[Person], by: Actor, now: dt.datetime) -> Complaint:
    """Write down whom the complaint is about; from then on they neither see nor handle it.

    Raises RuleBroken for the officer who has it in hand: it is handed over first.
    """
    complaint = lock(complaint_id, Move.NAME_STAFF, by=by)
    bar_staff(complaint, people, by=by, now=now)
    moved(complaint, Move.NAME_STAFF, by=by, now=now, people=[person.pk for person in people])
    return complaint


@transaction.atomic
def declare_interest(*, complaint_id: int, reason: str, by: Actor, now: dt.datetime) -> Complaint:
    """Say that the case touches oneself, and be kept away from it from then on."""
    complaint = lock(complaint_id, Move.DECLARE_INTEREST, by=by)
    person = person_of(by)
    _require_not_in_hand(complaint, person)
    if not reason.strip():
        raise InputRefused("complaint.no_reason", _("Say in a few words what the interest is."))
    bar(complaint.case, person, reason=reason.strip()[:200], by=by, now=now)
    moved(complaint, Move.DECLARE_INTEREST, by=by, now=now, person=person.pk)
    return complaint


def bar_staff(complaint: Complaint, people: Sequence[Person], *, by: Actor, now: dt.datetime) -> None:
    for person in people:
        _require_not_in_hand(complaint, person)
        ComplainedOf.objects.get_or_create(complaint=complaint, person=person, defaults={"at": now})
        # Written once, in the language of the record.
        bar(complaint.case, person, reason="被投诉人", by=by, now=now)


def require_impartial(complaint: Complaint, person: Person, *, now: dt.datetime) -> None:
    """Raise RuleBroken if the person has an interest in the matter (Order 2020 No. 3, art. 17)."""
    today = local_day(now)
    posts = Holding.objects.on(today).filter(person=person).values_list("post__unit_id", flat=True)
    stake = interest_of(
        person.pk,
        complained_of=set(complaint.complained_of.values_list("person_id", flat=True)),
        barred=set(CaseBar.objects.filter(case=complaint.case).values_list("person_id", flat=True)),
        own_units=set(posts),
        subject=complaint.case.subject_unit_id,
    )
    require_no_interest(stake, name=person.name)


def _require_not_in_hand(complaint: Complaint, person: Person) -> None:
    if complaint.handler_id == person.pk:
        message = _("%(name)s has this complaint in hand. Hand it over to somebody else first.")
        raise RuleBroken("complaint.handler_has_interest", message % {"name": person.name})
