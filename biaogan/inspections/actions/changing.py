"""One field of a sheet at a time: what holds, and what is kept aside since somebody else was first or it came too late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.core.errors import InputRefused
from biaogan.handbook.models import Item
from biaogan.handbook.queries import items_of
from biaogan.inspections import queries
from biaogan.inspections.actions.fields import normalised
from biaogan.inspections.actions.moving import disguised, lock_seen, note
from biaogan.inspections.choices import AHEAD, OF_AN_ITEM, OF_THE_SHEET, Field, State, Why
from biaogan.inspections.models import Answer, Sheet, SheetChange
from biaogan.inspections.rules import Moment, Move, Standing, Verdict, judge, put_right, require_in_progress
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
    item = item_of(sheet, item_id) if item_id is not None else None
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


def _keep(written: _Written, item: Item | None, *, old: Any, new: Any, why: str = "") -> SheetChange:
    made = SheetChange.objects.create(
        sheet=written.sheet,
        item=item,
        field=written.field,
        old=old,
        new=new,
        happened_at=written.moment.at,
        claimed_at=written.moment.claimed,
        at=written.now,
        by=written.who.person,
        by_ref=written.who.ref,
        device=written.device,
        applied=why == "",
        why=why,
    )
    name = "change_kept_aside" if why else "changed"
    facts: dict[str, Any] = {"change": made.pk, "field": str(written.field), "item": item.code if item else None}
    note(name, written.sheet, by=written.who, now=written.now, happened_at=written.moment.at, **facts)
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
    return Changed(_keep(written, item, old=standing.value, new=new).pk)


def _aside(written: _Written, item: Item | None, standing: Standing, new: Any, why: Why) -> Changed:
    _keep(written, item, old=standing.value, new=new, why=why)
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
    _keep(written, item, old=None, new=new, why=Why.NOT_IN_VERSION)
    told = Conflict(str(written.field), item_id, None, 0, "", None, Why.NOT_IN_VERSION)
    return Changed(0, told)


def item_of(sheet: Sheet, item_id: int) -> Item | None:
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
