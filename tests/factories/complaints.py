"""Complaints in a small branch, moved along the way by the people whose posts they are."""

from __future__ import annotations

import datetime as dt
import importlib
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from biaogan.accounts.access import Actor, actor_of
from biaogan.accounts.models import User
from biaogan.complaints import actions
from biaogan.complaints.actions import Answer, Finding, Intake, Outcome, Told
from biaogan.complaints.choices import Channel, Liability, Method, Nature, State
from biaogan.complaints.models import Category, Complaint
from biaogan.org.models import Person, PostKind, Unit
from biaogan.rectification.actions import waive
from biaogan.rectification.queries import open_root_causes
from tests.conftest import NOW
from tests.factories import evidence, org

#: The way of a complaint, in its order.
WAY = (
    State.REGISTERED,
    State.ACCEPTED,
    State.INVESTIGATING,
    State.DETERMINED,
    State.PROPOSED,
    State.DECIDED,
    State.TOLD,
    State.CLOSED,
)


def ship() -> None:
    """Put the shipped rows back where a test with real transactions has emptied all tables."""
    if not Category.objects.exists():
        shipped = importlib.import_module("biaogan.complaints.migrations.0002_shipped_rows")
        shipped.ship(apps, None)


@dataclass
class Desk:
    """A branch with its people, each of whom can act."""

    branch: org.Branch

    @property
    def outlet(self) -> Unit:
        return self.branch.outlets[0]

    @property
    def sub_branch(self) -> Unit:
        return self.branch.sub_branches[0]

    def person(self, kind: PostKind, unit: Unit | None = None) -> Person:
        return self.branch.holder(kind, unit or self._home(kind))

    def user(self, kind: PostKind, unit: Unit | None = None) -> User:
        who = self.person(kind, unit)
        return User.objects.get_or_create(person=who, defaults={"username": who.staff_no, "language": "en"})[0]

    def actor(self, kind: PostKind, unit: Unit | None = None, *, now: dt.datetime = NOW) -> Actor:
        return actor_of(self.user(kind, unit), now=now)

    @property
    def officer(self) -> Actor:
        return self.actor(PostKind.COMPLAINT_OFFICER)

    @property
    def office_head(self) -> Actor:
        return self.actor(PostKind.OFFICE_HEAD)

    @property
    def outlet_head(self) -> Actor:
        return self.actor(PostKind.OUTLET_HEAD)

    @property
    def service_manager(self) -> Actor:
        return self.actor(PostKind.SERVICE_MANAGER)

    @property
    def lobby_manager(self) -> Actor:
        return self.actor(PostKind.LOBBY_MANAGER)

    @property
    def vice_president(self) -> Actor:
        return self.actor(PostKind.VICE_PRESIDENT)

    def _home(self, kind: PostKind) -> Unit:
        if kind in (PostKind.OFFICE_HEAD, PostKind.COMPLAINT_OFFICER, PostKind.INSPECTOR):
            return self.branch.office
        if kind in (PostKind.PRESIDENT, PostKind.VICE_PRESIDENT):
            return self.branch.branch
        return self.sub_branch if kind == PostKind.SUB_BRANCH_HEAD else self.outlet


def desk() -> Desk:
    ship()
    return Desk(org.branch())


def intake(subject: Unit, **details: Any) -> Intake:
    values: dict[str, Any] = {
        "subject": subject,
        "receiving": subject,
        "received_at": NOW,
        "channel": Channel.COUNTER,
        "summary": "排队一小时，柜员态度生硬",
        "customer": {"name": "王小明", "phone": "13800001234"},
        **details,
    }
    return Intake(**values)


def told(at: dt.datetime = NOW, **details: Any) -> Told:
    return Told(**{"method": Method.TELEPHONE, "at": at, "proof": "通话录音 0012", **details})


ANSWER = Answer(
    facts="调阅录像，等候 62 分钟", outcome="致歉并补偿", grounds="服务规范第三条", remedies="可在三十日内申请核查"
)
LIABLE = Finding(Liability.LIABLE, Nature.EFFICIENCY, "录像显示窗口未按规定增开")


def complaint(at_desk: Desk, state: State = State.REGISTERED, *, now: dt.datetime = NOW, **details: Any) -> Complaint:
    """Return a complaint about the desk's outlet that has come as far as `state`; `amount` is what is proposed."""
    amount = details.pop("amount", 0)
    subject = details.pop("subject", at_desk.outlet)
    details.setdefault("received_at", now)
    made = actions.register(intake=intake(subject, **details), by=_registrar(at_desk, subject), now=now)
    for step in WAY[1 : WAY.index(state) + 1]:
        STEPS[step](at_desk, made.pk, now, amount)
    made.refresh_from_db()
    return made


def _registrar(at_desk: Desk, subject: Unit) -> Actor:
    return at_desk.actor(PostKind.SERVICE_MANAGER, subject) if subject.serves_customers else at_desk.office_head


def _accept(at_desk: Desk, pk: int, now: dt.datetime, amount: int) -> None:
    actions.accept(complaint_id=pk, told=told(now), by=at_desk.officer, now=now)


def _step_in(at_desk: Desk, pk: int, now: dt.datetime, amount: int) -> None:
    actions.step_in(complaint_id=pk, by=at_desk.officer, now=now)


def _give_verdict(at_desk: Desk, pk: int, now: dt.datetime, amount: int) -> None:
    proof = evidence.make_evidence(Complaint.objects.get(pk=pk).case)
    actions.give_verdict(complaint_id=pk, finding=LIABLE, evidence=[proof.pk], by=at_desk.officer, now=now)


def _propose(at_desk: Desk, pk: int, now: dt.datetime, amount: int) -> None:
    actions.propose(complaint_id=pk, outcome=outcome(amount), by=at_desk.service_manager, now=now)


def outcome(amount: int = 0) -> Outcome:
    return Outcome("当面致歉", amount, "complainant" if amount else "", "补偿往返费用" if amount else "")


def _decide(at_desk: Desk, pk: int, now: dt.datetime, amount: int) -> None:
    actions.decide(complaint_id=pk, by=at_desk.vice_president, now=now)


def _tell(at_desk: Desk, pk: int, now: dt.datetime, amount: int) -> None:
    actions.tell_customer(complaint_id=pk, told=told(now), answer=ANSWER, by=at_desk.officer, now=now)


def waive_root_cause(at_desk: Desk, pk: int, *, now: dt.datetime = NOW) -> None:
    """Let the head of the Office waive in writing that the cause is put right, so that the case can be closed."""
    for cause in open_root_causes(pk):
        waive(finding_id=cause.pk, reason="原因已在处理中纠正", by=at_desk.office_head, now=now)


def _close(at_desk: Desk, pk: int, now: dt.datetime, amount: int) -> None:
    waive_root_cause(at_desk, pk, now=now)
    actions.close(complaint_id=pk, by=at_desk.officer, now=now)


STEPS = {
    State.ACCEPTED: _accept,
    State.INVESTIGATING: _step_in,
    State.DETERMINED: _give_verdict,
    State.PROPOSED: _propose,
    State.DECIDED: _decide,
    State.TOLD: _tell,
    State.CLOSED: _close,
}
