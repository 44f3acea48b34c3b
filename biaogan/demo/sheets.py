"""Filling in a sheet of the demonstration: every item is answered, some of them badly, with photos of what is wrong."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection
from typing import Any

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_events
from biaogan.core.storing import store
from biaogan.demo.faults import FAULTS
from biaogan.demo.pictures import photo
from biaogan.evidence import actions as evidence
from biaogan.handbook.choices import Kind, Proof
from biaogan.handbook.models import Item
from biaogan.inspections import actions
from biaogan.inspections.actions.moving import disguised
from biaogan.inspections.choices import Channel, Field
from biaogan.inspections.models import Answer, Sheet, SheetChange
from biaogan.inspections.queries import items_asked

#: Small outlets have no room for wealth customers.
WEALTH = ("F01", "F02", "F03", "F05")

_pictures = itertools.count()


def fill(sheet: Sheet, wrong: Collection[str], *, is_small: bool, by: Actor, at: dt.datetime) -> None:
    """Answer all items of a sheet that is in hand, and prove what is wrong.

    The answers are stored at once, as an import would: one by one through the action they would take minutes for all sheets.
    """
    items = [item for item in items_asked(sheet) if not item.is_on_record]
    _store(sheet, items, {item.pk: _answer(item, wrong, is_small) for item in items}, wrong, by=by, at=at)
    for item in items:
        if item.code in wrong or item.proof == Proof.ALWAYS:
            _prove(sheet, item, is_wrong=item.code in wrong, by=by, at=at)


def _store(
    sheet: Sheet, items: list[Item], values: dict[int, Any], wrong: Collection[str], *, by: Actor, at: dt.datetime
) -> None:
    who, steps = disguised(sheet, by), len(items)
    moments = [at - dt.timedelta(seconds=40 * (steps - place)) for place in range(steps)]
    notes = [FAULTS[item.code].fact if item.code in wrong else "" for item in items]
    store(
        [
            Answer(sheet=sheet, item=item, value=values[item.pk], note=note, answered_at=then, answered_by=who.person)
            for item, then, note in zip(items, moments, notes, strict=True)
        ]
    )
    written = [(item, then, Field.VALUE, values[item.pk]) for item, then in zip(items, moments, strict=True)]
    written += [(item, then, Field.NOTE, note) for item, then, note in zip(items, moments, notes, strict=True) if note]
    # Not by `store`, which would write what there was before as JSON's null instead of as nothing.
    changes = SheetChange.objects.bulk_create(
        SheetChange(
            sheet=sheet,
            item=item,
            field=field,
            new=new,
            happened_at=then,
            at=at,
            by=who.person,
            by_ref=who.ref,
            applied=True,
        )
        for item, then, field, new in written
    )
    case = {"case": sheet.pk, "unit": sheet.case.subject_unit_id}
    facts = [
        {**case, "change": row.pk, "field": str(row.field), "item": row.item.code if row.item else None}
        for row in changes
    ]
    record_events("sheet.changed", [sheet] * len(changes), by=who, at=at, facts=facts)


def _answer(item: Item, wrong: Collection[str], is_small: bool) -> dict[str, Any]:
    if is_small and item.code in WEALTH:
        return {"na": True}
    is_wrong, count = item.code in wrong, FAULTS[item.code].count if item.code in FAULTS else 1
    match item.kind:
        case Kind.BINARY:
            return {"met": not is_wrong}
        case Kind.DEDUCTION:
            return {"count": count if is_wrong else 0}
        case Kind.LEVELS:
            return {"level": item.rule["levels"][1 if is_wrong else 0]["code"]}
        case Kind.MEASURE:
            return {"hit": 10 - 2 * count if is_wrong else 10, "of": 10}
        case Kind.DEVICE:
            return {"working": 3 - is_wrong, "tested": 3}
        case _:
            return {"hit": is_wrong}


def _prove(sheet: Sheet, item: Item, *, is_wrong: bool, by: Actor, at: dt.datetime) -> None:
    """Add a photo, or off site where it can be seen on the recorder."""
    told: dict[str, Any] = {"sheet_id": sheet.pk, "item_id": item.pk, "by": by, "now": at}
    if sheet.channel != Channel.OFFSITE:
        caption = FAULTS[item.code].fact if is_wrong else item.name_zh
        then = at - dt.timedelta(minutes=20)
        actions.attach(
            upload=photo(next(_pictures), is_wrong=is_wrong), kind="photo", caption=caption, captured_at=then, **told
        )
        return
    begins = at - dt.timedelta(days=1, hours=2)
    seen = evidence.add_reference(
        case=sheet.case,
        recorder=f"{sheet.case.subject_unit.name}录像机",
        channel="03",
        from_at=begins,
        to_at=begins + dt.timedelta(minutes=3),
        note=FAULTS[item.code].fact if is_wrong else item.name_zh,
        by=by,
        now=at,
    )
    actions.attach(proof=seen, **told)
