"""A device that does not work, from the report to the check by somebody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from biaogan.accounts import access
from biaogan.accounts.roles import Role
from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.notify.models import Notification
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from biaogan.premises import actions, queries
from biaogan.premises.kinds import DeviceKind, FaultKind
from biaogan.premises.models import Device, Repair, RepairStep
from tests.conftest import NOW
from tests.factories import accounts, org, premises

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def made():
    return org.branch()


@pytest.fixture
def machine(made):
    return premises.device(made.outlets[0], kind=DeviceKind.CASH_MACHINE)


@pytest.fixture
def head(machine):
    return premises.actor_at(machine.outlet)


@pytest.fixture
def lobby(machine):
    return premises.actor_at(machine.outlet, PostKind.LOBBY_MANAGER)


def report(machine, by, **told):
    return actions.report_fault(device_id=machine.pk, by=by, now=NOW, **{"kind": FaultKind.CASH, **told})


def owed(repair):
    return list(Obligation.objects.open().filter(case=repair.pk).order_by("pk"))


def test_a_fault_puts_the_device_out_of_order_and_is_owed_by_the_technicians(made, machine, lobby):
    repair = report(machine, lobby, down_since=NOW - HOUR)

    machine.refresh_from_db()
    assert (machine.status, machine.status_since) == ("out_of_order", NOW - HOUR)
    assert machine.status_note == repair.what != ""
    (duty,) = owed(repair)
    # A self-service machine: one working day from when somebody said so, whenever it broke.
    assert (duty.kind, duty.debtor_unit, duty.started_at) == ("repair.mend_self_service", made.it, NOW)
    assert duty.due_at.date() == dt.date(2026, 11, 25)
    assert repair.case.handling_unit == made.it
    assert Notification.objects.filter(code="repair.reported").values_list("person", flat=True).get() == (
        made.holder(PostKind.DEPARTMENT_HEAD, made.it).pk
    )


def test_another_device_has_two_days_and_without_technicians_the_outlet_mends(lobby):
    lonely = org.unit("outlet", org.unit("branch"))
    camera = premises.device(lonely, kind=DeviceKind.CAMERA)

    repair = report(camera, premises.actor_at(lonely))

    (duty,) = owed(repair)
    assert (duty.kind, duty.amount, duty.debtor_unit) == ("repair.mend", 2, lonely)


def test_a_report_is_refused_without_right_words_or_time(made, machine, lobby):
    elsewhere = premises.actor_at(made.outlets[2])
    reader = accounts.actor_with(Role.AUDITOR, made.bank)
    gone = premises.device(machine.outlet, status="removed")

    with pytest.raises(Device.DoesNotExist):
        report(machine, elsewhere)
    with pytest.raises(PermissionDenied):
        report(machine, reader)
    with pytest.raises(RuleBroken, match="removed_already"):
        report(gone, lobby)
    with pytest.raises(InputRefused, match="fault_missing"):
        report(machine, lobby, kind=FaultKind.OTHER, fault="  ")
    with pytest.raises(InputRefused, match="lies_ahead"):
        report(machine, lobby, happened_at=NOW + HOUR)
    with pytest.raises(InputRefused, match="lies_ahead"):
        report(machine, lobby, down_since=NOW, happened_at=NOW - HOUR)

    assert not Event.objects.exists()
    report(machine, lobby)


def test_who_reports_it_again_adds_to_the_repair_that_waits(machine, lobby, head):
    first = report(machine, lobby)

    again = report(machine, head, fault="还是不出钞")

    assert again == first
    assert Repair.objects.count() == 1
    assert [step.note for step in RepairStep.objects.order_by("pk")] == ["", "还是不出钞"]
    assert Event.objects.filter(name="repair.reported_again").count() == 1


def test_a_repair_is_mended_and_checked_by_somebody_else(machine, lobby, head):
    repair = report(machine, lobby, down_since=NOW - 2 * HOUR)

    actions.mended(repair_id=repair.pk, note="清理出钞口", by=head, now=NOW + HOUR, happened_at=NOW)
    machine.refresh_from_db()
    assert (machine.status, machine.status_since, machine.status_note) == ("in_use", NOW, "")
    with pytest.raises(RuleBroken, match="checked_by_mender"):
        actions.check_repair(repair_id=repair.pk, by=head, now=NOW + HOUR)
    assert [duty.kind for duty in owed(repair)] == ["repair.check"]
    actions.check_repair(repair_id=repair.pk, by=lobby, now=NOW + 2 * HOUR)

    repair.refresh_from_db()
    assert (repair.state, repair.mended_at, repair.checked_by) == ("checked", NOW, lobby.person)
    assert repair.case.closed_at == NOW + 2 * HOUR
    assert owed(repair) == []
    states = list(RepairStep.objects.order_by("pk").values_list("state", "at"))
    assert states == [("reported", NOW - 2 * HOUR), ("mended", NOW), ("checked", NOW + 2 * HOUR)]
    with pytest.raises(RuleBroken, match="moved_on"):
        actions.check_repair(repair_id=repair.pk, by=lobby, now=NOW + 3 * HOUR)


def test_the_database_itself_refuses_a_check_by_the_mender(machine, head):
    repair = premises.repair(machine, by=head, mended=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        Repair.objects.filter(pk=repair.pk).update(state="checked", checked_at=NOW, checked_by=repair.mended_by)


def test_what_still_does_not_work_goes_back_and_was_down_all_the_time(machine, lobby, head):
    repair = report(machine, lobby)
    actions.mended(repair_id=repair.pk, note="重启", by=head, now=NOW + HOUR)

    with pytest.raises(InputRefused, match="words_missing"):
        actions.give_back(repair_id=repair.pk, reason=" ", by=lobby, now=NOW + 2 * HOUR)
    actions.give_back(repair_id=repair.pk, reason="仍卡钞", by=lobby, now=NOW + 2 * HOUR)

    machine.refresh_from_db()
    repair.refresh_from_db()
    assert (machine.status, machine.status_since, machine.status_note) == ("out_of_order", NOW, "仍卡钞")
    assert (repair.state, repair.mended_at, repair.mended_by) == ("given_back", None, None)
    assert [duty.started_at for duty in owed(repair)] == [NOW + 2 * HOUR]
    actions.mended(repair_id=repair.pk, note="换模块", by=head, now=NOW + 3 * HOUR)


def test_a_mender_is_named_and_the_limit_runs_on(made, machine, lobby, head):
    repair = report(machine, lobby)
    due = owed(repair)[0].due_at
    technician = made.holder(PostKind.DEPARTMENT_HEAD, made.it)
    it_head = access.actor_of(accounts.user(person=technician), now=NOW)

    with pytest.raises(InputRefused, match="nobody_named"):
        actions.assign_repair(repair_id=repair.pk, by=it_head, now=NOW)
    actions.assign_repair(repair_id=repair.pk, person=technician, contractor="厂家维保", by=it_head, now=NOW)

    (duty,) = owed(repair)
    assert (duty.person, duty.due_at) == (technician, due)
    # The technicians mend; whether it works is for the outlet.
    actions.mended(repair_id=repair.pk, note="已修", by=it_head, now=NOW + HOUR)
    with pytest.raises(PermissionDenied):
        actions.check_repair(repair_id=repair.pk, by=it_head, now=NOW + HOUR)


def test_a_mistake_is_taken_back_with_a_reason(machine, lobby, head):
    repair = report(machine, lobby)

    with pytest.raises(PermissionDenied):
        actions.drop_repair(repair_id=repair.pk, reason="误报", by=lobby, now=NOW)
    actions.drop_repair(repair_id=repair.pk, reason="误报", by=head, now=NOW)

    machine.refresh_from_db()
    assert machine.status == "in_use"
    assert owed(repair) == []
    assert Repair.objects.get().case.closed_at == NOW


def test_a_device_that_is_removed_takes_its_repair_with_it(machine, lobby, head):
    repair = report(machine, lobby)

    actions.remove_device(machine, by=head, now=NOW + HOUR)

    repair.refresh_from_db()
    assert repair.state == "scrapped"
    assert owed(repair) == []
    assert Event.objects.filter(name="repair.scrapped", subject_id=str(repair.pk)).exists()


def test_a_device_cannot_have_been_down_before_it_was_last_mended(machine, lobby, head):
    first = report(machine, lobby)
    actions.mended(repair_id=first.pk, note="好了", by=head, now=NOW + HOUR)

    now = NOW + 2 * HOUR
    second = actions.report_fault(
        device_id=machine.pk, kind=FaultKind.CARD, down_since=NOW - HOUR, by=lobby, now=now, happened_at=now
    )

    assert second.down_since == NOW + HOUR
    with pytest.raises(RuleBroken, match="another_open"):
        actions.give_back(repair_id=first.pk, reason="又坏了", by=lobby, now=now)


def test_a_repair_is_found_by_its_words(machine, lobby):
    repair = report(machine, lobby, fault="吞卡不退")
    other = premises.repair(premises.device(machine.outlet), fault="屏幕花屏")

    def found(**choice):
        return [row.pk for row in queries.repairs(lobby, queries.RepairChoice(**choice))]

    assert found(q="吞卡") == [repair.pk]
    assert found(q=other.case.number) == [other.pk]
    assert found(device_kind=DeviceKind.CASH_MACHINE) == [repair.pk]
    assert found(state="mended") == []
    assert found(overdue_at=NOW + dt.timedelta(days=2)) == [repair.pk]
    assert sorted(found(open_only=True)) == [repair.pk, other.pk]
