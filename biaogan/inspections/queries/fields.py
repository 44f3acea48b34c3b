"""How the fields of a sheet stand: value, revision, and what was kept aside."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, Q

from biaogan.handbook.models import Item
from biaogan.handbook.queries import items_of
from biaogan.inspections.choices import OF_AN_ITEM, Field, Why
from biaogan.inspections.models import Answer, Sheet, SheetChange
from biaogan.inspections.rules import Standing, asks_item


def items_asked(sheet: Sheet) -> list[Item]:
    """Return the items of the sheet's version that its channel looks at, in the order of the handbook."""
    return [item for item in items_of(sheet.version) if asks_item(sheet.channel, item)]


def standing(sheet: Sheet, item: int | None, field: str) -> Standing:
    """Return how one field stands."""
    rows = SheetChange.objects.filter(sheet=sheet, item=item, field=field)
    last = rows.aggregate(held=Max("pk", filter=Q(applied=True)), aside=Max("pk", filter=IS_ASIDE))
    return Standing(_value(sheet, item, field), last["held"] or 0, last["aside"] or 0)


def _value(sheet: Sheet, item: int | None, field: str) -> Any:
    if field not in OF_AN_ITEM:
        return getattr(sheet, field)
    answer = Answer.objects.filter(sheet=sheet, item=item).first()
    if field == Field.VALUE:
        return answer.value if answer else None
    if field == Field.NOTE:
        return answer.note if answer else ""
    return answer.same_as_id if answer else None


#: Kept aside since somebody else had written meanwhile: it waits for a choice.
IS_ASIDE = Q(applied=False, why=Why.CONFLICT)


def revisions(sheet_ids: list[int]) -> dict[tuple[int, int | None, str], int]:
    """Return the revision of every field that was ever changed, of many sheets: (sheet, item, field) -> id."""
    rows = SheetChange.objects.filter(sheet__in=sheet_ids, applied=True).values_list("sheet", "item", "field")
    return {(sheet, item, field): last for sheet, item, field, last in rows.annotate(last=Max("pk")).order_by()}


def contested(sheet: Sheet) -> list[SheetChange]:
    """Return what was kept aside in fields where nobody has chosen since."""
    aside = list(SheetChange.objects.filter(IS_ASIDE, sheet=sheet).select_related("item", "by").order_by("pk"))
    if not aside:
        return []
    held = revisions([sheet.pk])
    return [row for row in aside if row.pk > held.get((sheet.pk, row.item_id, row.field), 0)]


def kept_aside(sheet: Sheet) -> list[SheetChange]:
    """Return every change that did not hold, also what came late or for an item that the version does not have."""
    return list(SheetChange.objects.filter(sheet=sheet, applied=False).select_related("item", "by").order_by("pk"))
