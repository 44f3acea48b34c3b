"""What becomes of the findings of a sheet in the demonstration: a notice, answers, and somebody who looks again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from biaogan.accounts.access import Actor
from biaogan.demo.days import Course, Days, acting
from biaogan.demo.faults import fault_of
from biaogan.demo.network import Network
from biaogan.demo.pictures import photo
from biaogan.evidence import actions as evidence
from biaogan.inspections.choices import Channel
from biaogan.inspections.models import Sheet
from biaogan.org.models import Person, PostKind, Unit
from biaogan.rectification import actions
from biaogan.rectification.choices import Basis
from biaogan.rectification.models import Finding

#: Notices in these have been signed for.
SIGNED = ("received", "answered", "overdue", "partly", "returned", "closed")
ANSWERED = ("answered", "partly", "returned", "closed")
BASES = {Channel.ONSITE: Basis.ONSITE, Channel.OFFSITE: Basis.OFFSITE}
NOT_YET = "到场查看，同类问题仍有一处，请继续整改。"
SEEN = "到场查看，已整改到位。"
AGAIN = "已全面排查并补充整改，责任到人。"
MISTAKEN = "检查项目引用有误，撤回后重新下发。"


@dataclass(frozen=True)
class Notices:
    """The outlet, who inspected it, and the working days counted from the visit."""

    made: Network
    outlet: Unit
    team: list[Person]
    days: Days

    def course(self, sheet: Sheet, comes_to: str) -> Course:
        """Draft a notice of what the sheet found and lead it as far as asked; «overdue» is one that nobody answers."""
        at = self.days.at(2, 14)
        yield at
        key = self._drafted(sheet, at)
        if comes_to == "draft":
            return
        at = self.days.at(3, 9)
        yield at
        actions.approve_notice(notice_id=key, by=self._actor(PostKind.OFFICE_HEAD, "办公室", at), now=at)
        at = self.days.at(3, 10)
        yield at
        actions.issue_notice(notice_id=key, by=acting(self._drafter, at), now=at)
        if comes_to == "withdrawn":
            at = self.days.at(4, 16)
            yield at
            actions.withdraw_notice(notice_id=key, reason=MISTAKEN, by=acting(self._drafter, at), now=at)
        if comes_to in SIGNED:
            at = self.days.at(4, 9)
            yield at
            actions.receive_notice(notice_id=key, by=self._head(at), now=at)
        if comes_to in ANSWERED:
            yield from self._put_right(self._findings(sheet), comes_to)

    def put_right(self, sheet: Sheet, *, checked: bool) -> Course:
        """Put right without a notice what the outlet has found itself."""
        at = self.days.at(0, 16)
        yield at
        for finding in self._findings(sheet):
            self._reply(finding, fault_of(finding.item_code).action, at)
        if checked:
            at = self.days.at(3, 10)
            yield at
            for finding in self._findings(sheet):
                actions.recheck(finding_id=finding.pk, passed=True, note=SEEN, by=self._checker(at), now=at)

    def _drafted(self, sheet: Sheet, at: dt.datetime) -> int:
        by = acting(self._drafter, at)
        # Of a mystery visit no paper says who came.
        names = "" if sheet.is_mystery else "、".join(person.name for person in self.team)
        notice = actions.draft_notice(
            unit=self.outlet,
            findings=[finding.pk for finding in self._findings(sheet)],
            basis=BASES.get(Channel(sheet.channel), Basis.OTHER),
            inspected_on=self.days.first,
            inspectors=names,
            by=by,
            now=at,
        )
        for finding in self._findings(sheet):
            due = dt.datetime.combine(self.days.day(12), dt.time(12), tzinfo=at.tzinfo)
            actions.assign(
                finding_id=finding.pk,
                unit=self.outlet,
                person=self.made.holder(PostKind.OUTLET_HEAD, self.outlet.name),
                due_at=due,
                by=by,
                now=at,
            )
        actions.submit_notice(notice_id=notice.pk, by=by, now=at)
        return notice.case_id

    def _put_right(self, findings: list[Finding], comes_to: str) -> Course:
        at = self.days.at(7, 16)
        yield at
        for finding in findings:
            self._reply(finding, fault_of(finding.item_code).action, at)
        if comes_to == "answered":
            return
        at = self.days.at(9, 10)
        yield at
        by = self._checker(at)
        # Of a notice that closes in part the last finding waits; of one that was returned the first goes back once.
        seen = findings[:-1] if comes_to == "partly" else findings
        for place, finding in enumerate(seen):
            goes_back = comes_to == "returned" and not place
            note = NOT_YET if goes_back else SEEN
            actions.recheck(finding_id=finding.pk, passed=not goes_back, note=note, by=by, now=at)
        if comes_to == "returned":
            yield from self._again(findings[0])

    def _again(self, finding: Finding) -> Course:
        at = self.days.at(12, 15)
        yield at
        self._reply(finding, AGAIN, at)
        at = self.days.at(14, 10)
        yield at
        actions.recheck(finding_id=finding.pk, passed=True, note=SEEN, by=self._checker(at), now=at)

    def _reply(self, finding: Finding, action: str, at: dt.datetime) -> None:
        by = self._head(at)
        proof = evidence.add(
            case=finding.case,
            upload=photo(finding.pk, is_wrong=False),
            kind="photo",
            note="整改后",
            captured_at=at - dt.timedelta(hours=1),
            by=by,
            now=at,
        )
        actions.reply(
            finding_id=finding.pk,
            cause=fault_of(finding.item_code).cause,
            action=action,
            doer=self.made.holder(PostKind.LOBBY_MANAGER, self.outlet.name),
            done_at=at - dt.timedelta(hours=1),
            evidence=[proof.pk],
            by=by,
            now=at,
        )

    def _findings(self, sheet: Sheet) -> list[Finding]:
        return list(Finding.objects.filter(source_case=sheet.pk).select_related("case").order_by("pk"))

    @property
    def _drafter(self) -> Person:
        return self.made.holder(PostKind.INSPECTOR, "办公室")

    def _checker(self, at: dt.datetime) -> Actor:
        return acting(self.made.people[PostKind.INSPECTOR, "办公室"][1], at)

    def _head(self, at: dt.datetime) -> Actor:
        return self._actor(PostKind.OUTLET_HEAD, self.outlet.name, at)

    def _actor(self, kind: str, unit: str, at: dt.datetime) -> Actor:
        return acting(self.made.holder(kind, unit), at)
