"""Filling a sheet in, at a desk or with a phone that was away: one field at a time, and nothing that was written is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day
from biaogan.evidence import actions as evidence
from biaogan.evidence.models import Evidence
from biaogan.handbook.models import Version
from biaogan.handbook.queries import current
from biaogan.inspections.actions.changing import item_of
from biaogan.inspections.actions.moving import disguised, lock, lock_seen, moved, note
from biaogan.inspections.actions.plans import open_sheet
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import AnswerEvidence, Guidance, Sheet, SheetInspector
from biaogan.inspections.rules import Moment, Move, put_right
from biaogan.org.models import Unit


@transaction.atomic
def begin(
    *,
    sheet_id: int,
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    app_version: str = "",
) -> Sheet:
    """Begin an inspection as one of its inspectors; begun by two of them, it is begun once.

    A moment that cannot be, ahead or before the sheet was planned, is put right. Raises PermissionDenied, RuleBroken.
    """
    sheet = lock_seen(sheet_id, Move.BEGIN, by=by)
    if sheet.state == State.IN_PROGRESS:
        return sheet
    moment = put_right(happened_at, earliest=sheet.case.opened_at, now=now)
    sheet.begun_at = moment.at
    sheet.latitude, sheet.longitude = _place(latitude, longitude)
    sheet.app_version = _text(app_version, 40)
    who, facts = disguised(sheet, by), _claimed(moment)
    fields = ("begun_at", "latitude", "longitude", "app_version")
    moved(sheet, Move.BEGIN, *fields, by=who, now=now, happened_at=moment.at, **facts)
    return sheet


@transaction.atomic
def begin_self_check(
    *,
    unit: Unit,
    version: Version | None = None,
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
    app_version: str = "",
) -> Sheet:
    """Begin a check of one's own unit, by the handbook that holds today unless a version is named. It is counted apart."""
    require(by, Permission.CHECK_ONESELF, unit)
    if not unit.serves_customers:
        raise InputRefused("sheet.no_outlet", _("Only open units that serve customers are inspected."))
    version = version or current(day=local_day(now))
    if version is None or version.is_draft:
        raise InputRefused("sheet.no_version", _("No version of the handbook is in force on that day."))
    moment = put_right(happened_at, earliest=now - dt.timedelta(days=LONGEST_AWAY), now=now)
    sheet = open_sheet(unit, version, Channel.SELF_CHECK, local_day(moment.at), now=moment.at)
    if by.person is not None:
        SheetInspector.objects.create(sheet=sheet, person=by.person, is_lead=True)
    sheet.state, sheet.begun_at, sheet.app_version = State.ASSIGNED, moment.at, _text(app_version, 40)
    moved(sheet, Move.BEGIN, "begun_at", "app_version", by=by, now=now, happened_at=moment.at, **_claimed(moment))
    return sheet


#: Days for which work on a phone may have waited to be sent.
LONGEST_AWAY = 60


@transaction.atomic
def guide(
    *,
    sheet_id: int,
    text: str,
    to_whom: str = "",
    item_id: int | None = None,
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
) -> Guidance:
    """Write down advice that was given on the spot. It costs no points."""
    sheet = lock(sheet_id, Move.GUIDE, by=by)
    if not _text(text, 2000):
        raise InputRefused("guidance.empty", _("Say what was advised."))
    moment = put_right(happened_at, earliest=sheet.begun_at or now, now=now)
    who = disguised(sheet, by)
    made = Guidance.objects.create(
        sheet=sheet,
        item=item_of(sheet, item_id) if item_id is not None else None,
        text=_text(text, 2000),
        to_whom=_text(to_whom, 120),
        happened_at=moment.at,
        at=now,
        by=who.person,
    )
    note("guided", sheet, by=who, now=now, happened_at=moment.at, guidance=made.pk)
    return made


@transaction.atomic
def attach(
    *,
    sheet_id: int,
    item_id: int | None = None,
    upload: File[bytes] | Any = None,
    proof: Evidence | None = None,
    kind: str = "",
    caption: str = "",
    captured_at: dt.datetime | None = None,
    by: Actor,
    now: dt.datetime,
) -> AnswerEvidence:
    """Add a file as proof of an item, or of the sheet as a whole; or link a proof that the sheet's case has already.

    The same file a second time is the first. Raises PermissionDenied, RuleBroken, and InputRefused as evidence does.
    """
    sheet = lock(sheet_id, Move.ATTACH, by=by)
    who, item = disguised(sheet, by), item_of(sheet, item_id) if item_id is not None else None
    if item_id is not None and item is None:
        raise InputRefused(
            "sheet.no_such_item", _("The sheet's handbook has no such item. What you wrote was not stored.")
        )
    if proof is None:
        proof = evidence.add(
            case=sheet.case,
            upload=upload,
            kind=kind,
            note=caption,
            captured_at=captured_at,
            may_add=True,
            by=who,
            now=now,
        )
    elif proof.case_id != sheet.pk:
        raise RuleBroken("sheet.proof_of_another", _("This proof belongs to another case."))
    made, is_new = AnswerEvidence.objects.get_or_create(sheet=sheet, item=item, evidence=proof, defaults={"at": now})
    if is_new:
        note("proof_added", sheet, by=who, now=now, evidence=proof.pk, item=item.code if item else None)
    return made


def _place(latitude: float | None, longitude: float | None) -> tuple[float | None, float | None]:
    """Return the place, nothing where it cannot be one: a phone without a fix must not stop the work."""
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None, None
    return latitude, longitude


def _text(text: str, longest: int) -> str:
    return text.replace("\x00", "").strip()[:longest]


def _claimed(moment: Moment) -> dict[str, Any]:
    return {"claimed": moment.claimed.isoformat()} if moment.claimed else {}
