"""What is told to whom among the staff. References only: nobody's name, no words of the customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from biaogan.complaints.choices import Level, Source, State
from biaogan.complaints.models import Complaint, Proposal, SupervisionOrder
from biaogan.complaints.queries import Desks, leaders_of, officer_for
from biaogan.core.time import local_day
from biaogan.notify.actions import tell
from biaogan.org.models import Person, Post
from biaogan.org.queries import holders


def tell_of_registration(complaint: Complaint, desks: Desks, *, now: dt.datetime) -> None:
    """Tell at once of what cannot wait; everything else stands in the inbox of whoever has to take it in."""
    if complaint.level == Level.MAJOR:
        people = [*leaders_of(complaint.case.subject_unit, now=now), *_holders(desks.officer, now)]
        _say("complaint.major", complaint, people, now=now, count=complaint.joint_count)
    if complaint.source == Source.REGULATOR:
        _say("complaint.from_regulator", complaint, _holders(desks.officer, now), now=now)


def tell_of_passing_on(complaint: Complaint, head: Post, *, now: dt.datetime) -> None:
    _say("complaint.passed_on", complaint, _holders(head, now), now=now)


def tell_officer(complaint: Complaint, officer: Post, *, now: dt.datetime) -> None:
    _say("complaint.accepted", complaint, _holders(officer, now), now=now, unit=_unit(complaint))


def tell_new_handler(complaint: Complaint, *, now: dt.datetime) -> None:
    _say("complaint.in_your_hands", complaint, _handler(complaint), now=now, unit=_unit(complaint))


def tell_responsible_unit(complaint: Complaint, proposer: Post, *, now: dt.datetime) -> None:
    _say("complaint.proposal_wanted", complaint, _holders(proposer, now), now=now)


def tell_of_changed_verdict(complaint: Complaint, *, now: dt.datetime) -> None:
    _say("complaint.verdict_changed", complaint, _handler(complaint), now=now)


def tell_decider(complaint: Complaint, proposal: Proposal, decider: Post, *, now: dt.datetime) -> None:
    people = [person for person in _holders(decider, now) if person.pk != proposal.by_id]
    _say("complaint.decision_wanted", complaint, people, now=now)


def tell_of_decision(complaint: Complaint, *, now: dt.datetime) -> None:
    _say("complaint.decided", complaint, _handler(complaint), now=now)


def tell_of_giving_back(complaint: Complaint, proposal: Proposal, *, now: dt.datetime) -> None:
    _say("complaint.given_back", complaint, [proposal.by], now=now)


def tell_of_withdrawal(complaint: Complaint, *, now: dt.datetime) -> None:
    _say("complaint.withdrawn", complaint, _in_charge(complaint, now), now=now)


def tell_of_message(complaint: Complaint, *, now: dt.datetime) -> None:
    _say("complaint.message", complaint, _in_charge(complaint, now), now=now)


def tell_of_order(order: SupervisionOrder, head: Post, *, now: dt.datetime) -> None:
    _say("complaint.order", order.complaint, _holders(head, now), now=now, order=order.number)


def tell_issuer(order: SupervisionOrder, *, now: dt.datetime) -> None:
    _say("complaint.order_progress", order.complaint, [order.issued_by], now=now, order=order.number)


def _say(code: str, complaint: Complaint, people: Iterable[Person], *, now: dt.datetime, **more: Any) -> None:
    # No address: the customer's door has no pages for staff. A message about a case opens that case.
    tell(code, to=people, case=complaint.case, now=now, number=complaint.case.number, **more)


def _holders(post: Post, now: dt.datetime) -> list[Person]:
    return holders(post.kind, post.unit_id, on=local_day(now))


def _handler(complaint: Complaint) -> list[Person]:
    return [complaint.handler] if complaint.handler else []


def _in_charge(complaint: Complaint, now: dt.datetime) -> list[Person]:
    """Return who has it in hand: the officer, or before that the Office's officers."""
    if complaint.handler is None or complaint.state == State.REGISTERED:
        return _holders(officer_for(complaint.case.subject_unit, now=now), now)
    return [complaint.handler]


def _unit(complaint: Complaint) -> str:
    return complaint.case.subject_unit.name
