"""Adding proof to a case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission
from biaogan.audit.actions import record_event
from biaogan.cases.models import Case
from biaogan.core.errors import InputRefused
from biaogan.evidence import store
from biaogan.evidence.models import Evidence, Kind
from biaogan.evidence.rules import Format
from biaogan.evidence.rules.formats import HEAD, ending_of, sniff


@transaction.atomic
def add(
    *,
    case: Case,
    upload: File[bytes] | Path,
    kind: str = "",
    note: str = "",
    captured_at: dt.datetime | None = None,
    retention_until: dt.date | None = None,
    by: Actor,
    now: dt.datetime,
) -> Evidence:
    """Keep a file as proof of the case; without a kind, the kind follows from the format.

    Raises PermissionDenied, or InputRefused for a file that is too large, not taken, or not what it says it is.
    """
    _require_may_add(case, by)
    name = Path(upload.name or "").name[:200]
    with _opened(upload) as source:
        incoming = store.receive(source, most=settings.EVIDENCE_MOST_FILM)
    if incoming is None:
        raise InputRefused("evidence.too_large", _("This file is larger than the limit. Nothing was added."))
    try:
        found = _format_of(incoming, name)
        place = store.keep(incoming)
    except BaseException:
        store.throw_away(incoming.path)
        raise
    evidence = Evidence.objects.create(
        case=case,
        kind=kind or _kind_of(found),
        sha256=incoming.sha256,
        size=place.stat().st_size,
        media_type=found.media_type,
        original_name=name,
        captured_at=captured_at,
        note=note.strip()[:500],
        added_by=by.person,
        added_ref=by.ref,
        added_at=now,
        retention_until=retention_until,
    )
    _record(evidence, by=by, now=now, sha256=incoming.sha256)
    return evidence


@transaction.atomic
def add_reference(
    *,
    case: Case,
    recorder: str,
    channel: str,
    from_at: dt.datetime,
    to_at: dt.datetime,
    note: str = "",
    by: Actor,
    now: dt.datetime,
) -> Evidence:
    """Note where on a recorder the proof can be seen, before it is overwritten.

    Raises PermissionDenied, or InputRefused for a span that ends before it begins or lies ahead.
    """
    _require_may_add(case, by)
    if not recorder.strip() or from_at >= to_at or to_at > now:
        raise InputRefused(
            "evidence.bad_span", _("Name the recorder, and a span that has passed and ends after it begins.")
        )
    evidence = Evidence.objects.create(
        case=case,
        kind=Kind.REFERENCE,
        recorder=recorder.strip()[:120],
        channel=channel.strip()[:60],
        from_at=from_at,
        to_at=to_at,
        note=note.strip()[:500],
        added_by=by.person,
        added_ref=by.ref,
        added_at=now,
    )
    _record(evidence, by=by, now=now)
    return evidence


def _require_may_add(case: Case, by: Actor) -> None:
    if not Case.objects.visible_to(by, needs=Permission.ADD_EVIDENCE).filter(pk=case.pk).exists():
        raise PermissionDenied(_("Your posts and roles do not allow this here."))


def _record(evidence: Evidence, *, by: Actor, now: dt.datetime, **facts: Any) -> None:
    record_event("evidence.added", evidence, by=by, at=now, case=evidence.case_id, kind=evidence.kind, **facts)


def _opened(upload: File[bytes] | Path) -> IO[bytes] | Any:
    return upload.open("rb")


def _format_of(incoming: store.Incoming, name: str) -> Format:
    with incoming.path.open("rb") as file:
        fitting = [found for found in sniff(file.read(HEAD)) if ending_of(name) in found.endings]
    if not fitting:
        raise InputRefused(
            "evidence.not_taken",
            _("This file is not of a kind that is taken, or not what its name says. Nothing was added."),
        )
    return fitting[0]


def _kind_of(found: Format) -> str:
    return {"picture": Kind.PHOTO, "document": Kind.DOCUMENT}.get(found.family, Kind.RECORDING)
