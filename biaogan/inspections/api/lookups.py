"""Units, people, items and handbooks by what programs call them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.core.errors import InputRefused, Refusal
from biaogan.handbook.models import Handbook
from biaogan.handbook.queries import items_of
from biaogan.inspections.models import Sheet
from biaogan.inspections.queries.pages import visible_sheet
from biaogan.org.models import Person, Unit


def unit_by_code(code: str) -> Unit:
    """Return the unit. Raises InputRefused for a code that no unit has."""
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise _unknown("unit", code, _("No unit has the code %(code)s."))
    return found


def people_by_number(numbers: Sequence[str]) -> list[Person]:
    """Return the people in the order of their numbers. Raises InputRefused for a number that nobody has."""
    found = {person.staff_no: person for person in Person.objects.filter(staff_no__in=numbers)}
    for number in numbers:
        if number not in found:
            raise _unknown("people", number, _("Nobody has the staff number %(code)s."))
    return [found[number] for number in dict.fromkeys(numbers)]


def handbook_by_code(code: str) -> Handbook:
    found = Handbook.objects.filter(code=code).first()
    if found is None:
        raise _unknown("handbook", code, _("No handbook has the code %(code)s."))
    return found


def items_by_code(sheet: Sheet, codes: Sequence[str]) -> dict[str, Any]:
    """Return the items of the sheet's version by their codes. Raises InputRefused for a code that none has."""
    found = {item.code: item for item in items_of(sheet.version)}
    for code in codes:
        if code not in found:
            raise _unknown("item", code, _("The sheet's handbook has no item %(code)s."))
    return {code: found[code] for code in codes}


def sheet_seen(actor: Actor, sheet_id: int) -> Sheet:
    """Return the sheet; raises Sheet.DoesNotExist outside the caller's sight."""
    return visible_sheet(actor, sheet_id)


def _unknown(column: str, code: str, words: str) -> InputRefused:
    said = words % {"code": code}
    return InputRefused("inspections.unknown_code", said, [Refusal(said, column=column, value=code)])
