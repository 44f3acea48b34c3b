"""Whom and what a request names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.accounts.models import User
from biaogan.core.errors import InputRefused
from biaogan.org.models import Person, Unit


def user_of(actor: Actor) -> User:
    assert actor.user is not None
    return actor.user


def person_of(staff_no: str) -> Person | None:
    if not staff_no:
        return None
    found = Person.objects.filter(staff_no=staff_no).first()
    if found is None:
        raise InputRefused("person.unknown", _("There is no member of staff with this number."))
    return found


def unit_of(unit_id: int | None) -> Unit | None:
    if unit_id is None:
        return None
    found = Unit.objects.filter(pk=unit_id).first()
    if found is None:
        raise InputRefused("unit.unknown", _("There is no such unit."))
    return found
