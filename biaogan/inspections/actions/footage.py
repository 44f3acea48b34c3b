"""What there is of a stretch: a clip that was exported, or the place on a recorder, which never leaves the security room."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission
from biaogan.audit.actions import record_event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.evidence import actions as evidence
from biaogan.evidence.inspection import format_of
from biaogan.evidence.models import Evidence, Kind
from biaogan.evidence.rules import Family
from biaogan.evidence.rules.formats import HEAD
from biaogan.inspections import motion
from biaogan.inspections.actions.recordings import WATCH, lock_request, require_allowed
from biaogan.inspections.models.recordings import Footage, RecordingRequest, RecordingSpan
from biaogan.inspections.queries import recordings as queries
from biaogan.inspections.rules.footage import LineState, why_text
from biaogan.obligations import actions as obligations

#: A recorder exports a little more than it is asked for.
MARGIN = dt.timedelta(minutes=10)


def add_clip(
    *, span_id: int, upload: File[bytes], starts_at: dt.datetime | None = None, by: Actor, now: dt.datetime
) -> Footage:
    """Keep an exported clip of a stretch; its motion line is drawn by a job. The same clip a second time is the first.

    Raises PermissionDenied, RuleBroken where the viewing is not allowed, and InputRefused for what is too large, no clip, not
    H.264, or of another time.
    """
    asked, span = _span(span_id, by=by)
    # Read in a child before the transaction, which may not wait for it.
    facts = _probed(upload)
    begins = starts_at or span.from_at
    _require_of(span, begins, facts["seconds"])
    with transaction.atomic():
        kept = evidence.add(
            case=asked.case, upload=upload, kind=Kind.RECORDING, note=span.camera, captured_at=begins, by=by, now=now
        )
        known = Footage.objects.filter(evidence=kept).first()
        if known is not None:
            return _same(known, span)
        made = Footage.objects.create(
            span=span,
            evidence=kept,
            starts_at=begins,
            milliseconds=round(facts["seconds"] * 1000),
            width=facts["width"],
            height=facts["height"],
            rate=round(facts["frames_a_second"] * 100),
            line_state=LineState.WAITING,
        )
        record_event("recording.clip_added", made, by=by, at=now, case=asked.pk, span=span.pk, sha256=kept.sha256)
        if all(line.is_covered for line in queries.span_lines([asked])):
            obligations.meet_open(WATCH, on=asked.case, by=by, now=now)
        return made


@transaction.atomic
def add_reference(*, span_id: int, recorder: str, channel: str = "", by: Actor, now: dt.datetime) -> Footage:
    """Note on which recorder and channel the stretch is seen. The recording stays where it is.

    Raises PermissionDenied, RuleBroken where the viewing is not allowed, InputRefused without a recorder.
    """
    asked, span = _span(span_id, by=by)
    kept = evidence.add_reference(
        case=asked.case,
        recorder=recorder,
        channel=channel.strip() or span.camera,
        from_at=span.from_at,
        to_at=span.to_at,
        by=by,
        now=now,
    )
    made = Footage.objects.create(span=span, evidence=kept, starts_at=span.from_at)
    record_event("recording.reference_added", made, by=by, at=now, case=asked.pk, span=span.pk)
    return made


def require_said(kept: Evidence, *, by: Actor, now: dt.datetime) -> None:
    """Raise RuleBroken unless `by` has said within this sitting what the clip is viewed for. The gate of a recording's files.

    That also shuts them once the request has ended.
    """
    footage = Footage.objects.select_related("span__request").filter(evidence=kept).first()
    if footage is None:
        return
    require_allowed(footage.span.request)
    if not queries.may_go_on(by.person_id, [footage.span_id], now=now):
        raise RuleBroken(
            "recording.no_purpose_said", _("Say first what you view this recording for. It is written into the log.")
        )


def _span(span_id: int, *, by: Actor) -> tuple[RecordingRequest, RecordingSpan]:
    seen = RecordingRequest.objects.visible_to(by)
    span = RecordingSpan.objects.get(pk=span_id, request__in=seen)
    with transaction.atomic():
        asked = lock_request(span.request_id, by=by, needs=Permission.REQUEST_RECORDING)
    require_allowed(asked)
    return asked, span


def _same(known: Footage, span: RecordingSpan) -> Footage:
    if known.span_id != span.pk:
        raise RuleBroken("recording.clip_known", _("This clip was already added to another stretch of this request."))
    return known


def _probed(upload: File[bytes]) -> dict[str, Any]:
    name = Path(upload.name or "").name
    # Not closed: an upload that lies in memory is gone with that.
    upload.seek(0)
    head = upload.read(HEAD)
    upload.seek(0)
    if format_of(head, name).family is not Family.FILM:
        raise InputRefused("recording.no_clip", why_text("no_film"))
    with _path_of(upload) as path:
        try:
            return motion.ask_child("probe", path)
        except motion.Unreadable as error:
            raise InputRefused("recording.no_clip", why_text(error.why)) from None


@contextmanager
def _path_of(upload: File[bytes]) -> Iterator[Path]:
    """Yield where the upload lies on disk; a small one that lies in memory is written aside for the while."""
    lies = getattr(upload, "temporary_file_path", None)
    if lies is None:
        with tempfile.NamedTemporaryFile(suffix=".mp4") as aside:
            shutil.copyfileobj(upload, aside)
            upload.seek(0)
            aside.flush()
            yield Path(aside.name)
    else:
        yield Path(lies())


def _require_of(span: RecordingSpan, begins: dt.datetime, seconds: float) -> None:
    ends = begins + dt.timedelta(seconds=seconds)
    if begins >= span.to_at or ends <= span.from_at or begins < span.from_at - MARGIN or ends > span.to_at + MARGIN:
        raise InputRefused(
            "recording.other_time",
            _("This clip is not of the stretch that was allowed: it begins at another time or is longer."),
        )
