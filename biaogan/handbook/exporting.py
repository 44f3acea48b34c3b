"""`export handbook FILE`: a version as a table, one line for the version, each grade and each item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, pgettext_lazy

from biaogan.accounts.access import Actor
from biaogan.accounts.roles import Permission
from biaogan.core.errors import InputRefused
from biaogan.core.exchange import Column, Exporter, register_exporter
from biaogan.core.time import local_day
from biaogan.handbook.choices import State
from biaogan.handbook.lines import FIELDS, GRADE, ITEM, VERSION
from biaogan.handbook.models import GradeBand, Item, Version
from biaogan.handbook.queries import SERVICE, bands_of, items_of
from biaogan.handbook.rules.writing import written

WIDTHS = {"name": 44, "name_en": 44, "how": 60, "how_en": 60, "rule": 34, "basis": 24, "basis_en": 24}
COLUMNS = tuple(Column(each.name, each.label, WIDTHS.get(each.name, 14)) for each in FIELDS)


def rows_of(version: Version) -> Iterator[Sequence[Any]]:
    """Yield the lines of the version in the order of `COLUMNS`."""
    yield _line(
        row=VERSION,
        code=version.scale,
        basis=version.basis_zh,
        basis_en=version.basis_en,
        how=version.note,
    )
    yield from map(_grade, bands_of(version))
    yield from map(_item, items_of(version))


def _line(**values: Any) -> Sequence[Any]:
    return [values.get(column.name, "") for column in COLUMNS]


def _grade(band: GradeBand) -> Sequence[Any]:
    return _line(
        row=GRADE,
        code=band.code,
        name=band.name_zh,
        name_en=band.name_en,
        points=Decimal(band.floor) / 100,
        is_red_flag=_yes(band.is_fail),
    )


def _item(item: Item) -> Sequence[Any]:
    return _line(
        row=ITEM,
        area=item.area.code,
        area_name=item.area.name_zh,
        area_name_en=item.area.name_en,
        code=item.code,
        name=item.name_zh,
        name_en=item.name_en,
        kind=item.kind,
        points=Decimal(item.points) / 100,
        rule=written(item.kind, item.rule, item.points),
        channels=" ".join(item.channels),
        proof=item.proof,
        metric=item.metric,
        device_kinds=" ".join(item.device_kinds),
        is_red_flag=_yes(item.is_red_flag),
        basis=item.basis_zh,
        basis_en=item.basis_en,
        how=item.how_zh,
        how_en=item.how_en,
    )


def _yes(flag: bool) -> str:
    return "yes" if flag else ""


def _rows(actor: Any, now: dt.datetime, options: dict[str, str]) -> Iterable[Sequence[Any]]:
    assert isinstance(actor, Actor)
    return rows_of(version_named(actor, options, today=local_day(now)))


def version_named(actor: Actor, options: dict[str, str], *, today: dt.date) -> Version:
    """Return the version that the options name; without a number the one in force, else the newest."""
    code = options.get("handbook") or SERVICE
    rows = Version.objects.visible_to(actor).filter(handbook__code=code).order_by("-number")
    if number := options.get("version"):
        found = rows.filter(number=int(number)).first() if number.isascii() and number.isdigit() else None
    else:
        found = rows.filter(state=State.PUBLISHED, valid__contains=today).first() or rows.first()
    if found is None:
        message = gettext("There is no handbook «%(code)s», or no such version of it.")
        raise InputRefused("handbook.unknown", message % {"code": code[:40]})
    return found


HANDBOOK = Exporter("handbook", pgettext_lazy("export", "Handbook"), Permission.VIEW_HANDBOOK, COLUMNS, _rows)


def register() -> None:
    register_exporter(HANDBOOK)
