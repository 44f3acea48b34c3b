"""Recordings: a sample is drawn, its stretches are asked for, somebody else allows it, and whoever looks says what for first."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission, require, require_anywhere
from biaogan.audit.actions import record_event
from biaogan.cases.actions import close_case, open_case
from biaogan.core.dated import begin
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day, span_of_days
from biaogan.inspections.models.recordings import (
    RecordingFigure,
    RecordingRequest,
    RecordingSpan,
    SampleDraw,
    Viewing,
)
from biaogan.inspections.models.sheet import Sheet
from biaogan.inspections.queries import recordings as queries
from biaogan.inspections.rules import footage, sampling
from biaogan.inspections.rules.footage import FIGURES, Figure, Move, Slot
from biaogan.notify.actions import tell
from biaogan.obligations import actions as obligations
from biaogan.org.models import Person, Post, Unit
from biaogan.premises.queries import time_table
from biaogan.premises.rules import Span

APPROVE, WATCH = "recording.approve", "recording.watch"
#: A sample is drawn from no longer a time than this.
LONGEST_FRAME = 100


@dataclass(frozen=True)
class Asked:
    """A stretch that somebody asks for."""

    camera: str
    from_at: dt.datetime
    to_at: dt.datetime
    slot: str = Slot.CHOSEN


@transaction.atomic
def draw_sample(
    *,
    unit: Unit,
    first: dt.date,
    last: dt.date,
    cameras: Sequence[str],
    always: Sequence[str] = (),
    seed: str = "",
    by: Actor,
    now: dt.datetime,
) -> SampleDraw:
    """Draw which stretches of the outlet's recordings are watched, and keep seed and frame, so that anybody can draw it again.

    Only days on which the outlet was open, and whose recordings still exist. Raises PermissionDenied, InputRefused.
    """
    require(by, Permission.REQUEST_RECORDING, unit)
    today = local_day(now)
    if not first <= last < today or (last - first).days >= LONGEST_FRAME:
        raise InputRefused("recording.bad_days", _("Draw from days that have passed, a hundred at most."))
    names = _cameras(cameras)
    if not names and not _cameras(always):
        raise InputRefused("recording.no_cameras", _("Name at least one camera."))
    numbers = queries.figures(Figure.values, unit=unit, on=today)
    kept = max(first, today - dt.timedelta(days=numbers[Figure.KEEP_DAYS]))
    table = time_table(unit, first=first, last=last)
    hours = {day: spans for day in sampling.open_days(kept, last) if (spans := table.open_spans(day))}
    if not hours:
        raise InputRefused(
            "recording.no_days",
            _("The outlet was not open on these days, or their recordings are overwritten. Look at its opening hours."),
        )
    peak = Span(numbers[Figure.PEAK_FROM] * 60, numbers[Figure.PEAK_UNTIL] * 60)
    frame = sampling.frame_of(hours, cameras=names, always=_cameras(always), peak=peak)
    size = sampling.Size(numbers[Figure.SAMPLE_DAYS], numbers[Figure.SAMPLE_MINUTES], numbers[Figure.SAMPLE_CAMERAS])
    chosen = seed.strip()[:64] or secrets.token_hex(8)
    drawn = SampleDraw.objects.create(
        unit=unit,
        days=span_of_days(first, last + dt.timedelta(days=1)),
        seed=chosen,
        frame=frame,
        size=size.__dict__,
        result=[each.as_json() for each in sampling.draw(chosen, frame, size)],
        at=now,
        by=by.person,
        by_ref=by.ref,
    )
    record_event("recording.sample_drawn", drawn, by=by, at=now, unit=unit.pk, seed=chosen, count=len(drawn.result))
    return drawn


def stretches_of(drawn: SampleDraw) -> list[Asked]:
    """Return what was drawn as it is asked for."""
    found = []
    for each in drawn.result:
        day = dt.date.fromisoformat(each["day"])
        begins, ends = footage.moment(day, each["from"]), footage.moment(day, each["to"])
        found.append(Asked(each["camera"], begins, ends, each["slot"]))
    return found


@transaction.atomic
def request_recordings(
    *,
    unit: Unit,
    stretches: Sequence[Asked],
    purpose: str,
    sheet_id: int | None = None,
    sample_id: int | None = None,
    by: Actor,
    now: dt.datetime,
) -> RecordingRequest:
    """Ask to view stretches of the outlet's recordings; somebody else decides. The clock of overwriting runs from the first of them.

    Raises PermissionDenied, InputRefused for no purpose or a stretch that cannot be had, Sheet.DoesNotExist for a sheet out of sight.
    """
    require(by, Permission.REQUEST_RECORDING, unit)
    person = _person(by)
    if not purpose.strip():
        raise InputRefused("recording.no_purpose", _("Say what the recordings are viewed for."))
    if not 0 < len(stretches) <= footage.MOST_STRETCHES:
        raise InputRefused("recording.no_stretch", _("Ask for at least one stretch and at most two hundred."))
    keep = queries.keep_days(unit, on=local_day(now))
    for each in stretches:
        footage.require_stretch(each.from_at, each.to_at, keep_days=keep, now=now)
        if not each.camera.strip():
            raise InputRefused("recording.no_cameras", _("Name at least one camera."))
    begins = min(each.from_at for each in stretches)
    case = open_case("recording", subject_unit=unit, handling_unit=None, opened_at=now)
    asked = RecordingRequest.objects.create(
        case=case,
        sheet=_sheet(sheet_id, unit, by),
        sample=SampleDraw.objects.visible_to(by).get(pk=sample_id, unit=unit) if sample_id else None,
        purpose=purpose.strip()[:500],
        expires_on=footage.expires_on(local_day(begins), keep),
        asked_at=now,
        asked_by=person,
    )
    RecordingSpan.objects.bulk_create(_span(asked, each, keep) for each in stretches)
    _owe(asked, begins=begins, keep=keep, by=by, now=now)
    record_event("recording.asked", asked, by=by, at=now, case=case.pk, unit=unit.pk, count=len(stretches))
    return asked


def _span(asked: RecordingRequest, each: Asked, keep: int) -> RecordingSpan:
    return RecordingSpan(
        request=asked,
        camera=each.camera.strip()[:60],
        slot=each.slot,
        from_at=each.from_at,
        to_at=each.to_at,
        expires_on=footage.expires_on(local_day(each.from_at), keep),
    )


def _owe(asked: RecordingRequest, *, begins: dt.datetime, keep: int, by: Actor, now: dt.datetime) -> None:
    """Let the approver's limit run, and the requester's until the first stretch is overwritten."""
    found = queries.approvers(asked.case.subject_unit, other_than=asked.asked_by_id, on=local_day(now))
    if found is None:
        raise RuleBroken(
            "recording.no_approver", _("Nobody holds a post that may approve this. Ask the administrator.")
        )
    post, holders = found
    obligations.start(APPROVE, on=asked.case, debtor=post, by=by, now=now)
    own = Post.objects.filter(pk__in=[held.post_id for held in by.posts]).order_by("pk").first() or post
    obligations.start(
        WATCH, on=asked.case, debtor=own, person=asked.asked_by, by=by, now=now, start_at=begins, limit=f"{keep}d"
    )
    tell("recording.asked", to=holders, case=asked.case, now=now, **_said(asked))


@transaction.atomic
def approve_request(*, request_id: int, by: Actor, now: dt.datetime) -> RecordingRequest:
    """Allow the viewing. Raises PermissionDenied, and RuleBroken for one's own request or one that has moved on."""
    asked = _ruled(request_id, Move.APPROVE, by=by, now=now)
    record_event("recording.approved", asked, by=by, at=now, case=asked.pk)
    tell("recording.approved", to=[asked.asked_by], case=asked.case, now=now, **_said(asked))
    return asked


@transaction.atomic
def refuse_request(*, request_id: int, reason: str, by: Actor, now: dt.datetime) -> RecordingRequest:
    """Refuse the viewing with a reason. Raises as `approve_request` does, and InputRefused without a reason."""
    asked = _ruled(request_id, Move.REFUSE, reason=_reason(reason), by=by, now=now)
    _end(asked, by=by, now=now)
    record_event("recording.refused", asked, by=by, at=now, case=asked.pk)
    tell("recording.refused", to=[asked.asked_by], case=asked.case, now=now, **_said(asked))
    return asked


@transaction.atomic
def withdraw_request(*, request_id: int, by: Actor, now: dt.datetime) -> RecordingRequest:
    """Take one's own request back before it is ruled on."""
    asked = lock_request(request_id, by=by)
    if asked.asked_by_id != by.person_id:
        raise PermissionDenied(_("A request is withdrawn by whoever made it."))
    asked.state = footage.state_after(Move.WITHDRAW, asked.state)
    asked.save(update_fields=["state"])
    _end(asked, by=by, now=now)
    record_event("recording.withdrawn", asked, by=by, at=now, case=asked.pk)
    return asked


@transaction.atomic
def finish_request(*, request_id: int, by: Actor, now: dt.datetime) -> RecordingRequest:
    """End the viewing: nobody opens the recordings of this request any more.

    Raises RuleBroken while a stretch was neither looked at nor kept as a clip.
    """
    asked = lock_request(request_id, by=by, needs=Permission.REQUEST_RECORDING)
    state = footage.state_after(Move.FINISH, asked.state)
    if not all(line.is_covered for line in queries.span_lines([asked])):
        raise RuleBroken(
            "recording.not_viewed",
            _("Some stretches were not looked at yet. Look at them before you close the request."),
        )
    asked.state = state
    asked.save(update_fields=["state"])
    obligations.meet_open(WATCH, on=asked.case, by=by, now=now)
    _end(asked, by=by, now=now)
    record_event("recording.finished", asked, by=by, at=now, case=asked.pk)
    return asked


@transaction.atomic
def log_viewing(
    *, request_id: int, span_ids: Sequence[int], purpose: str, by: Actor, now: dt.datetime
) -> list[Viewing]:
    """Write down who looks at which stretches for what, before the first picture is shown.

    Raises PermissionDenied, RuleBroken where the viewing is not allowed or the request ended, InputRefused without a purpose.
    """
    asked = lock_request(request_id, by=by, needs=Permission.REQUEST_RECORDING)
    person = _person(by)
    require_allowed(asked)
    said = purpose.strip()[:500]
    spans = list(RecordingSpan.objects.filter(request=asked, pk__in=span_ids))
    if not said or not spans:
        raise InputRefused("recording.no_purpose", _("Say what the recordings are viewed for."))
    rows = [Viewing(span=span, person=person, actor_ref=by.ref, purpose=said, at=now) for span in spans]
    made = Viewing.objects.bulk_create(rows)
    record_event("recording.viewed", asked, by=by, at=now, case=asked.pk, spans=[span.pk for span in spans])
    _meet_watch(asked, by=by, now=now)
    return made


def _meet_watch(asked: RecordingRequest, *, by: Actor, now: dt.datetime) -> None:
    """Meet the limit of overwriting once every stretch was looked at or is kept as a clip."""
    if all(line.is_covered for line in queries.span_lines([asked])):
        obligations.meet_open(WATCH, on=asked.case, by=by, now=now)


@transaction.atomic
def set_figure(
    *,
    code: str,
    value: int,
    unit: Unit | None = None,
    begins_on: dt.date,
    basis: str,
    basis_en: str = "",
    by: Actor,
    now: dt.datetime,
) -> RecordingFigure:
    """Let a figure of recordings hold from a day to come, for one unit and all below it, or for the whole bank."""
    if unit is None:
        require_anywhere(by, Permission.EDIT_LIMITS)
    else:
        require(by, Permission.EDIT_LIMITS, unit)
    shipped = FIGURES.get(code)
    if shipped is None or not shipped.least <= value <= shipped.most:
        raise InputRefused("recording.impossible_figure", _("This number is not possible."))
    which, values = {"code": code, "unit": unit}, {"value": value}
    made, _before = begin(RecordingFigure, which, values, begins_on=begins_on, basis=basis, basis_en=basis_en, now=now)
    record_event(
        "recording.figure_set",
        made,
        by=by,
        at=now,
        unit=unit.pk if unit else None,
        code=code,
        value=value,
        from_day=begins_on.isoformat(),
    )
    return made


def require_allowed(asked: RecordingRequest) -> None:
    """Raise RuleBroken unless the viewing is allowed and has not ended."""
    if asked.state != footage.Request.APPROVED:
        raise RuleBroken("recording.not_allowed", _("The viewing of these recordings is not allowed, or has ended."))


def lock_request(request_id: int, *, by: Actor, needs: str | None = None) -> RecordingRequest:
    rows = RecordingRequest.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    asked = rows.select_related("case__subject_unit", "asked_by").get(pk=request_id)
    if needs is not None:
        require(by, needs, asked.case.subject_unit)
    return asked


def _ruled(request_id: int, move: Move, *, by: Actor, now: dt.datetime, reason: str = "") -> RecordingRequest:
    asked = lock_request(request_id, by=by, needs=Permission.APPROVE_RECORDING)
    person = _person(by)
    state = footage.state_after(move, asked.state)
    if person.pk == asked.asked_by_id:
        raise RuleBroken(
            "recording.own_request", _("Nobody approves their own request. Somebody else has to rule on it.")
        )
    asked.state, asked.ruled_by, asked.ruled_at, asked.reason = state, person, now, reason
    asked.save(update_fields=["state", "ruled_by", "ruled_at", "reason"])
    obligations.meet_open(APPROVE, on=asked.case, by=by, now=now)
    return asked


def _end(asked: RecordingRequest, *, by: Actor, now: dt.datetime) -> None:
    asked.ended_at = now
    asked.save(update_fields=["ended_at"])
    obligations.cancel_open(asked.case, by=by, now=now, reason=str(footage.Request(asked.state).label))
    close_case(asked.case, at=now)


def _sheet(sheet_id: int | None, unit: Unit, by: Actor) -> Sheet | None:
    if sheet_id is None:
        return None
    return Sheet.objects.visible_to(by).get(pk=sheet_id, case__subject_unit=unit)


def _person(by: Actor) -> Person:
    if by.person is None:
        raise PermissionDenied(_("Recordings are asked for and viewed by people, each under their own name."))
    return by.person


def _reason(reason: str) -> str:
    if not reason.strip():
        raise InputRefused("recording.no_reason", _("Say why."))
    return reason.strip()[:500]


def _cameras(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name.strip()[:60] for name in names if name.strip()))


def _said(asked: RecordingRequest) -> dict[str, Any]:
    return {"number": asked.case.number, "unit": asked.case.subject_unit.name}
