from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Count

from biaogan import demo
from biaogan.accounts.models import User
from biaogan.complaints.choices import AT_FAULT, State
from biaogan.complaints.models import Complaint, Telling
from biaogan.core.time import local_day
from biaogan.demo import users
from biaogan.inspections.choices import Channel
from biaogan.inspections.choices import State as SheetState
from biaogan.inspections.models import Answer, DeviceTest, Draw, LogKind, OutletLog, Sheet, Viewing
from biaogan.inspections.queries import drawn_again
from biaogan.obligations.models import Obligation
from biaogan.org.models import NoticedVacancy, Unit, VacancyReason
from biaogan.org.queries import vacancies
from biaogan.papers.models import Paper
from biaogan.premises.kinds import AreaKind, DeviceKind, DeviceStatus, RepairState
from biaogan.premises.models import Device, OpeningException, Repair
from biaogan.rectification.choices import NoticeState
from biaogan.rectification.choices import State as FindingState
from biaogan.rectification.models import Finding, Notice, Recheck

pytestmark = pytest.mark.django_db


def test_the_demonstration_shows_every_role_and_complaints_in_every_ordinary_state(now: dt.datetime) -> None:
    assert demo.is_empty()

    demo.load(now=now)

    found = dict(Complaint.objects.values_list("state").annotate(Count("pk")))
    ordinary = {State.REGISTERED, State.ACCEPTED, State.INVESTIGATING, State.DETERMINED, State.PROPOSED, State.DECIDED}
    assert ordinary | {State.TOLD, State.CLOSED, State.PASSED_ON} <= set(found)
    assert found[State.CLOSED] >= 20
    assert not demo.is_empty()
    # There is one sign-in for each role, and its password works.
    for name in [*users.BY_POST, *users.BY_ROLE]:
        assert User.objects.get(username=name).check_password(users.PASSWORD)
        assert name in users.sign_ins()
    # Some duties are owed, and some were met late.
    assert Obligation.objects.owed().exists()
    assert any(duty.met_at > duty.due_at for duty in Obligation.objects.filter(met_at__isnull=False))
    assert Unit.objects.serving().count() == 12
    # The letters are numbered without a gap and prove their telling; one post is vacant, one holder counts as absent.
    letters = Paper.objects.issued().filter(kind="complaint.answer").order_by("running")
    assert [letter.number for letter in letters] == ["示市银诉告〔2026〕1号", "示市银诉告〔2026〕2号"]
    assert all(Telling.objects.filter(evidence__original_name=f"{each.number}.pdf").exists() for each in letters)
    vacant = {(each.unit.name, each.reason) for each in vacancies(local_day(now))}
    assert vacant == {("钟楼网点", VacancyReason.NOBODY), ("沿江网点", VacancyReason.IDLE)}
    assert NoticedVacancy.objects.count() == 2
    every_outlet_is_furnished(now)
    inspections_stand_in_every_state(now)
    findings_and_notices_stand_in_every_state(now)
    repairs_stand_in_every_state()


def every_outlet_is_furnished(now: dt.datetime) -> None:
    for outlet in Unit.objects.serving():
        assert {AreaKind.SELF_SERVICE, AreaKind.LOBBY} <= set(outlet.areas.values_list("kind", flat=True)), outlet
        counters, devices = outlet.counters.all(), list(outlet.devices.all())
        assert counters
        # Each counter is rated; nothing stands in another outlet.
        assert {each.counter for each in devices if each.kind == DeviceKind.RATING_DEVICE} == set(counters)
        assert {each.area.outlet for each in devices if each.area} == {outlet}
        assert {DeviceKind.TICKET_MACHINE, DeviceKind.SMART_TELLER} <= {each.kind for each in devices}
        assert outlet.opening_hours.exists()
    # One outlet closes soon.
    assert OpeningException.objects.filter(day__gt=local_day(now), minutes=None).exists()


def inspections_stand_in_every_state(now: dt.datetime) -> None:
    onsite = set(Sheet.objects.filter(channel=Channel.ONSITE).values_list("state", flat=True))
    assert onsite == set(SheetState) - {SheetState.PLANNED, SheetState.CANCELLED}
    assert {each for each in Channel if Sheet.objects.filter(channel=each).handed_in().exists()} == set(Channel)
    # Two inspect on site, none of them of the unit; every draw can be drawn again from its seed.
    for sheet in Sheet.objects.filter(channel=Channel.ONSITE).prefetch_related("inspectors"):
        assert len(sheet.inspectors.all()) == 2
    assert all(drawn_again(each) == each.result for each in Draw.objects.all())
    assert all(0 < sheet.score <= 10_000 for sheet in Sheet.objects.handed_in())
    # Nobody can read who the mystery visitor was.
    assert not Answer.objects.filter(sheet__channel=Channel.MYSTERY, answered_by__isnull=False).exists()
    assert Viewing.objects.exists()
    assert DeviceTest.objects.filter(works=False, repair__isnull=False).exists()


def findings_and_notices_stand_in_every_state(now: dt.datetime) -> None:
    found = set(Finding.objects.values_list("state", flat=True))
    assert found >= {FindingState.OPEN, FindingState.NOTICED, FindingState.ANSWERED, FindingState.CLOSED}
    assert FindingState.WAIVED in found
    assert set(Notice.objects.values_list("state", flat=True)) == set(NoticeState) - {NoticeState.APPROVED}
    assert Finding.objects.filter(repeats__isnull=False, weight__gt=100).exists()
    assert Recheck.objects.filter(passed=False).exists()
    assert Obligation.objects.owed().filter(kind="finding.rectify", due_at__lt=now).exists()
    # Numbers have no gaps, and that of the withdrawn notice stays withdrawn.
    papers = Paper.objects.issued().filter(notice__isnull=False).order_by("running")
    assert [each.running for each in papers] == list(range(1, len(papers) + 1))
    # No complaint is closed before its cause has ended.
    for complaint in Complaint.objects.filter(state=State.CLOSED, liability__in=AT_FAULT):
        assert not Finding.objects.filter(source_case=complaint.pk).open().exists()


def repairs_stand_in_every_state() -> None:
    assert set(Repair.objects.values_list("state", flat=True)) >= set(RepairState) - {
        RepairState.GIVEN_BACK,
        RepairState.SCRAPPED,
    }
    assert Device.objects.filter(status=DeviceStatus.OUT_OF_ORDER).exclude(status_note="").count() >= 3
    assert set(OutletLog.objects.values_list("kind", flat=True)) == set(LogKind)
