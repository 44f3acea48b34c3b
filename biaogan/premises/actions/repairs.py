"""A device that does not work: reported, given to somebody to mend, mended, and checked by somebody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.audit.actions import record_event
from biaogan.cases.actions import close_case, open_case
from biaogan.cases.indexing import note_words, renew_words
from biaogan.cases.models import Case
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day
from biaogan.obligations import actions as obligations
from biaogan.obligations.models import Obligation
from biaogan.org.models import Person, Unit
from biaogan.parties.rules import masked_text
from biaogan.premises import queries, telling
from biaogan.premises.kinds import SELF_SERVICE, DeviceStatus, FaultKind, RepairState
from biaogan.premises.models import Device, Repair, RepairStep
from biaogan.premises.rules import NEEDS, Move, is_open_to, require_after, state_after

WORDS = 500


@transaction.atomic
def report_fault(
    *,
    device_id: int,
    fault: str = "",
    kind: str = FaultKind.OTHER,
    down_since: dt.datetime | None = None,
    source_case: Case | None = None,
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
) -> Repair:
    """Report that a device does not work, since `down_since` (else since it was seen); whoever mends owes it from now on.

    Of a device that waits for its repair already, the words are added to that repair. Raises Device.DoesNotExist,
    PermissionDenied, RuleBroken for a removed device, InputRefused without words or for a moment that lies ahead.
    """
    device = _locked_device(device_id, by)
    require(by, Permission.REPORT_FAULT, device.outlet)
    if device.status == DeviceStatus.REMOVED:
        raise RuleBroken("device.removed_already", _("This device was removed."))
    words, seen_at = _words(fault), happened_at or now
    if kind == FaultKind.OTHER and not words:
        raise InputRefused("repair.fault_missing", _("Say in a few words what is wrong."))
    since = down_since or seen_at
    if not since <= seen_at <= now:
        raise InputRefused("repair.lies_ahead", _("A fault is reported when it is seen, not before it began."))
    known = queries.open_repair(device)
    if known is not None:
        return _reported_again(known, FaultKind(kind), words, seen_at, by=by, now=now)
    since = max(filter(None, [since, _working_until(device)]))
    repair = _open(device, by=by, now=now, kind=kind, fault=words, down_since=since, source_case=source_case)
    _put(device, DeviceStatus.OUT_OF_ORDER, since, note=repair.what)
    _owe_mending(repair, by=by, now=now)
    _note("reported", repair, by=by, now=now, happened_at=happened_at, kind=kind, device=device.pk)
    telling.tell_mender(repair, now=now)
    return repair


@transaction.atomic
def assign_repair(
    *,
    repair_id: int,
    unit: Unit | None = None,
    person: Person | None = None,
    contractor: str = "",
    note: str = "",
    by: Actor,
    now: dt.datetime,
) -> Repair:
    """Say who mends: a unit (else the one that had it), one of its people, or a contractor whom that unit watches.

    The limit runs on. Raises as `lock_repair` does, InputRefused where nobody is named.
    """
    repair = lock_repair(repair_id, Move.ASSIGN, by=by)
    if unit is None and person is None and not contractor.strip():
        raise InputRefused("repair.nobody_named", _("Say who mends it: a unit, a person or a contractor."))
    repair.mender_unit = unit or repair.mender_unit
    repair.mender_person, repair.contractor = person, contractor.strip()[:120]
    repair.case.handling_unit = repair.mender_unit
    repair.case.save(update_fields=["handling_unit"])
    assert repair.mender_unit is not None
    post = queries.head_post(repair.mender_unit, on=local_day(now))
    for duty in _owed(repair):
        obligations.hand_over(duty, to=person, post=post, by=by, now=now)
    _moved(repair, Move.ASSIGN, "mender_unit", "mender_person", "contractor", by=by, now=now, note=note)
    _note("assigned", repair, by=by, now=now, to=repair.mender_unit.pk, person=person.pk if person else None)
    renew_words(queries.KIND, [repair.pk])
    telling.tell_mender(repair, now=now)
    return repair


@transaction.atomic
def mended(*, repair_id: int, note: str, by: Actor, now: dt.datetime, happened_at: dt.datetime | None = None) -> Repair:
    """Say what was done and that the device works again; somebody else at the outlet checks it.

    Raises as `lock_repair` does, InputRefused without words or for a moment outside the downtime, PermissionDenied for
    who is no member of staff.
    """
    repair = lock_repair(repair_id, Move.MENDED, by=by)
    at = happened_at or now
    require_after(at, since=repair.down_since, now=now)
    repair.mended_at, repair.mended_by, repair.mended_note = at, _person(by), _needed(note)
    _put(repair.device, DeviceStatus.IN_USE, at)
    owed = (queries.MEND, queries.MEND_SELF_SERVICE)
    obligations.meet_open(*owed, on=repair.case, by=by, now=now, happened_at=happened_at)
    fields = ("mended_at", "mended_by", "mended_note")
    _moved(repair, Move.MENDED, *fields, by=by, now=now, at=at, note=repair.mended_note)
    _note("mended", repair, by=by, now=now, happened_at=happened_at)
    renew_words(queries.KIND, [repair.pk])
    outlet = queries.head_post(repair.case.subject_unit, on=local_day(now))
    obligations.start(queries.CHECK, on=repair.case, debtor=outlet, by=by, now=now)
    telling.tell_outlet(repair, now=now)
    return repair


@transaction.atomic
def check_repair(
    *, repair_id: int, note: str = "", by: Actor, now: dt.datetime, happened_at: dt.datetime | None = None
) -> Repair:
    """Say that the device has been seen to work; the repair is closed. Nobody checks what they mended themselves."""
    repair = lock_repair(repair_id, Move.CHECK, by=by)
    at = happened_at or now
    assert repair.mended_at is not None
    require_after(at, since=repair.mended_at, now=now)
    repair.checked_at, repair.checked_by = at, _person(by)
    obligations.meet_open(queries.CHECK, on=repair.case, by=by, now=now, happened_at=happened_at)
    close_case(repair.case, at=now)
    _moved(repair, Move.CHECK, "checked_at", "checked_by", by=by, now=now, at=at, note=note)
    _note("checked", repair, by=by, now=now, happened_at=happened_at)
    return repair


@transaction.atomic
def give_back(*, repair_id: int, reason: str, by: Actor, now: dt.datetime) -> Repair:
    """Say that the device does not work after all: it counts as out of order all the time, and the limit runs anew."""
    repair = lock_repair(repair_id, Move.GIVE_BACK, by=by)
    if Repair.objects.filter(device=repair.device_id).down().exists():
        raise RuleBroken("repair.another_open", _("The device waits for another repair already: go on there."))
    said = _needed(reason)
    repair.mended_at = repair.mended_by = None
    repair.mended_note = ""
    _put(repair.device, DeviceStatus.OUT_OF_ORDER, repair.down_since, note=said)
    obligations.meet_open(queries.CHECK, on=repair.case, by=by, now=now)
    _moved(repair, Move.GIVE_BACK, "mended_at", "mended_by", "mended_note", by=by, now=now, note=said)
    _owe_mending(repair, by=by, now=now)
    _note("given_back", repair, by=by, now=now)
    telling.tell_of_giving_back(repair, now=now)
    return repair


@transaction.atomic
def drop_repair(*, repair_id: int, reason: str, by: Actor, now: dt.datetime) -> Repair:
    """Say that the fault was reported by mistake: the device counts as never out of order. Needs a reason."""
    repair = lock_repair(repair_id, Move.DROP, by=by)
    said = _needed(reason)
    _put(repair.device, DeviceStatus.IN_USE, now)
    _end(repair, Move.DROP, said, by=by, now=now)
    _note("dropped", repair, by=by, now=now)
    return repair


def scrap_repairs(device: Device, *, by: Actor, now: dt.datetime) -> None:
    """End the repairs of a device that leaves for good; called by that deed, which holds the device."""
    rows = Repair.objects.filter(device=device).open().select_for_update(of=("self",), no_key=True)
    for repair in rows.select_related("case__subject_unit"):
        _end(repair, Move.SCRAP, "", by=by, now=now)
        _note("scrapped", repair, by=by, now=now)


def lock_repair(repair_id: int, move: Move, *, by: Actor) -> Repair:
    """Lock the device and its repair for `move`.

    Raises Repair.DoesNotExist if `by` may not see it, PermissionDenied if they may not make the move, RuleBroken if it
    has moved on or is theirs to leave to somebody else.
    """
    seen = Repair.objects.visible_to(by).get(pk=repair_id)
    # The device before the repair, as a report and a removal do, so that two deeds never wait for each other.
    device = Device.objects.select_for_update(of=("self",), no_key=True).select_related("outlet").get(pk=seen.device_id)
    rows = Repair.objects.select_for_update(of=("self",), no_key=True)
    repair = rows.select_related("case__subject_unit", "case__handling_unit", "mender_unit", "mender_person").get(
        pk=repair_id
    )
    repair.device = device
    require_repair_move(repair, move, by=by)
    return repair


def may_make(repair: Repair, move: Move, *, by: Actor) -> bool:
    """Tell whether the actor's posts and roles allow the move."""
    at_outlet, at_mender = NEEDS[move]
    case = repair.case
    return bool(at_outlet and by.may(at_outlet, case.subject_unit)) or bool(
        at_mender and by.may(at_mender, case.handling_unit)
    )


def require_repair_move(repair: Repair, move: Move, *, by: Actor) -> None:
    if not may_make(repair, move, by=by):
        raise PermissionDenied(_("Your posts and roles do not allow this here."))
    state_after(move, repair.state)
    if not by.is_job and not is_open_to(move, by.person_id, mended_by=repair.mended_by_id):
        raise RuleBroken("repair.checked_by_mender", _("Somebody other than the mender checks it."))


def _locked_device(device_id: int, by: Actor) -> Device:
    rows = Device.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    return rows.select_related("outlet", "counter", "area").get(pk=device_id)


def _working_until(device: Device) -> dt.datetime | None:
    """Return when the device was put up or last mended: it cannot have been out of order before."""
    last = Repair.objects.filter(device=device, mended_at__isnull=False).order_by("-mended_at").first()
    return last.mended_at if last is not None else device.put_up_at


def _open(device: Device, *, by: Actor, now: dt.datetime, **told: Any) -> Repair:
    mender = queries.mender_of(device.outlet)
    case = open_case(queries.KIND, subject_unit=device.outlet, handling_unit=mender, opened_at=now)
    repair = Repair.objects.create(case=case, device=device, reported_by=by.person, mender_unit=mender, **told)
    _step(repair, at=repair.down_since, by=by, now=now, note=repair.fault)
    note_words(case.pk, repair.fault, device.serial)
    return repair


def _reported_again(
    repair: Repair, kind: FaultKind, words: str, at: dt.datetime, *, by: Actor, now: dt.datetime
) -> Repair:
    said = words or str(kind.label)
    _step(repair, at=at, by=by, now=now, note=said)
    _note("reported_again", repair, by=by, now=now, device=repair.device_id)
    return repair


def _owe_mending(repair: Repair, *, by: Actor, now: dt.datetime) -> None:
    """Start the limit now, whenever the fault began: nobody mends what nobody has told."""
    assert repair.mender_unit is not None
    kind = queries.MEND_SELF_SERVICE if repair.device.kind in SELF_SERVICE else queries.MEND
    post = queries.head_post(repair.mender_unit, on=local_day(now))
    obligations.start(kind, on=repair.case, debtor=post, person=repair.mender_person, by=by, now=now)


def _owed(repair: Repair) -> list[Obligation]:
    kinds = (queries.MEND, queries.MEND_SELF_SERVICE)
    return list(Obligation.objects.open().filter(case=repair.pk, kind__in=kinds))


def _end(repair: Repair, move: Move, reason: str, *, by: Actor, now: dt.datetime) -> None:
    obligations.cancel_open(repair.case, by=by, now=now, reason=reason or "device removed")
    close_case(repair.case, at=now)
    _moved(repair, move, by=by, now=now, note=reason)


def _put(device: Device, status: str, since: dt.datetime, *, note: str = "") -> None:
    device.status, device.status_since, device.status_note = status, since, note[:200]
    device.save(update_fields=["status", "status_since", "status_note"])


def _moved(
    repair: Repair,
    move: Move,
    *changed: str,
    by: Actor,
    now: dt.datetime,
    at: dt.datetime | None = None,
    note: str = "",
) -> None:
    repair.state = state_after(move, repair.state)
    repair.save(update_fields=["state", *changed])
    _step(repair, at=at or now, by=by, now=now, note=_words(note))


def _step(repair: Repair, *, at: dt.datetime, by: Actor, now: dt.datetime, note: str) -> None:
    state = RepairState(repair.state)
    RepairStep.objects.create(repair=repair, state=state, at=at, decided_at=now, by=by.person, note=note)


def _note(
    name: str, repair: Repair, *, by: Actor, now: dt.datetime, happened_at: dt.datetime | None = None, **facts: Any
) -> None:
    unit = repair.case.subject_unit_id
    record_event(f"repair.{name}", repair, by=by, at=now, happened_at=happened_at, case=repair.pk, unit=unit, **facts)


def _person(by: Actor) -> Person:
    if by.person is None:
        raise PermissionDenied(_("This needs a member of staff, who answers for it by name."))
    return by.person


def _needed(words: str) -> str:
    said = _words(words)
    if not said:
        raise InputRefused("repair.words_missing", _("Say in a few words what was done or why."))
    return said


def _words(text: str) -> str:
    return masked_text(text.strip())[:WORDS]
