"""Devices that are tried during an inspection, and what becomes of one that does not work."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.inspections import actions
from biaogan.inspections.actions.device_tests import record_test
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import DeviceTest, Sheet
from biaogan.inspections.queries import device_tests as queries
from biaogan.inspections.scripts import SCRIPTS, script_for
from biaogan.premises.kinds import DeviceKind
from biaogan.premises.models import Repair
from tests.conftest import NOW
from tests.factories import inspections, premises

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def at():
    return inspections.scene()


@pytest.fixture
def sheet(at):
    return inspections.sheet(at, State.IN_PROGRESS)


@pytest.fixture
def machine(at):
    return premises.device(at.outlet, kind=DeviceKind.CASH_MACHINE)


def tried(sheet, machine, by, **told):
    told = {"steps": {"starts": True}, "works": True, "now": NOW, **told}
    return record_test(sheet_id=sheet.pk, device_id=machine.pk, by=by, **told)


def test_a_device_that_works_is_kept_and_nothing_is_reported(at, sheet, machine):
    test = tried(sheet, machine, at.inspector, steps={"starts": True, "cash": None})

    assert (test.script, test.works, test.repair, test.by) == ("cash_machine-1", True, None, at.inspectors[0])
    assert not Repair.objects.exists()
    assert Event.objects.get(name="sheet.device_tested").facts == {"device": machine.pk, "works": True}


def test_a_fault_opens_a_repair_that_says_where_it_came_to_light(at, sheet, machine):
    since = NOW - 3 * HOUR
    test = tried(sheet, machine, at.inspector, steps={"starts": True, "cash": False}, works=False, down_since=since)

    assert test.repair is not None
    assert (test.repair.down_since, test.repair.source_case_id) == (since, sheet.pk)
    assert test.repair.fault
    # Tried again by the second inspector, the same repair has one more report.
    again = tried(sheet, machine, at.other_inspector, steps={}, works=False, note="仍不出钞")
    assert again.repair == test.repair
    assert test.repair.steps.count() == 2
    assert [each.pk for each in queries.tests_of(sheet)] == [again.pk]


def test_a_test_is_refused_outside_its_sheet_and_script(at, sheet, machine):
    elsewhere = premises.device(at.branch.outlets[1], kind=DeviceKind.CASH_MACHINE)
    planned = inspections.sheet(at, State.ASSIGNED)

    with pytest.raises(PermissionDenied):
        tried(sheet, machine, at.outlet_head)
    with pytest.raises(Sheet.DoesNotExist):
        tried(sheet, machine, at.elsewhere)
    with pytest.raises(RuleBroken, match="sheet_not_open"):
        tried(planned, machine, at.inspector)
    for told, reason in [
        ({"steps": {"nonsense": True}}, "unknown_step"),
        ({"steps": {"starts": "yes"}}, "unknown_step"),
        ({"steps": {"starts": False}}, "failed_but_works"),
        ({"steps": {}, "works": False}, "says_nothing"),
        ({"happened_at": NOW + HOUR}, "lies_ahead"),
    ]:
        with pytest.raises(InputRefused, match=reason):
            tried(sheet, machine, at.inspector, **told)
    with pytest.raises(InputRefused, match="unknown_device"):
        tried(sheet, elsewhere, at.inspector)

    assert not DeviceTest.objects.exists()
    tried(sheet, machine, at.inspector)


def test_what_was_tried_before_the_sheet_was_handed_in_may_arrive_after_it(at, machine):
    sheet = inspections.sheet(at, State.SUBMITTED)

    late = tried(sheet, machine, at.inspector, now=NOW + 72 * HOUR, happened_at=NOW - HOUR)

    assert (late.tested_at, late.at) == (NOW - HOUR, NOW + 72 * HOUR)
    with pytest.raises(RuleBroken, match="sheet_not_open"):
        tried(sheet, machine, at.inspector, now=NOW + 72 * HOUR)


def test_of_a_mystery_visit_nothing_tells_who_tried_and_nothing_is_reported(at, machine):
    sheet = inspections.sheet(at, State.IN_PROGRESS, channel=Channel.MYSTERY)

    test = tried(sheet, machine, at.inspector, works=False, note="不出票")

    assert (test.by, test.repair) == (None, None)
    assert not Repair.objects.exists()
    assert Event.objects.get(name="sheet.device_tested").actor_ref == f"mystery:{sheet.pk}"


def test_the_outlet_tries_its_own_devices_in_a_self_check(at, machine):
    sheet = actions.begin_self_check(unit=at.outlet, version=at.version, by=at.outlet_head, now=NOW)

    test = tried(sheet, machine, at.outlet_head, works=False, note="黑屏")

    assert test.repair is not None


def test_tests_answer_items_on_devices(at, sheet, machine):
    item = at.item("B1")
    item.device_kinds = [DeviceKind.CASH_MACHINE, DeviceKind.SMART_TELLER]
    assert queries.answer_of_tests(queries.tests_of(sheet), item) is None
    other = premises.device(at.outlet, kind=DeviceKind.SMART_TELLER)
    camera = premises.device(at.outlet, kind=DeviceKind.CAMERA)
    for device, works in ((machine, True), (other, False), (camera, False)):
        tried(sheet, device, at.inspector, steps={}, works=works, note="试用")

    assert queries.answer_of_tests(queries.tests_of(sheet), item) == {"working": 1, "tested": 2}


@pytest.mark.parametrize("kind", DeviceKind.values)
def test_every_kind_of_device_has_a_script_of_steps_told_apart(kind):
    script = script_for(kind)

    codes = [step.code for step in script.steps]
    assert len(set(codes)) == len(codes) >= 2
    assert len({each.code for each in SCRIPTS.values()}) == len(SCRIPTS)
