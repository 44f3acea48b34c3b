"""The kinds of work that phones send. Each reads its payload, which is not trusted, and calls the action that a desk calls."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from biaogan.core.errors import InputRefused
from biaogan.core.programs import BIGGEST
from biaogan.evidence import actions as evidence
from biaogan.inspections import actions as inspections
from biaogan.inspections.actions.device_tests import record_test
from biaogan.inspections.actions.logs import keep_log
from biaogan.inspections.actions.moving import disguised
from biaogan.inspections.models import Sheet
from biaogan.org.models import Unit
from biaogan.premises import actions as premises
from biaogan.sync.actions import claim
from biaogan.sync.kinds import OfflineKind, Work, register_offline_kind
from biaogan.sync.models import DeviceReceipt, ReceiptState

#: The kinds of files that prove something.
PHOTO, VOICE, SIGNATURE = "photo", "voice", "signature"


class Payload:
    """A payload, read part by part; each refusal names the part."""

    def __init__(self, work: Work) -> None:
        self._work, self._parts = work, work.payload

    def number(self, name: str) -> int:
        value = self._parts.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= BIGGEST:
            raise unreadable(name)
        return value

    def number_or_none(self, name: str) -> int | None:
        return None if self._parts.get(name) is None else self.number(name)

    def text(self, name: str, longest: int = 4000) -> str:
        value = self._parts.get(name, "")
        if not isinstance(value, str) or len(value) > longest:
            raise unreadable(name)
        return value.replace("\x00", "")

    def flag(self, name: str) -> bool:
        value = self._parts.get(name)
        if not isinstance(value, bool):
            raise unreadable(name)
        return value

    def degrees(self, name: str) -> float | None:
        value = self._parts.get(name)
        return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None

    def facts(self, name: str) -> dict[str, Any]:
        value = self._parts.get(name, {})
        if not isinstance(value, dict):
            raise unreadable(name)
        return value

    def moment(self, name: str) -> dt.datetime | None:
        value = self._parts.get(name)
        try:
            found = parse_datetime(value) if isinstance(value, str) else None
        except ValueError:
            raise unreadable(name) from None
        if value is not None and (found is None or found.tzinfo is None):
            raise unreadable(name)
        return min(found, self._work.happened_at) if found else None

    def ident(self, name: str) -> uuid.UUID:
        try:
            return uuid.UUID(self._parts.get(name))
        except (ValueError, AttributeError, TypeError):
            raise unreadable(name) from None

    def ident_or_none(self, name: str) -> uuid.UUID | None:
        return None if self._parts.get(name) is None else self.ident(name)

    def sheet(self) -> int:
        """Return the sheet: by its key or, for a self-check that was begun on this phone, by the id of the work that began it."""
        if isinstance(self._parts.get("sheet"), int):
            return self.number("sheet")
        begun = DeviceReceipt.objects.filter(
            pk=self.ident("sheet"), device=self._work.device, state=ReceiptState.ACCEPTED
        )
        for receipt in begun:
            if isinstance(found := (receipt.answer.get("result") or {}).get("sheet"), int):
                return found
        raise Sheet.DoesNotExist


def unreadable(name: str) -> InputRefused:
    said = _("«%(part)s» of this work cannot be read; the page on the phone may be too old. The phone keeps the work.")
    return InputRefused("field.unreadable", said % {"part": name})


def begin_sheet(work: Work) -> dict[str, Any]:
    told = Payload(work)
    sheet = inspections.begin(
        sheet_id=told.sheet(),
        latitude=told.degrees("latitude"),
        longitude=told.degrees("longitude"),
        app_version=work.device.app_version,
        by=work.by,
        now=work.now,
        happened_at=work.happened_at,
    )
    return {"sheet": sheet.pk, "state": sheet.state}


def change_sheet(work: Work) -> dict[str, Any]:
    told = Payload(work)
    changed = inspections.change(
        sheet_id=told.sheet(),
        item_id=told.number_or_none("item"),
        field=told.text("field", 20),
        base=told.number("base"),
        new=work.payload.get("new"),
        by=work.by,
        now=work.now,
        happened_at=work.happened_at,
        device=work.device,
    )
    return {"conflict": changed.conflict.as_json()} if changed.conflict else {"revision": changed.revision}


def guide(work: Work) -> dict[str, Any]:
    told = Payload(work)
    made = inspections.guide(
        sheet_id=told.sheet(),
        item_id=told.number_or_none("item"),
        text=told.text("text"),
        to_whom=told.text("to_whom", 200),
        by=work.by,
        now=work.now,
        happened_at=work.happened_at,
    )
    return {"guidance": made.pk}


def add_photo(work: Work) -> dict[str, Any]:
    told = Payload(work)
    caption = told.text("note", 500)
    if told.text("kind", 20) == SIGNATURE:
        caption = caption or _("Signature of the duty manager")
    return {"evidence": _attach(work, told, told.ident("upload"), told.number_or_none("item"), caption)}


def _attach(work: Work, told: Payload, upload: uuid.UUID, item: int | None, caption: str) -> int:
    with claim(upload, device=work.device, now=work.now).opened() as file:
        made = inspections.attach(
            sheet_id=told.sheet(),
            item_id=item,
            upload=file,
            caption=caption,
            captured_at=work.happened_at,
            by=work.by,
            now=work.now,
        )
    return int(made.evidence_id)


def add_original(work: Work) -> dict[str, Any]:
    """Keep the picture as the camera took it, beside the one that was drawn upon. It may come after the sheet was handed in."""
    told = Payload(work)
    photo = DeviceReceipt.objects.filter(
        pk=told.ident("photo"), device=work.device, kind="sheet.photo", state=ReceiptState.ACCEPTED
    ).first()
    sheet = Sheet.objects.select_related("case").get(pk=told.sheet())
    shown = (photo.answer.get("result") or {}).get("evidence") if photo else None
    if shown is None or not sheet.case.evidence.filter(pk=shown).exists():
        raise InputRefused("field.no_photo", _("The photo that this is the original of was not taken in."))
    with claim(told.ident("upload"), device=work.device, now=work.now).opened() as file:
        kept = evidence.add(
            case=sheet.case,
            upload=file,
            note=_("Original of proof no. %(number)s") % {"number": shown},
            captured_at=work.happened_at,
            # Whoever added the photo may add what it was made from.
            may_add=True,
            by=disguised(sheet, work.by),
            now=work.now,
        )
    return {"evidence": kept.pk}


def submit_sheet(work: Work) -> dict[str, Any]:
    told = Payload(work)
    if (signature := told.ident_or_none("signature")) is not None:
        _attach(work, told, signature, None, _("Signature of the duty manager"))
    sheet = inspections.submit(
        sheet_id=told.sheet(),
        assessment=told.text("assessment"),
        app_version=work.device.app_version,
        by=work.by,
        now=work.now,
        happened_at=work.happened_at,
    )
    return {"sheet": sheet.pk, "state": sheet.state, "score": sheet.score, "grade": sheet.grade}


def begin_self_check(work: Work) -> dict[str, Any]:
    told = Payload(work)
    sheet = inspections.begin_self_check(
        unit=Unit.objects.get(pk=told.number("unit")),
        app_version=work.device.app_version,
        by=work.by,
        now=work.now,
        happened_at=work.happened_at,
    )
    return {"sheet": sheet.pk, "number": sheet.case.number}


def test_device(work: Work) -> dict[str, Any]:
    told = Payload(work)
    made = record_test(
        sheet_id=told.sheet(),
        device_id=told.number("device"),
        steps=told.facts("steps"),
        works=told.flag("works"),
        note=told.text("note", 1000),
        down_since=told.moment("down_since"),
        by=work.by,
        now=work.now,
        happened_at=work.happened_at,
    )
    return {"test": made.pk, "repair": made.repair_id}


def log(work: Work) -> dict[str, Any]:
    told = Payload(work)
    made = keep_log(
        unit=Unit.objects.get(pk=told.number("unit")),
        kind=told.text("kind", 20),
        text=told.text("text"),
        facts=told.facts("facts"),
        by=work.by,
        now=work.now,
        happened_at=work.happened_at,
    )
    return {"log": made.pk}


def report_repair(work: Work) -> dict[str, Any]:
    told = Payload(work)
    repair = premises.report_fault(
        device_id=told.number("device"),
        fault=told.text("fault", 1000),
        down_since=told.moment("down_since"),
        by=work.by,
        now=work.now,
        happened_at=work.happened_at,
    )
    return {"repair": repair.pk}


KINDS = (
    OfflineKind("sheet.begin", gettext_lazy("Begin of a sheet"), begin_sheet),
    OfflineKind("sheet.change", gettext_lazy("Change in a sheet"), change_sheet),
    OfflineKind("sheet.guide", gettext_lazy("Guidance on the spot"), guide),
    OfflineKind("sheet.photo", gettext_lazy("Photo or voice note"), add_photo),
    OfflineKind("sheet.original", gettext_lazy("Original of a photo"), add_original),
    OfflineKind("sheet.submit", gettext_lazy("Sheet handed in"), submit_sheet),
    OfflineKind("self_check.begin", gettext_lazy("Begin of a self-check"), begin_self_check),
    OfflineKind("device.test", gettext_lazy("Test of a machine"), test_device),
    OfflineKind("outlet.log", gettext_lazy("Log of an outlet"), log),
    OfflineKind("repair.report", gettext_lazy("Fault that was reported"), report_repair),
)


def register() -> None:
    for kind in KINDS:
        register_offline_kind(kind)
