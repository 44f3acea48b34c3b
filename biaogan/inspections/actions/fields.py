"""What a field of a sheet can say."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from biaogan.core.errors import InputRefused
from biaogan.handbook.models import Item
from biaogan.handbook.queries import items_of
from biaogan.handbook.rules import require_answer
from biaogan.inspections.choices import Field
from biaogan.inspections.models import Answer, Sheet
from biaogan.inspections.rules import asks_item

LONGEST = {Field.NOTE: 2000, Field.ASSESSMENT: 4000, Field.PLACE_NOTE: 200}


def normalised(sheet: Sheet, item: Item | None, field: str, new: Any) -> Any:
    """Return `new` as the field stores it; raises InputRefused where it cannot say that."""
    if field == Field.VALUE and item is not None:
        return _value(sheet, item, new)
    if field == Field.SAME_AS and item is not None:
        return _same_as(sheet, item, new)
    if new is not None and not isinstance(new, str):
        raise InputRefused("sheet.no_text", _("Text is expected here."))
    text = (new or "").replace("\x00", "").strip()
    if len(text) > LONGEST[Field(field)]:
        message = _("This text is too long: %(most)s characters at most.")
        raise InputRefused("sheet.too_long", message % {"most": LONGEST[Field(field)]})
    return text


def _value(sheet: Sheet, item: Item, new: Any) -> Any:
    if item.is_on_record:
        raise InputRefused("sheet.never_typed", _("This item is answered by figures and never typed."))
    if not asks_item(sheet.channel, item):
        raise InputRefused("sheet.other_channel", _("This item is not looked at by this way of inspecting."))
    return None if new is None else require_answer(item, new)


def _same_as(sheet: Sheet, item: Item, new: Any) -> int | None:
    if new is None:
        return None
    items = {each.pk for each in items_of(sheet.version)}
    if isinstance(new, bool) or not isinstance(new, int) or new not in items or new == item.pk:
        raise InputRefused("sheet.no_such_item", _("Name another item of this sheet."))
    answers = Answer.objects.filter(sheet=sheet)
    if answers.filter(item=new, same_as__isnull=False).exists() or answers.filter(same_as=item).exists():
        raise InputRefused(
            "sheet.same_in_turn",
            _("That item points to another one itself. Name the one that the fault is counted under."),
        )
    return int(new)
