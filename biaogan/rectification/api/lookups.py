"""Units, people and items by the codes that programs send."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.core.errors import InputRefused, Refusal
from biaogan.core.time import day_begins
from biaogan.handbook.models import Item
from biaogan.org.models import Person, Unit
from biaogan.rectification.queries.items import item_by_code


def unit_by_code(code: str, actor: Actor) -> Unit:
    """Return the unit that the caller sees under the code; raise InputRefused where there is none."""
    found = Unit.objects.visible_to(actor).filter(code=code).first()
    if found is None:
        raise _unknown("unit", code, _("No unit has the code %(code)s."))
    return found


def person_by_number(number: str, actor: Actor) -> Person:
    found = Person.objects.visible_to(actor).filter(staff_no=number).first()
    if found is None:
        raise _unknown("person", number, _("Nobody has the staff number %(code)s."))
    return found


def item_or_none(code: str) -> Item | None:
    found = item_by_code(code) if code else None
    if code and found is None:
        raise _unknown("item", code, _("No item of the handbook has this code."))
    return found


def moment_of(day: dt.date) -> dt.datetime:
    """Return a moment of the day, at whose end the limit lies."""
    try:
        return day_begins(day)
    except OverflowError:
        raise _unknown("due_on", day.isoformat(), _("This day is out of reach.")) from None


def _unknown(column: str, code: str, words: str) -> InputRefused:
    refusal = Refusal(words % {"code": code}, column=column, value=code)
    return InputRefused("rectification.unknown_code", refusal.reason, [refusal])
