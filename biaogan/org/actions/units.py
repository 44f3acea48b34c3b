"""Units come, move, change their names and close; the past stays as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.audit.actions import record_event, record_events
from biaogan.core.access import Asker, require, require_anywhere
from biaogan.core.errors import RuleBroken
from biaogan.core.time import local_day, span_of_days
from biaogan.org import rules, tree
from biaogan.org.models import Holding, Level, Unit, UnitEdge, pinyin_of
from biaogan.org.permissions import EDIT_UNIT

#: What `change_unit` may change; places and days have moves of their own.
DETAILS = ("bank_code", "serves_customers", "function", "address", "phone", "calendar", "opened_on")


@transaction.atomic
def create_unit(
    *, code: str, level: str, name: str, parent: Unit | None, by: Asker, now: dt.datetime, **details: Any
) -> Unit:
    """Add a unit below `parent`, or at the top. `details` are fields of Unit; an outlet serves customers unless told.

    Raises PermissionDenied, and RuleBroken if the level does not fit there, a code is taken or the bank code is wrong.
    """
    tree.lock()
    above = Unit.objects.get(pk=parent.pk) if parent else None
    if above is None:
        require_anywhere(by, EDIT_UNIT)
    else:
        require(by, EDIT_UNIT, above)
        _require_open(above, details.get("opened_on") or local_day(now))
    rules.require_place(level, above.level if above else None)
    _require_codes_free(code, details.get("bank_code", ""))
    unit = _new_unit(code, level, name, above, details)
    unit.save(force_insert=True)
    tree.plant([(unit.pk, above.pk if above else None)])
    record_event("unit.created", unit, by=by, at=now, unit=unit.pk, level=level, parent=above.pk if above else None)
    return unit


@transaction.atomic
def create_outlets(rows: Sequence[dict[str, Any]], *, parent: Unit, by: Asker, now: dt.datetime) -> list[Unit]:
    """Add many outlets below `parent` with a handful of statements; a row has «code», «name» and may have other fields of Unit.

    The caller has seen that the codes are free. Raises PermissionDenied, RuleBroken where no outlet can stand there.
    """
    tree.lock()
    above = Unit.objects.get(pk=parent.pk)
    require(by, EDIT_UNIT, above)
    _require_open(above, local_day(now))
    rules.require_place(Level.OUTLET, above.level)
    made = []
    for pk, row in zip(tree.draw_ids(len(rows)), rows, strict=True):
        values = {"serves_customers": True, "calendar": above.calendar, **row}
        path, pinyin = f"{above.path}.{pk}", pinyin_of(row["name"], row.get("short_name", ""))
        made.append(Unit(pk=pk, level=Level.OUTLET, path=path, pinyin=pinyin, **values))
    Unit.objects.bulk_create(made, batch_size=2000)
    tree.plant([(unit.pk, above.pk) for unit in made])
    facts = [{"unit": unit.pk, "level": Level.OUTLET, "parent": above.pk, "import": True} for unit in made]
    record_events("unit.created", list(made), by=by, at=now, facts=facts)
    return made


def _new_unit(code: str, level: str, name: str, above: Unit | None, details: dict[str, Any]) -> Unit:
    pk = tree.draw_ids(1)[0]
    details.setdefault("serves_customers", level == Level.OUTLET)
    if above is not None:
        details.setdefault("calendar", above.calendar)
    path = f"{above.path}.{pk}" if above else str(pk)
    return Unit(
        pk=pk,
        code=code,
        level=level,
        name=name,
        pinyin=pinyin_of(name, details.get("short_name", "")),
        path=path,
        **details,
    )


@transaction.atomic
def move_unit(
    unit: Unit, new_parent: Unit, on_day: dt.date, *, by: Asker, now: dt.datetime, reason: str = ""
) -> UnitEdge:
    """Let the unit, with all below it, belong to `new_parent` from `on_day` on, up to a later move already planned.

    A day that has passed corrects the tree that figures of the past go by, and needs a reason.
    Raises PermissionDenied, and RuleBroken for a ring, a level that does not fit, a closed parent or no change.
    """
    tree.lock()
    unit, above = Unit.objects.get(pk=unit.pk), Unit.objects.get(pk=new_parent.pk)
    require(by, EDIT_UNIT, unit)
    require(by, EDIT_UNIT, above)
    rules.require_place(unit.level, above.level)
    _require_open(above, on_day)
    if on_day < local_day(now) and not reason.strip():
        raise RuleBroken("unit.past_move_needs_a_reason", _("That day has passed: say why the past is corrected."))
    edge = UnitEdge.objects.get(unit=unit, valid__contains=on_day)
    before = edge.valid.upper
    _require_move(unit, above, edge, on_day=on_day, before=before)
    old = edge.parent_id
    edge = _redirect(edge, above, on_day)
    tree.regrow(unit.pk, from_day=on_day)
    tree.catch_up(local_day(now))
    facts: dict[str, Any] = {"from": old, "to": above.pk, "on": on_day.isoformat(), "reason": reason.strip()}
    record_event("unit.moved", unit, by=by, at=now, unit=unit.pk, **facts)
    return edge


def _require_move(unit: Unit, above: Unit, edge: UnitEdge, *, on_day: dt.date, before: dt.date | None) -> None:
    if edge.parent_id == above.pk:
        raise RuleBroken("unit.already_there", _("On that day the unit belongs there already."))
    if unit.pk == above.pk or tree.would_close_a_ring(unit.pk, parent_id=above.pk, from_day=on_day, before=before):
        raise RuleBroken("unit.ring", _("A unit cannot be moved below itself or below one of its own."))


def _redirect(edge: UnitEdge, above: Unit, on_day: dt.date) -> UnitEdge:
    """Split the edge at the day; a move that is taken back on its own day leaves no trace in the tree."""
    begins, ends = edge.valid.lower, edge.valid.upper
    if begins != on_day:
        edge.valid = span_of_days(begins, on_day)
        edge.save(update_fields=["valid"])
        return UnitEdge.objects.create(unit_id=edge.unit_id, parent=above, valid=span_of_days(on_day, ends))
    earlier = UnitEdge.objects.filter(unit_id=edge.unit_id, parent=above, valid__endswith=on_day).first()
    if earlier is None:
        edge.parent = above
        edge.save(update_fields=["parent"])
        return edge
    edge.delete()
    earlier.valid = span_of_days(earlier.valid.lower, ends)
    earlier.save(update_fields=["valid"])
    return earlier


@transaction.atomic
def close_unit(unit: Unit, on_day: dt.date, *, by: Asker, now: dt.datetime, reason: str = "") -> Unit:
    """Close the unit from `on_day` on. It keeps its place in the tree, so that late facts about it still count.

    Raises RuleBroken while an open unit stands below it. The posts of the unit end with the day before.
    """
    tree.lock()
    unit = _lock(unit, by)
    if unit.closed_on is not None:
        raise RuleBroken("unit.closed_already", _("This unit is closed already."))
    if unit.opened_on is not None and on_day <= unit.opened_on:
        raise RuleBroken("unit.closes_before_it_opens", _("A unit closes after it has opened."))
    if _open_below(unit, on_day):
        raise RuleBroken("unit.has_open_units", _("Open units stand below this one: move or close them first."))
    unit.closed_on = on_day
    unit.save(update_fields=["closed_on"])
    _end_posts(unit, on_day)
    record_event("unit.closed", unit, by=by, at=now, unit=unit.pk, on=on_day.isoformat(), reason=reason.strip())
    return unit


def _open_below(unit: Unit, on_day: dt.date) -> bool:
    edges = UnitEdge.objects.filter(parent=unit, valid__overlap=span_of_days(on_day, None))
    below = Unit.objects.filter(pk__in=edges.values("unit"))
    return below.exclude(closed_on__lte=on_day).exists()


def _end_posts(unit: Unit, on_day: dt.date) -> None:
    held = Holding.objects.filter(post__unit=unit)
    held.filter(valid__startswith__gte=on_day).delete()
    for holding in held.filter(valid__overlap=span_of_days(on_day, None)):
        holding.valid = span_of_days(holding.valid.lower, on_day)
        holding.save(update_fields=["valid"])


@transaction.atomic
def rename(
    unit: Unit, *, name: str, by: Asker, now: dt.datetime, name_en: str | None = None, short_name: str | None = None
) -> Unit:
    """Give the unit another name from now on; papers already issued keep the old one."""
    unit = _lock(unit, by)
    before = unit.name
    unit.name = name
    unit.name_en = unit.name_en if name_en is None else name_en
    unit.short_name = unit.short_name if short_name is None else short_name
    unit.pinyin = pinyin_of(unit.name, unit.short_name)
    unit.save(update_fields=["name", "pinyin", "name_en", "short_name"])
    record_event("unit.renamed", unit, by=by, at=now, unit=unit.pk, before=before, after=name)
    return unit


@transaction.atomic
def change_unit(unit: Unit, *, by: Asker, now: dt.datetime, **details: Any) -> Unit:
    """Change what is known about the unit: address, telephone, bank code and the rest of DETAILS."""
    unit = _lock(unit, by)
    changed = [name for name in DETAILS if name in details and getattr(unit, name) != details[name]]
    if "bank_code" in changed:
        _require_codes_free("", details["bank_code"])
    for name in changed:
        setattr(unit, name, details[name])
    if changed:
        unit.save(update_fields=changed)
        record_event("unit.changed", unit, by=by, at=now, unit=unit.pk, fields=changed)
    return unit


def _lock(unit: Unit, by: Asker) -> Unit:
    locked = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    require(by, EDIT_UNIT, locked)
    return locked


def _require_open(above: Unit, day: dt.date) -> None:
    if (above.closed_on and above.closed_on <= day) or (above.opened_on and above.opened_on > day):
        raise RuleBroken("unit.parent_not_open", _("The unit above is not open on that day."))


def _require_codes_free(code: str, bank_code: str) -> None:
    rules.require_bank_code(bank_code)
    if code and Unit.objects.filter(code=code).exists():
        raise RuleBroken("unit.code_taken", _("Another unit has the code %(code)s.") % {"code": code})
    if bank_code and Unit.objects.filter(bank_code=bank_code).exists():
        raise RuleBroken("unit.code_taken", _("Another unit has the code %(code)s.") % {"code": bank_code})
