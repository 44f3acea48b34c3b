"""Staff join, change and leave."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.audit.actions import record_event
from biaogan.core.access import Asker, require_anywhere
from biaogan.core.chinese import pinyin_key
from biaogan.core.errors import RuleBroken
from biaogan.org.actions.posts import cut_short
from biaogan.org.models import Holding, Person
from biaogan.org.permissions import EDIT_UNIT


@transaction.atomic
def add_person(
    *, staff_no: str, name: str, by: Asker, now: dt.datetime, email: str = "", joined_on: dt.date | None = None
) -> Person:
    """Add a member of staff; raises RuleBroken if the staff number is taken."""
    require_anywhere(by, EDIT_UNIT)
    if Person.objects.filter(staff_no=staff_no).exists():
        message = _("Another member of staff has the number %(number)s.")
        raise RuleBroken("person.number_taken", message % {"number": staff_no})
    person = Person.objects.create(
        staff_no=staff_no, name=name, pinyin=pinyin_key(name), email=email, joined_on=joined_on
    )
    record_event("person.added", person, by=by, at=now)
    return person


@transaction.atomic
def change_person(
    person: Person, *, by: Asker, now: dt.datetime, name: str | None = None, email: str | None = None
) -> Person:
    """Change name or e-mail."""
    person = _lock(person, by)
    given = {"name": name, "email": email}
    changed = [field for field, value in given.items() if value is not None and value != getattr(person, field)]
    for field in changed:
        setattr(person, field, given[field])
    person.pinyin = pinyin_key(person.name)
    if changed:
        person.save(update_fields=[*changed, "pinyin"])
        record_event("person.changed", person, by=by, at=now, fields=changed)
    return person


@transaction.atomic
def record_leaving(person: Person, *, last_day: dt.date, by: Asker, now: dt.datetime) -> Person:
    """Let the person leave the bank with `last_day`: sign-in ends, posts end, open duties are passed on by the job."""
    person = _lock(person, by)
    if person.left_on is not None:
        raise RuleBroken("person.left_already", _("This member of staff has left already."))
    person.left_on = last_day + dt.timedelta(days=1)
    person.save(update_fields=["left_on"])
    for holding in Holding.objects.select_for_update(no_key=True).filter(person=person):
        cut_short(holding, last_day=last_day, by=by, now=now)
    record_event("person.left", person, by=by, at=now, last_day=last_day.isoformat())
    return person


def _lock(person: Person, by: Asker) -> Person:
    locked = Person.objects.visible_to(by).select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    require_anywhere(by, EDIT_UNIT)
    return locked
