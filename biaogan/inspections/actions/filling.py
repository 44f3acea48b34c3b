"""Filling a sheet in, at a desk or with a phone that was away: one field at a time, and nothing that was written is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day
from biaogan.evidence import actions as evidence
from biaogan.evidence.models import Evidence
from biaogan.handbook.models import Item, Version
from biaogan.handbook.queries import current, items_of
from biaogan.inspections import queries
from biaogan.inspections.actions.fields import normalised
from biaogan.inspections.actions.moving import disguised, lock, lock_seen, moved, note
from biaogan.inspections.actions.plans import open_sheet
from biaogan.inspections.choices import AHEAD, OF_AN_ITEM, OF_THE_SHEET, Channel, Field, State, Why
from biaogan.inspections.models import Answer, AnswerEvidence, Guidance, Sheet, SheetChange, SheetInspector
from biaogan.inspections.rules import Moment, Move, Standing, Verdict, judge, put_right, require_in_progress
from biaogan.org.models import Unit
from biaogan.sync.models import Device


@dataclass(frozen=True)
class Conflict:
    """Why what was written does not hold, what the field says instead, and by whom; `by` is empty where that is not told.

    `why` is «conflict», «late» or «not_in_version».
    """

    field: str
    item: int | None
    current: Any
    revision: int
    by: str
    at: dt.datetime | None
    why: str = Why.CONFLICT

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "at": self.at.isoformat() if self.at else None, "why": str(self.why)}


@dataclass(frozen=True)
class Changed:
    """The revision of the field now, and the conflict where what was written was kept aside."""

    revision: int
    conflict: Conflict | None = None


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
def change(
    *,
    sheet_id: int,
    item_id: int | None = None,
    field: str,
    base: int,
    new: Any,
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
    device: Device | None = None,
) -> Changed:
    """Write one field of a sheet, having seen its revision `base`.

    What somebody else has overtaken, what comes after the sheet was handed in, and what is for an item that the sheet's version does
    not have is kept aside and told as a conflict. To choose between the two is to write the chosen value upon the current revision.
    Raises PermissionDenied, RuleBroken before the sheet is begun, and InputRefused for what the field cannot say.
    """
    sheet = lock_seen(sheet_id, Move.CHANGE, by=by)
    if sheet.state in AHEAD:
        require_in_progress(sheet.state)
    _require_field(field, item_id)
    written = _Written(
        sheet, field, put_right(happened_at, earliest=sheet.begun_at or now, now=now), disguised(sheet, by), now, device
    )
    item = _item(sheet, item_id) if item_id is not None else None
    if item_id is not None and item is None:
        return _strange(written, item_id, new)
    new = normalised(sheet, item, field, new)
    standing = queries.standing(sheet, item.pk if item else None, field)
    if sheet.state != State.IN_PROGRESS:
        if new == standing.value:
            return Changed(standing.revision)
        return _aside(written, item, standing, new, Why.LATE)
    verdict = judge(standing, base=base, new=new)
    if verdict is Verdict.SAME:
        return Changed(standing.revision)
    if verdict is Verdict.CONFLICT:
        return _aside(written, item, standing, new, Why.CONFLICT)
    return _held(written, item, standing, new)


@dataclass(frozen=True)
class _Written:
    """Who wrote when, with what."""

    sheet: Sheet
    field: str
    moment: Moment
    who: Actor
    now: dt.datetime
    device: Device | None

    def row(self, item: Item | None, *, old: Any, new: Any, why: str = "") -> SheetChange:
        made = SheetChange.objects.create(
            sheet=self.sheet,
            item=item,
            field=self.field,
            old=old,
            new=new,
            happened_at=self.moment.at,
            claimed_at=self.moment.claimed,
            at=self.now,
            by=self.who.person,
            by_ref=self.who.ref,
            device=self.device,
            applied=why == "",
            why=why,
        )
        name = "change_kept_aside" if why else "changed"
        facts = {"change": made.pk, "field": str(self.field), "item": item.code if item else None}
        note(name, self.sheet, by=self.who, now=self.now, happened_at=self.moment.at, **facts)
        return made


def _held(written: _Written, item: Item | None, standing: Standing, new: Any) -> Changed:
    sheet = written.sheet
    if item is None:
        setattr(sheet, written.field, new)
        sheet.save(update_fields=[written.field])
    else:
        column = {Field.SAME_AS: "same_as_id"}.get(Field(written.field), written.field)
        values = {column: new, "answered_at": written.moment.at, "answered_by": written.who.person}
        Answer.objects.update_or_create(sheet=sheet, item=item, defaults=values)
    return Changed(written.row(item, old=standing.value, new=new).pk)


def _aside(written: _Written, item: Item | None, standing: Standing, new: Any, why: Why) -> Changed:
    written.row(item, old=standing.value, new=new, why=why)
    last = SheetChange.objects.filter(pk=standing.revision).select_related("by").first()
    told = Conflict(
        field=str(written.field),
        item=item.pk if item else None,
        current=standing.value,
        revision=standing.revision,
        by=last.by.name if last and last.by else "",
        at=last.happened_at if last else None,
        why=why,
    )
    return Changed(standing.revision, told)


def _strange(written: _Written, item_id: int, new: Any) -> Changed:
    """Keep what was written for an item of another version, which this one does not have."""
    item = Item.objects.filter(pk=item_id, version__handbook=written.sheet.version.handbook_id).first()
    if item is None:
        raise InputRefused(
            "sheet.no_such_item", _("The sheet's handbook has no such item. What you wrote was not stored.")
        )
    written.row(item, old=None, new=new, why=Why.NOT_IN_VERSION)
    told = Conflict(str(written.field), item_id, None, 0, "", None, Why.NOT_IN_VERSION)
    return Changed(0, told)


def _item(sheet: Sheet, item_id: int) -> Item | None:
    """Return the sheet's item, also where it is named by another version's item of the same code."""
    items = {item.pk: item for item in items_of(sheet.version)}
    if item_id in items:
        return items[item_id]
    code = (
        Item.objects.filter(pk=item_id, version__handbook=sheet.version.handbook_id)
        .values_list("code", flat=True)
        .first()
    )
    return next((item for item in items.values() if item.code == code), None)


def _require_field(field: str, item_id: int | None) -> None:
    if field not in (OF_THE_SHEET if item_id is None else OF_AN_ITEM):
        raise InputRefused("sheet.no_such_field", _("A sheet has no such field."))


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
        item=_item(sheet, item_id) if item_id is not None else None,
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
    who, item = disguised(sheet, by), _item(sheet, item_id) if item_id is not None else None
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
