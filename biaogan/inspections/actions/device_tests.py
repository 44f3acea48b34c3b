"""Trying the devices of the inspected unit; one that does not work is reported at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.inspections.actions import moving
from biaogan.inspections.choices import HANDED_IN, State
from biaogan.inspections.models import DeviceTest, Sheet
from biaogan.inspections.rules import Move
from biaogan.inspections.scripts import script_for
from biaogan.parties.rules import masked_text
from biaogan.premises.actions import report_fault
from biaogan.premises.kinds import DeviceStatus, FaultKind
from biaogan.premises.models import Device, Repair

WORDS = 500


@transaction.atomic
def record_test(
    *,
    sheet_id: int,
    device_id: int,
    steps: Mapping[str, bool | None],
    works: bool,
    by: Actor,
    now: dt.datetime,
    note: str = "",
    happened_at: dt.datetime | None = None,
    down_since: dt.datetime | None = None,
) -> DeviceTest:
    """Keep what was tried on a device and whether it works; of one that does not, the fault is reported, or added to its repair.

    Raises as `moving.lock_seen` does, RuleBroken for a sheet that is not begun or was handed in before, InputRefused for another
    unit's device, for unknown steps, and for a result that its steps deny.
    """
    sheet = moving.lock_seen(sheet_id, Move.CHANGE, by=by)
    tested_at = happened_at or now
    _require_open(sheet, tested_at, now)
    device = _device_of(sheet, device_id)
    result, said = _result(device, steps, works), masked_text(note.strip())[:WORDS]
    if not works and not said and not _failed(device, result):
        raise InputRefused(
            "test.says_nothing", _("Say in a few words what does not work, or mark the step that failed.")
        )
    who = moving.disguised(sheet, by)
    repair = (
        None if works or sheet.is_mystery else _reported(sheet, device, result, said, who, now, tested_at, down_since)
    )
    made = DeviceTest.objects.create(
        sheet=sheet,
        device=device,
        script=script_for(device.kind).code,
        steps=result,
        works=works,
        down_since=None if works else down_since or tested_at,
        note=said,
        tested_at=tested_at,
        at=now,
        by=who.person,
        repair=repair,
    )
    moving.note("device_tested", sheet, by=who, now=now, happened_at=happened_at, device=device.pk, works=works)
    return made


def _require_open(sheet: Sheet, tested_at: dt.datetime, now: dt.datetime) -> None:
    """What was tried before the sheet was handed in may arrive after it."""
    if tested_at > now:
        raise InputRefused("test.lies_ahead", _("What lies ahead cannot have been tried yet."))
    came_late = sheet.state in HANDED_IN and sheet.submitted_at is not None and tested_at <= sheet.submitted_at
    if sheet.state != State.IN_PROGRESS and not came_late:
        raise RuleBroken("test.sheet_not_open", _("Devices are tried while the sheet is in progress."))


def _device_of(sheet: Sheet, device_id: int) -> Device:
    devices = Device.objects.exclude(status=DeviceStatus.REMOVED)
    found = devices.filter(outlet=sheet.case.subject_unit_id, pk=device_id).first()
    if found is None:
        raise InputRefused("test.unknown_device", _("The unit has no such device."))
    return found


def _result(device: Device, steps: Mapping[str, bool | None], works: bool) -> dict[str, bool | None]:
    known = {step.code for step in script_for(device.kind).steps}
    if not set(steps) <= known or any(value not in (True, False, None) for value in steps.values()):
        raise InputRefused("test.unknown_step", _("This device is tried by other steps: load them again."))
    if works and False in steps.values():
        raise InputRefused("test.failed_but_works", _("A device of which a step failed does not work as it should."))
    return dict(steps)


def _failed(device: Device, result: Mapping[str, Any]) -> str:
    """Return the labels of the steps that failed."""
    return "; ".join(str(step.label) for step in script_for(device.kind).steps if result.get(step.code) is False)


def _reported(
    sheet: Sheet,
    device: Device,
    result: Mapping[str, Any],
    said: str,
    by: Actor,
    now: dt.datetime,
    tested_at: dt.datetime,
    down_since: dt.datetime | None,
) -> Repair:
    return report_fault(
        device_id=device.pk,
        kind=FaultKind.OTHER,
        fault=said or _failed(device, result),
        down_since=min(down_since or tested_at, tested_at),
        source_case=sheet.case,
        by=by,
        now=now,
        happened_at=tested_at,
    )
