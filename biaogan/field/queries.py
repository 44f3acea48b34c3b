"""What a phone has to know to work without a connection. Never writes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Count, Q
from django.utils import translation

from biaogan.accounts.access import Actor, Permission, units_where
from biaogan.handbook import queries as handbook
from biaogan.handbook.models import Version
from biaogan.inspections.choices import OF_THE_SHEET, Channel, State
from biaogan.inspections.models import Answer, AnswerEvidence, LogKind, Sheet, SheetInspector
from biaogan.inspections.queries import items_asked, revisions
from biaogan.inspections.rules import asks_item
from biaogan.inspections.scripts import script_for
from biaogan.org.models import Unit
from biaogan.premises.kinds import DeviceKind, DeviceStatus
from biaogan.premises.models import Area, Device

#: More sheets than anybody inspects in a month.
MOST_SHEETS = 60
MOST_UNITS = 80
#: For so long a sheet that was handed in stays on the phone, so that its inspector sees what became of it.
SHOWN_AFTER = dt.timedelta(days=14)

WORKED_ON = (State.ASSIGNED, State.IN_PROGRESS)

#: What is asked of a log besides its words: code, kind, Chinese, English.
LOG_FACTS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    LogKind.MORNING_MEETING: (("present", "number", "到会人数", "People present"),),
    LogKind.DRILL: (("present", "number", "参加人数", "People taking part"),),
    LogKind.KEYPAD_CHECK: (("in_order", "flag", "全部完好", "All in order"),),
}


def package(actor: Actor, *, have: set[int], now: dt.datetime) -> dict[str, Any]:
    """Return what the actor's phone takes along; handbooks in `have` are there already."""
    sheets = _sheets(actor, now=now)
    units = _units(actor, sheets)
    current = handbook.current()
    versions = {sheet.version_id: sheet.version for sheet in sheets} | ({current.pk: current} if current else {})
    return {
        "person": {"id": actor.person_id, "name": actor.person.name if actor.person else ""},
        "versions": sorted(versions),
        "handbooks": [handbook.package(version) for pk, version in sorted(versions.items()) if pk not in have],
        "sheets": _with_answers(sheets),
        "units": _with_places(units, actor),
        "log_kinds": _log_kinds(),
        "scripts": _scripts(),
        "current": _current(current),
    }


def _sheets(actor: Actor, *, now: dt.datetime) -> list[Sheet]:
    """Return the sheets that are the actor's to work on, and what became of the last ones."""
    mine = Q(pk__in=SheetInspector.objects.filter(person=actor.person).values("sheet"))
    own = Q(channel=Channel.SELF_CHECK, state=State.IN_PROGRESS) & units_where(
        actor, Permission.CHECK_ONESELF, field="case__subject_unit"
    )
    fresh = Q(state__in=WORKED_ON) | Q(received_at__gte=now - SHOWN_AFTER)
    rows = Sheet.objects.visible_to(actor).filter(mine | own, fresh).exclude(channel=Channel.OFFSITE)
    rows = rows.filter(second_of__isnull=True).select_related("case__subject_unit", "version__handbook")
    return list(rows.order_by("planned_on", "pk")[:MOST_SHEETS])


def _units(actor: Actor, sheets: list[Sheet]) -> list[Unit]:
    """Return the outlets of the sheets, and those where the actor's posts bring logs and faults to write down."""
    own = Unit.objects.filter(pk__in=[post.unit_id for post in actor.posts], serves_customers=True)
    found = {sheet.case.subject_unit_id: sheet.case.subject_unit for sheet in sheets} | {unit.pk: unit for unit in own}
    return [found[pk] for pk in sorted(found)][:MOST_UNITS]


def _with_answers(sheets: list[Sheet]) -> list[dict[str, Any]]:
    ids = [sheet.pk for sheet in sheets if sheet.state in WORKED_ON]
    held, answers = revisions(ids), {(row.sheet_id, row.item_id): row for row in Answer.objects.filter(sheet__in=ids)}
    by_sheet: dict[int, list[tuple[int | None, str, int]]] = defaultdict(list)
    for (sheet, item, field), revision in held.items():
        by_sheet[sheet].append((item, field, revision))
    proofs = defaultdict(list)
    for row in AnswerEvidence.objects.filter(sheet__in=ids).values("sheet", "item").annotate(count=Count("pk")):
        proofs[row["sheet"]].append({"item": row["item"], "count": row["count"]})
    return [
        {
            "id": sheet.pk,
            "number": sheet.case.number,
            "unit": sheet.case.subject_unit_id,
            "version": sheet.version_id,
            "channel": sheet.channel,
            "state": sheet.state,
            "planned_on": sheet.planned_on,
            "is_unannounced": sheet.is_unannounced,
            "begun_at": sheet.begun_at,
            "items": [item.pk for item in items_asked(sheet)],
            "filled": [pk for (of, pk), answer in answers.items() if of == sheet.pk and answer.is_filled],
            "fields": [
                {"item": item, "field": field, "value": _value(sheet, answers, item, field), "revision": revision}
                for item, field, revision in sorted(by_sheet[sheet.pk], key=lambda row: row[2])
            ],
            "proofs": sorted(proofs[sheet.pk], key=lambda row: row["item"] or 0),
        }
        for sheet in sheets
    ]


def _value(sheet: Sheet, answers: dict[tuple[int, int], Answer], item: int | None, field: str) -> Any:
    if item is None:
        return getattr(sheet, field) if field in OF_THE_SHEET else None
    answer = answers.get((sheet.pk, item))
    if answer is None:
        return None
    return answer.same_as_id if field == "same_as" else getattr(answer, field)


def _with_places(units: list[Unit], actor: Actor) -> list[dict[str, Any]]:
    ids = [unit.pk for unit in units]
    areas, machines = defaultdict(list), defaultdict(list)
    for area in Area.objects.filter(outlet__in=ids).order_by("pk"):
        areas[area.outlet_id].append({"id": area.pk, "name": str(area)})
    devices = Device.objects.filter(outlet__in=ids).there().select_related("counter", "area").order_by("kind", "serial")
    for device in devices:
        machines[device.outlet_id].append(_machine(device))
    return [
        {
            "id": unit.pk,
            "code": unit.code,
            "name": unit.name,
            "name_en": "",
            "areas": areas[unit.pk],
            "machines": machines[unit.pk],
            "may_log": actor.may(Permission.CHECK_ONESELF, unit),
            "may_check": actor.may(Permission.CHECK_ONESELF, unit),
        }
        for unit in units
    ]


def _machine(device: Device) -> dict[str, Any]:
    place = device.counter or device.area
    return {
        "id": device.pk,
        "code": device.code,
        "kind": device.kind,
        **{
            name: " ".join(filter(None, [text, device.serial]))
            for name, text in _both(DeviceKind(device.kind).label).items()
        },
        "place": str(place) if place else "",
        "status": device.status,
        "is_faulty": device.status == DeviceStatus.OUT_OF_ORDER,
    }


def _log_kinds() -> list[dict[str, Any]]:
    return [
        {
            "code": str(kind),
            **_both(kind.label),
            "facts": [
                {"code": code, "kind": of, "name_zh": zh, "name_en": en} for code, of, zh, en in LOG_FACTS.get(kind, ())
            ],
        }
        for kind in LogKind
    ]


def _scripts() -> list[dict[str, Any]]:
    return [
        {"kind": str(kind), "steps": [{"code": step.code, **_both(step.label)} for step in script_for(kind).steps]}
        for kind in DeviceKind
    ]


def _current(version: Version | None) -> dict[str, Any] | None:
    if version is None:
        return None
    asked = [item.pk for item in handbook.items_of(version) if asks_item(Channel.SELF_CHECK, item)]
    return {"version": version.pk, "self_check_items": asked}


def _both(text: object) -> dict[str, str]:
    """Return a text of the program in both languages: a phone changes its own without asking."""
    said = {}
    for name, language in (("name_zh", "zh-hans"), ("name_en", "en")):
        with translation.override(language):
            said[name] = str(text)
    return said
