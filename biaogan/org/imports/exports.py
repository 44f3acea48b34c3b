"""`export outlets`, `export people`, `export roster`: the same columns that the imports read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from biaogan.core.access import Asker
from biaogan.core.exchange import Column, Exporter
from biaogan.org.models import DutyDay, Holding, Unit
from biaogan.org.permissions import EXPORT_DATA

UNIT_COLUMNS = (
    Column("code", _("unit code")),
    Column("name", _("name"), 40),
    Column("level", _("level of the unit")),
    Column("parent", _("code of the unit above")),
    Column("bank_code", _("bank code")),
    Column("name_en", _("English name"), 30),
    Column("short_name", _("short name"), 20),
    Column("serves_customers", _("serves customers over the counter")),
    Column("function", _("function")),
    Column("address", _("address"), 40),
    Column("phone", _("telephone")),
    Column("calendar", _("working-day calendar")),
    Column("opened_on", _("opened on")),
)


def unit_rows(actor: Asker, now: dt.datetime, options: dict[str, str]) -> Iterator[list[Any]]:
    """Yield the units that the actor sees, those above before those below, so that the file can be read in again."""
    codes = dict(Unit.objects.values_list("pk", "code"))
    for unit in Unit.objects.visible_to(actor).order_by("path").iterator():
        yield unit_row(unit, codes)


def unit_row(unit: Unit, codes: dict[int, str]) -> list[Any]:
    labels = unit.path.split(".")
    parent = codes[int(labels[-2])] if len(labels) > 1 else ""
    stored = [unit.bank_code, unit.name_en, unit.short_name, _yes(unit.serves_customers), unit.function]
    place = [unit.address, unit.phone, unit.calendar, unit.opened_on]
    return [unit.code, unit.name, unit.get_level_display(), parent, *stored, *place]


def _yes(flag: bool) -> str:
    return str(_("yes") if flag else _("no"))


PEOPLE_COLUMNS = (
    Column("staff_no", _("staff number")),
    Column("name", _("full name")),
    Column("post", _("post"), 24),
    Column("unit", _("unit code")),
    Column("from_day", _("held from")),
    Column("last_day", _("held up to and with")),
    Column("is_deputy", _("deputy")),
    Column("email", _("e-mail"), 28),
    Column("joined_on", _("joined on")),
)


def people_rows(actor: Asker, now: dt.datetime, options: dict[str, str]) -> Iterator[list[Any]]:
    rows = Holding.objects.visible_to(actor).select_related("person", "post__unit")
    for each in rows.order_by("person__pinyin", "person_id", "id").iterator():
        person, post = each.person, each.post
        days = [each.valid.lower, each.last_day, _yes(each.is_deputy)]
        yield [
            person.staff_no,
            person.name,
            post.get_kind_display(),
            post.unit.code,
            *days,
            person.email,
            person.joined_on,
        ]


ROSTER_COLUMNS = (
    Column("outlet", _("code of the outlet")),
    Column("day", _("day")),
    Column("staff_no", _("staff number")),
)


def roster_rows(actor: Asker, now: dt.datetime, options: dict[str, str]) -> Iterator[list[Any]]:
    seen = Unit.objects.visible_to(actor)
    rows = DutyDay.objects.filter(outlet__in=seen).select_related("outlet", "person")
    for each in rows.order_by("day", "outlet__code", "id").iterator():
        yield [each.outlet.code, each.day, each.person.staff_no]


OUTLETS_OUT = Exporter("outlets", _("Units and outlets"), EXPORT_DATA, UNIT_COLUMNS, unit_rows)
PEOPLE_OUT = Exporter("people", _("Staff and posts"), EXPORT_DATA, PEOPLE_COLUMNS, people_rows)
ROSTER_OUT = Exporter("roster", _("Duty roster"), EXPORT_DATA, ROSTER_COLUMNS, roster_rows)
