"""The review desk: moments of recordings are marked, and a picture becomes proof on an item of the off-site sheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import ZONE
from biaogan.evidence import store
from biaogan.evidence.models import Kind
from biaogan.handbook.choices import Kind as ItemKind
from biaogan.handbook.models import Item
from biaogan.inspections import motion
from biaogan.inspections.actions.changing import change
from biaogan.inspections.actions.filling import attach
from biaogan.inspections.actions.recordings import require_allowed
from biaogan.inspections.choices import Channel, Field, State
from biaogan.inspections.models.answers import Answer
from biaogan.inspections.models.recordings import Footage, Mark, RecordingSpan
from biaogan.inspections.models.sheet import Sheet, SheetInspector
from biaogan.inspections.queries import recordings as queries
from biaogan.inspections.queries import standing
from biaogan.inspections.rules.footage import why_text
from biaogan.org.models import Person


@transaction.atomic
def keep_frame(
    *,
    sheet_id: int,
    footage_id: int,
    at_ms: int,
    item_id: int | None = None,
    note: str = "",
    is_fault: bool = False,
    by: Actor,
    now: dt.datetime,
) -> Mark:
    """Turn the picture of a clip at that moment into proof of the sheet, linked to an item if one is named.

    With `is_fault` the item's answer says one thing wrong more, where its kind can say that by itself; what was wrong becomes a
    finding when the sheet is handed in. Raises PermissionDenied, RuleBroken where no purpose was said or the sheet is not in hand.
    """
    sheet = lock_own_sheet(sheet_id, by=by)
    footage = Footage.objects.select_related("span__request", "evidence").get(
        pk=footage_id, span__request__in=queries.requests_for(sheet, by)
    )
    _require_may_view(footage.span, by=by, now=now)
    try:
        picture, shown_ms = motion.picture_at(store.path_of(footage.evidence.sha256), max(0, at_ms))
    except motion.Unreadable as error:
        raise InputRefused("recording.no_picture", why_text(error.why)) from None
    moment = footage.starts_at + dt.timedelta(milliseconds=shown_ms)
    upload = ContentFile(picture, name=_name_of(footage.span, moment))
    kept = _Kept(sheet, footage.span, moment, item_id, note.strip()[:500], is_fault, footage)
    return _keep(kept, upload, by=by, now=now)


@transaction.atomic
def keep_screenshot(
    *,
    sheet_id: int,
    span_id: int,
    moment: dt.datetime,
    upload: File[bytes],
    item_id: int | None = None,
    note: str = "",
    is_fault: bool = False,
    by: Actor,
    now: dt.datetime,
) -> Mark:
    """Keep a screenshot of the recorder as proof: the recording itself never leaves the security room. Otherwise as `keep_frame`.

    Raises InputRefused for a moment outside the stretch that was allowed.
    """
    sheet = lock_own_sheet(sheet_id, by=by)
    span = _span_of(sheet, span_id, by=by)
    _require_may_view(span, by=by, now=now)
    _require_within(span, moment)
    kept = _Kept(sheet, span, moment, item_id, note.strip()[:500], is_fault)
    return _keep(kept, upload, by=by, now=now)


@transaction.atomic
def mark(*, sheet_id: int, span_id: int, moment: dt.datetime, note: str = "", by: Actor, now: dt.datetime) -> Mark:
    """Mark a moment of a stretch to come back to. Nobody but the sheet's own inspectors sees it."""
    sheet = lock_own_sheet(sheet_id, by=by)
    span = _span_of(sheet, span_id, by=by)
    _require_may_view(span, by=by, now=now)
    _require_within(span, moment)
    made = Mark.objects.create(
        sheet=sheet, span=span, moment=moment, note=note.strip()[:500], made_at=now, made_by=_person(by)
    )
    record_event("review.marked", sheet, by=by, at=now, case=sheet.pk, span=span.pk)
    return made


@transaction.atomic
def drop_mark(*, mark_id: int, by: Actor, now: dt.datetime) -> None:
    """Take a mark away; the picture that was kept with it stays proof."""
    found = Mark.objects.select_related("sheet").get(
        pk=mark_id, dropped_at__isnull=True, sheet__in=Sheet.objects.visible_to(by)
    )
    sheet = lock_own_sheet(found.sheet_id, by=by)
    found.dropped_at = now
    found.save(update_fields=["dropped_at"])
    record_event("review.mark_dropped", sheet, by=by, at=now, case=sheet.pk, mark=found.pk)


def lock_own_sheet(sheet_id: int, *, by: Actor) -> Sheet:
    """Lock an off-site sheet that `by` inspects and that is in hand. Raises Sheet.DoesNotExist, PermissionDenied, RuleBroken."""
    rows = Sheet.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    sheet = rows.select_related("case__subject_unit").get(pk=sheet_id, channel=Channel.OFFSITE)
    if not SheetInspector.objects.filter(sheet=sheet, person=by.person_id).exists():
        raise PermissionDenied(_("A sheet is filled in by its own inspectors."))
    if sheet.state != State.IN_PROGRESS:
        raise RuleBroken("sheet.not_in_hand", _("Begin the sheet first; what was handed in is not changed any more."))
    return sheet


@dataclass(frozen=True)
class _Kept:
    """What picture becomes proof of what."""

    sheet: Sheet
    span: RecordingSpan
    moment: dt.datetime
    item_id: int | None
    note: str
    is_fault: bool
    footage: Footage | None = None


def _keep(kept: _Kept, upload: File[bytes], *, by: Actor, now: dt.datetime) -> Mark:
    sheet, span = kept.sheet, kept.span
    linked = attach(
        sheet_id=sheet.pk,
        item_id=kept.item_id,
        upload=upload,
        kind=Kind.PHOTO,
        caption=kept.note or _caption(span, kept.moment),
        captured_at=kept.moment,
        by=by,
        now=now,
    )
    if kept.is_fault and linked.item is not None:
        _say_fault(sheet, linked.item, by=by, now=now)
    made = Mark.objects.create(
        sheet=sheet,
        span=span,
        footage=kept.footage,
        item_id=linked.item_id,
        evidence=linked.evidence,
        moment=kept.moment,
        note=kept.note,
        made_at=now,
        made_by=_person(by),
    )
    proof = linked.evidence_id
    record_event("review.frame_kept", sheet, by=by, at=now, case=sheet.pk, span=span.pk, evidence=proof)
    return made


def _say_fault(sheet: Sheet, item: Item, *, by: Actor, now: dt.datetime) -> None:
    answer = Answer.objects.filter(sheet=sheet, item=item).first()
    worse = worse_answer(item.kind, answer.value if answer else None)
    if worse is None or (answer is not None and answer.value == worse):
        return
    base = standing(sheet, item.pk, Field.VALUE).revision
    change(sheet_id=sheet.pk, item_id=item.pk, field=Field.VALUE, base=base, new=worse, by=by, now=now)


def worse_answer(kind: str, value: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the answer that says one thing wrong more; None where the kind needs a choice or a number of the reviewer."""
    if kind == ItemKind.BINARY:
        return {"met": False}
    if kind == ItemKind.VETO:
        return {"hit": True}
    if kind == ItemKind.DEDUCTION:
        return {"count": int((value or {}).get("count", 0)) + 1}
    return None


def _require_may_view(span: RecordingSpan, *, by: Actor, now: dt.datetime) -> None:
    require_allowed(span.request)
    if not queries.may_go_on(by.person_id, [span.pk], now=now):
        raise RuleBroken(
            "recording.no_purpose_said", _("Say first what you view this recording for. It is written into the log.")
        )


def _span_of(sheet: Sheet, span_id: int, *, by: Actor) -> RecordingSpan:
    asked = queries.requests_for(sheet, by)
    return RecordingSpan.objects.select_related("request").get(pk=span_id, request__in=asked)


def _require_within(span: RecordingSpan, moment: dt.datetime) -> None:
    if not span.from_at <= moment <= span.to_at:
        raise InputRefused("recording.other_time", _("This moment lies outside the stretch that was allowed."))


def _name_of(span: RecordingSpan, moment: dt.datetime) -> str:
    camera = "".join(letter if letter.isalnum() else "-" for letter in span.camera)
    return f"{camera}-{moment.astimezone(ZONE):%Y%m%d-%H%M%S}-{moment.microsecond // 1000:03}.jpg"


def _caption(span: RecordingSpan, moment: dt.datetime) -> str:
    return f"{span.camera} · {moment.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def _person(by: Actor) -> Person:
    if by.person is None:
        raise PermissionDenied(_("Recordings are asked for and viewed by people, each under their own name."))
    return by.person
