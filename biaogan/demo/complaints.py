"""Complaints of the last months, each led through its steps by whoever would have taken them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass

from biaogan.accounts.access import Actor
from biaogan.complaints import actions
from biaogan.complaints.actions import Answer, Finding, Letter, Outcome, Told
from biaogan.complaints.choices import AT_FAULT, Channel, Method, Nature, Voice
from biaogan.complaints.intake import Intake
from biaogan.complaints.models import Complaint
from biaogan.core.time import ZONE
from biaogan.demo.days import acting
from biaogan.demo.network import Network
from biaogan.demo.stories import ROOT_CAUSES, STORIES, Story
from biaogan.evidence import actions as evidence
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind, Unit
from biaogan.papers import actions as papers
from biaogan.rectification import actions as rectification
from biaogan.rectification.models import Finding as Found
from biaogan.workcal.queries import calendar_for
from biaogan.workcal.rules import add_working_days

GROUNDS = "依据本行服务规范及业务制度，并经调看录像核实。"
REMEDIES = "如有异议，可自收到本决定之日起30日内向上一级行申请核查，也可申请调解、仲裁或者提起诉讼。"

#: The story whose root cause the head of the Office waives.
WAIVED = 4


def build(made: Network, *, now: dt.datetime) -> int:
    """Tell every story so far as it has come by `now`; return how many complaints there are."""
    for number, story in enumerate(STORIES):
        _Teller(made, story, number, now=now).tell()
    return len(STORIES)


@dataclass(frozen=True)
class _Teller:
    """One story with its outlet; each step takes place at its own working hour."""

    made: Network
    story: Story
    number: int
    now: dt.datetime

    def tell(self) -> None:
        complaint = self._registered()
        for step, move in itertools.islice(self._steps(), self.story.steps):
            at = self._at(step)
            if at >= self.now:
                return
            move(complaint.pk, at)

    @property
    def outlet(self) -> Unit:
        return self.made.outlets[self.number % len(self.made.outlets)]

    def _at(self, step: float) -> dt.datetime:
        """Return the moment `step` working days after receipt: .1 is an hour after opening."""
        received = self.now.astimezone(ZONE).date() - dt.timedelta(days=self.story.days_ago)
        calendar = calendar_for(self.outlet.calendar)
        day = add_working_days(received, 0, calendar=calendar)
        whole = int(step)
        if whole:
            day = add_working_days(day, whole, calendar=calendar)
        hour = dt.datetime.combine(day, dt.time(9, 5), tzinfo=ZONE)
        return hour + dt.timedelta(hours=(step - whole) * 10)

    def _registered(self) -> Complaint:
        story, at = self.story, self._at(0)
        if at >= self.now:
            at = self.now - dt.timedelta(minutes=5)
        intake = Intake(
            subject=self.outlet,
            receiving=self.outlet if story.channel == Channel.COUNTER else None,
            received_at=at - dt.timedelta(minutes=4),
            channel=story.channel,
            summary=story.summary,
            demand=story.demand,
            voice=story.voice,
            customer={"name": story.customer, "phone": f"139{self.number:08d}"},
            cause=story.cause or None,
        )
        is_there = story.channel == Channel.COUNTER
        by = self._actor(PostKind.LOBBY_MANAGER, self.outlet.name, at) if is_there else self._officer(at)
        return actions.register(intake=intake, by=by, now=at)

    def _steps(self) -> list[tuple[float, Callable[[int, dt.datetime], object]]]:
        if self.story.voice != Voice.COMPLAINT:
            return []
        late = self.story.late
        return [
            (0.2, self._accept),
            (0.3, self._step_in),
            (3.2 if late else 1.4, self._investigate),
            (5.1 if late else 2.5, self._propose),
            (6.1 if late else 3.3, self._decide),
            (12.1 if late else 4.2, self._tell),
            *self._root_cause(late=late),
            (14.2 if late else 6.1, self._close),
        ]

    def _accept(self, pk: int, at: dt.datetime) -> None:
        told = Told(Method.TELEPHONE, at - dt.timedelta(minutes=3), "座机录音 0301")
        by = self._receiver(at)
        actions.accept(complaint_id=pk, told=told, by=by, now=at)

    def _step_in(self, pk: int, at: dt.datetime) -> None:
        actions.step_in(complaint_id=pk, by=self._officer(at), now=at)

    def _investigate(self, pk: int, at: dt.datetime) -> None:
        by, complaint = self._officer(at), Complaint.objects.select_related("case__subject_unit").get(pk=pk)
        seen = evidence.add_reference(
            case=complaint.case,
            recorder=f"{self.outlet.name}录像机",
            channel="02",
            from_at=self._at(0) - dt.timedelta(minutes=20),
            to_at=self._at(0),
            note="柜台区域录像",
            by=by,
            now=at,
        )
        finding = Finding(self.story.liability, self.story.nature, self.story.finding)
        actions.give_verdict(complaint_id=pk, finding=finding, evidence=[seen.pk], by=by, now=at)

    def _propose(self, pk: int, at: dt.datetime) -> None:
        amount = self.story.amount
        outcome = Outcome(self.story.outcome, amount, "complainant" if amount else "", "补偿客户支出" if amount else "")
        by = self._actor(PostKind.OUTLET_HEAD, self.outlet.name, at)
        actions.propose(complaint_id=pk, outcome=outcome, by=by, now=at)

    def _decide(self, pk: int, at: dt.datetime) -> None:
        duty = Obligation.objects.open().select_related("debtor_post").get(case_id=pk, kind="complaint.decide")
        assert duty.debtor_post is not None
        holding = duty.debtor_post.holdings.select_related("person").order_by("pk")[0]
        actions.decide(complaint_id=pk, by=acting(holding.person, at), now=at)

    def _tell(self, pk: int, at: dt.datetime) -> None:
        by = self._officer(at)
        answer = Answer(self.story.finding, self.story.outcome, GROUNDS, REMEDIES)
        told, letter = Told(Method.TELEPHONE, at - dt.timedelta(minutes=10), "座机录音 0417"), None
        if self.story.channel == Channel.LETTER:
            # Who wrote is answered in writing.
            told = Told(Method.POSTED, at - dt.timedelta(minutes=10), "挂号信 XA 2026 0417")
            letter = self._issued(pk, at - dt.timedelta(hours=1), by)
        actions.tell_customer(complaint_id=pk, told=told, answer=answer, letter=letter, by=by, now=at)

    def _issued(self, pk: int, at: dt.datetime, by: Actor) -> int:
        said = Letter(self.story.finding, self.story.outcome, GROUNDS, salutation="先生")
        draft = actions.draft_letter(complaint_id=pk, letter=said, by=by, now=at)
        return papers.issue_draft(paper_id=draft.pk, by=by, now=at).pk

    def _root_cause(self, *, late: bool) -> list[tuple[float, Callable[[int, dt.datetime], object]]]:
        """Return the steps to the end of the root cause, where the bank was at fault: put right and looked at, or waived in writing."""
        if self.story.liability not in AT_FAULT:
            return []
        if self.number == WAIVED:
            return [(12.5 if late else 4.6, self._waive)]
        return [(12.5 if late else 4.6, self._put_right), (13.3 if late else 5.3, self._look_again)]

    def _put_right(self, pk: int, at: dt.datetime) -> None:
        cause, action = ROOT_CAUSES[Nature(self.story.nature)]
        rectification.reply(
            finding_id=self._finding(pk).pk,
            cause=cause,
            action=action,
            doer=self.made.holder(PostKind.LOBBY_MANAGER, self.outlet.name),
            done_at=at - dt.timedelta(hours=1),
            no_proof_because="制度和培训记录在网点存档，可现场查看。",
            by=self._actor(PostKind.OUTLET_HEAD, self.outlet.name, at),
            now=at,
        )

    def _look_again(self, pk: int, at: dt.datetime) -> None:
        finding, note = self._finding(pk), "查看培训记录并抽查录像，措施已落实。"
        rectification.recheck(finding_id=finding.pk, passed=True, note=note, by=self._officer(at), now=at)

    def _waive(self, pk: int, at: dt.datetime) -> None:
        reason = "总行已统一修订材料清单，网点无需另行整改。"
        by = self._actor(PostKind.OFFICE_HEAD, "办公室", at)
        rectification.waive(finding_id=self._finding(pk).pk, reason=reason, by=by, now=at)

    def _finding(self, pk: int) -> Found:
        return Found.objects.filter(source_case=pk).order_by("pk")[0]

    def _close(self, pk: int, at: dt.datetime) -> None:
        actions.close(complaint_id=pk, by=self._officer(at), now=at)

    def _receiver(self, at: dt.datetime) -> Actor:
        if self.story.channel == Channel.COUNTER:
            return self._actor(PostKind.OUTLET_HEAD, self.outlet.name, at)
        return self._officer(at)

    def _officer(self, at: dt.datetime) -> Actor:
        return self._actor(PostKind.COMPLAINT_OFFICER, "办公室", at, place=self.number % 2)

    def _actor(self, kind: str, unit: str, at: dt.datetime, *, place: int = 0) -> Actor:
        return acting(self.made.holder(kind, unit, place), at)
