"""Two branches that know nothing of each other: in the first, one of every thing that a route can name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from biaogan.accounts.access import job_actor
from biaogan.accounts.models import RoleGrant, User
from biaogan.accounts.roles import Role
from biaogan.cases import actions as cases
from biaogan.cases.models import Case, CaseBar
from biaogan.complaints import actions as complaints
from biaogan.complaints.choices import State
from biaogan.complaints.models import Complaint, SupervisionOrder
from biaogan.evidence.models import Evidence
from biaogan.handbook.models import Item, Version
from biaogan.inspections import actions as inspections
from biaogan.inspections.choices import State as SheetState
from biaogan.inspections.models import Draw, Mark, Plan, SampleDraw, Sheet
from biaogan.notify.models import Delivery, Notification
from biaogan.obligations.models import Obligation
from biaogan.obligations.models.recurring import DutyCase, RecurringDuty
from biaogan.org.models import Holding, Person, PostKind, Unit
from biaogan.org.queries import post_at
from biaogan.papers.models import Paper
from biaogan.premises import actions as premises
from biaogan.premises.models import Area, Counter, Device, OpeningException, Repair
from biaogan.rectification import actions as rectification
from biaogan.rectification.models import ContractorLink, Finding, Notice
from tests.conftest import NOW
from tests.factories import accounts, org, papers, recordings, sync
from tests.factories import complaints as desk
from tests.factories import evidence as proofs
from tests.factories import handbook as handbooks
from tests.factories import inspections as visits
from tests.factories import rectification as mending


@dataclass
class World:
    """Things are made when they are first asked for, all of them in the branch `here`."""

    desk: desk.Desk = field(default_factory=desk.desk)
    there: org.Branch = field(default_factory=org.branch)

    @property
    def here(self) -> org.Branch:
        return self.desk.branch

    @property
    def outlet(self) -> Unit:
        return self.here.outlets[0]

    @cached_property
    def teller(self) -> Person:
        return self.here.holder(PostKind.TELLER, self.outlet)

    @cached_property
    def holding(self) -> Holding:
        return Holding.objects.get(person=self.teller)

    @cached_property
    def user(self) -> User:
        return accounts.user_with(PostKind.TELLER, self.outlet)

    @cached_property
    def grant(self) -> RoleGrant:
        return accounts.give(self.user, Role.PANEL_MEMBER, self.outlet)

    @cached_property
    def token_pk(self) -> int:
        accounts.api_client(self.user)
        return self.user.tokens.get().pk

    @cached_property
    def complaint(self) -> Complaint:
        return desk.complaint(self.desk, State.DETERMINED)

    @property
    def case(self) -> Case:
        return self.complaint.case

    @cached_property
    def order(self) -> SupervisionOrder:
        return complaints.issue_order(
            complaint_id=self.complaint.pk,
            item="查明等候原因",
            unit=self.outlet,
            working_days=5,
            by=self.desk.officer,
            now=NOW,
        )

    @cached_property
    def edition(self) -> Version:
        """A draft of a handbook, since most of what is done to one is done to a draft."""
        return handbooks.draft(items=[("bin", 200, {})])

    @cached_property
    def line(self) -> Item:
        return self.edition.items.get()

    @cached_property
    def bar(self) -> CaseBar:
        return cases.bar(self.case, self.teller, reason="与当事人有亲属关系", by=self.desk.officer, now=NOW)

    @cached_property
    def proof(self) -> Evidence:
        return proofs.make_evidence(self.case)

    @cached_property
    def obligation(self) -> Obligation:
        return Obligation.objects.filter(case=self.case, met_at__isnull=True).order_by("pk")[0]

    @cached_property
    def recurring(self) -> RecurringDuty:
        return RecurringDuty.objects.create(
            post_kind=PostKind.SERVICE_MANAGER, name="每月自查", cadence="monthly", limit="5wd", valid=accounts.ALWAYS
        )

    @cached_property
    def duty(self) -> DutyCase:
        case = cases.open_case("duty", subject_unit=self.outlet, handling_unit=None, opened_at=NOW)
        post = post_at(PostKind.SERVICE_MANAGER, self.outlet)
        return DutyCase.objects.create(case=case, duty=self.recurring, post=post, first_day=dt.date(2026, 11, 1))

    @cached_property
    def notification(self) -> Notification:
        return Notification.objects.create(person=self.teller, code="complaint.told", at=NOW)

    @cached_property
    def delivery(self) -> Delivery:
        return Delivery.objects.create(
            notification=self.notification, person=self.teller, channel="email", not_before=NOW
        )

    @cached_property
    def draft(self) -> Paper:
        return papers.make_draft(self.outlet)

    @cached_property
    def paper(self) -> Paper:
        papers.issuer_code(self.here.branch)
        return papers.make_paper(self.outlet)

    @cached_property
    def finding(self) -> Finding:
        return mending.noticed(self._mending)

    @cached_property
    def link(self) -> ContractorLink:
        head = self.desk.outlet_head
        return rectification.make_link(finding_id=self.finding.pk, name="广西某公司", by=head, now=NOW)[0]

    @cached_property
    def notice(self) -> Notice:
        return mending.notice(self._mending)

    @cached_property
    def _mending(self) -> mending.Desk:
        mending.ship()
        self.paper  # noqa: B018 (its issuer code numbers notices too)
        return mending.Desk(self.here)

    @cached_property
    def area(self) -> Area:
        return Area.objects.create(outlet=self.outlet, kind="lobby", name="大厅")

    @cached_property
    def counter(self) -> Counter:
        return Counter.objects.create(outlet=self.outlet, number=3, businesses=[])

    @cached_property
    def machine(self) -> Device:
        return Device.objects.create(
            outlet=self.outlet,
            kind="cash_machine",
            serial="A-1",
            status="in_use",
            status_since=NOW,
            code="a1b2c3d4e5f6",
        )

    @cached_property
    def repair(self) -> Repair:
        return premises.report_fault(device_id=self.machine.pk, fault="不出钞", by=job_actor("test"), now=NOW)

    @cached_property
    def exception(self) -> OpeningException:
        return OpeningException.objects.create(outlet=self.outlet, day=dt.date(2027, 1, 4), reason="盘点")

    @cached_property
    def handset(self) -> sync.Handset:
        return sync.paired(self.outlet)

    @cached_property
    def scene(self) -> visits.Scene:
        second = org.person()
        org.holding(second, PostKind.INSPECTOR, self.here.office)
        visits.ship()
        return visits.Scene(
            self.here, [self.here.holder(PostKind.INSPECTOR, self.here.office), second], visits.version()
        )

    @cached_property
    def sheet(self) -> Sheet:
        return visits.sheet(self.scene, SheetState.SUBMITTED)

    @cached_property
    def sheet_item(self) -> Item:
        return self.scene.item("A1")

    @cached_property
    def plan(self) -> Plan:
        period = {"first": dt.date(2026, 11, 1), "before": dt.date(2027, 2, 1)}
        how = {"handbook": self.scene.version.handbook, "channel": "onsite", "name": "第四季度"}
        return inspections.make_plan(unit=self.here.branch, by=self.scene.office_head, now=NOW, **how, **period)

    @cached_property
    def draw(self) -> Draw:
        return inspections.draw_units(plan_id=self.plan.pk, size=2, by=self.scene.office_head, now=NOW)

    @cached_property
    def reviewed(self) -> recordings.Reviewed:
        """An off-site sheet at the review desk, with a clip whose purpose was said."""
        return recordings.in_branch(self.here)

    @cached_property
    def bookmark(self) -> Mark:
        return recordings.marked(self.reviewed)

    @cached_property
    def lot(self) -> SampleDraw:
        return recordings.drawn(self.reviewed.scene)
