from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Count

from biaogan import demo
from biaogan.accounts.models import User
from biaogan.complaints.choices import State
from biaogan.complaints.models import Complaint, Telling
from biaogan.core.time import local_day
from biaogan.demo import users
from biaogan.obligations.models import Obligation
from biaogan.org.models import NoticedVacancy, Unit, VacancyReason
from biaogan.org.queries import vacancies
from biaogan.papers.models import Paper
from biaogan.premises.kinds import AreaKind, DeviceKind, DeviceStatus
from biaogan.premises.models import Device, OpeningException

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
    letters = Paper.objects.issued().order_by("running")
    assert [letter.number for letter in letters] == ["示市银诉告〔2026〕1号", "示市银诉告〔2026〕2号"]
    assert all(Telling.objects.filter(evidence__original_name=f"{each.number}.pdf").exists() for each in letters)
    vacant = {(each.unit.name, each.reason) for each in vacancies(local_day(now))}
    assert vacant == {("钟楼网点", VacancyReason.NOBODY), ("沿江网点", VacancyReason.IDLE)}
    assert NoticedVacancy.objects.count() == 2
    every_outlet_is_furnished(now)


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
    # The labels bear codes that none shares; some devices do not work, and say why; one outlet closes soon.
    assert Device.objects.filter(status=DeviceStatus.OUT_OF_ORDER).exclude(status_note="").count() == 3
    assert OpeningException.objects.filter(day__gt=local_day(now), minutes=None).exists()
