"""Adding proof to a case, and how long it is kept."""

from __future__ import annotations

import datetime as dt
import errno
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, require, require_anywhere
from biaogan.audit.actions import record_event, record_events
from biaogan.cases.models import Case
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.storing import store as store_rows
from biaogan.core.time import span_of_days
from biaogan.evidence import store
from biaogan.evidence.inspection import format_of, inspect
from biaogan.evidence.models import Evidence, EvidenceAccess, Kind, RetentionRule
from biaogan.evidence.rules import Family, Format
from biaogan.evidence.rules.formats import HEAD
from biaogan.evidence.rules.limits import SETTING, size_text

KIND_OF_FAMILY = {
    Family.PICTURE: Kind.PHOTO,
    Family.DOCUMENT: Kind.DOCUMENT,
    Family.SOUND: Kind.RECORDING,
    Family.FILM: Kind.RECORDING,
}
EARLIEST = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)


def add(
    *,
    case: Case,
    upload: File[bytes] | Path,
    kind: str = "",
    note: str = "",
    captured_at: dt.datetime | None = None,
    retention_until: dt.date | None = None,
    may_add: bool = False,
    by: Actor,
    now: dt.datetime,
) -> Evidence:
    """Keep a file as proof of the case; without a kind, the kind follows from the format. The same file a second time is the first.

    With `may_add` the kind of case has asked already whether `by` may, by a rule of its own.

    The file is on disk before this returns, its row with the caller's commit. Raises PermissionDenied, InputRefused for a
    file that is too large, not taken, not what it says or dangerous to open, and RuleBroken where the disk is full.
    """
    if not may_add:
        _require_may_add(case, by)
    name = Path(upload.name or "").name.replace("\x00", "")[-200:]
    incoming, found = _received(upload, name)
    try:
        told = inspect(incoming.path, found)
        with transaction.atomic():
            store.guard(incoming.sha256)
            known = Evidence.objects.kept().filter(case=case, sha256=incoming.sha256).first()
            if known is not None:
                return known
            evidence = Evidence.objects.create(
                case=case,
                kind=kind or KIND_OF_FAMILY[found.family],
                sha256=incoming.sha256,
                size=incoming.size,
                media_type=found.media_type,
                original_name=name,
                captured_at=captured_at or _plausible(told.captured_at, now=now),
                latitude=told.latitude,
                longitude=told.longitude,
                retention_until=retention_until,
                **_who_adds(note, by=by, now=now),
            )
            _record(evidence, by=by, now=now, sha256=incoming.sha256)
            store.keep(incoming)
            return evidence
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise store.disk_full() from error
        raise
    finally:
        store.throw_away(incoming.path)


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
        **_who_adds(note, by=by, now=now),
    )
    _record(evidence, by=by, now=now)
    return evidence


def prove_too(pairs: Sequence[tuple[Evidence, Case]], *, by: Actor, now: dt.datetime) -> None:
    """Let proof of one case prove another too, with a handful of statements; the files lie on disk once.

    The caller has checked that `by` may, inside its own transaction.
    """
    if not pairs:
        return
    store.guard_all(proof.sha256 for proof, _case in pairs if proof.sha256)
    made = store_rows([_again(proof, case, by=by, now=now) for proof, case in pairs])
    facts = [{"case": each.case_id, "kind": each.kind, "sha256": each.sha256} for each in made]
    record_events("evidence.added", list(made), by=by, at=now, facts=facts)


def _again(proof: Evidence, case: Case, *, by: Actor, now: dt.datetime) -> Evidence:
    same = {name: getattr(proof, name) for name in OF_THE_FILE}
    return Evidence(case=case, **same, **_who_adds(proof.note, by=by, now=now))


#: What a proof says of the file or reference itself.
OF_THE_FILE = (
    "kind",
    "sha256",
    "size",
    "media_type",
    "original_name",
    "captured_at",
    "latitude",
    "longitude",
    "recorder",
    "channel",
    "from_at",
    "to_at",
    "retention_until",
)


@transaction.atomic
def note_access(evidence: Evidence, what: str, *, by: Actor, now: dt.datetime) -> None:
    """Write down that somebody looks at a file; before it is handed out."""
    EvidenceAccess.objects.create(evidence=evidence, what=what, actor_ref=by.ref, person=by.person, at=now)


def require_may_see_looks(evidence: Evidence, by: Actor) -> None:
    """Raise PermissionDenied unless `by` supervises the case or audits it: they may know who looked at its files."""
    unit = evidence.case.subject_unit
    if not by.may(Permission.VIEW_AUDIT, unit):
        require(by, Permission.SUPERVISE, unit)


@transaction.atomic
def set_retention(
    *, case_kind: str, months: int, basis_zh: str, basis_en: str = "", valid_from: dt.date, by: Actor, now: dt.datetime
) -> RetentionRule:
    """Keep evidence of that kind of case for so many months after closing, for cases that close from that day on.

    Raises PermissionDenied, InputRefused without a basis or a period, RuleBroken where a rule begins later already.
    """
    require_anywhere(by, Permission.EDIT_LIMITS)
    if not basis_zh.strip() or not 1 <= months <= 1200:
        raise InputRefused("evidence.bad_rule", _("Give the period in months and what it rests on."))
    rows = RetentionRule.objects.select_for_update().filter(case_kind=case_kind)
    if rows.filter(valid__startswith__gte=valid_from).exists():
        raise RuleBroken("evidence.rule_begins_later", _("A rule of this kind begins on or after that day already."))
    for row in rows.filter(valid__contains=valid_from):
        row.valid = type(row.valid)(row.valid.lower, valid_from)
        row.save(update_fields=["valid"])
    made = RetentionRule.objects.create(
        case_kind=case_kind,
        months=months,
        source=RetentionRule.Source.BANK,
        basis_zh=basis_zh.strip()[:200],
        basis_en=basis_en.strip()[:200],
        valid=span_of_days(valid_from, None),
    )
    record_event(
        "evidence.retention_set",
        made,
        by=by,
        at=now,
        case_kind=case_kind,
        months=months,
        valid_from=valid_from.isoformat(),
    )
    return made


def _require_may_add(case: Case, by: Actor) -> None:
    if not Case.objects.visible_to(by, needs=Permission.ADD_EVIDENCE).filter(pk=case.pk).exists():
        raise PermissionDenied(_("Your posts and roles do not allow this here."))


def _record(evidence: Evidence, *, by: Actor, now: dt.datetime, **facts: Any) -> None:
    record_event("evidence.added", evidence, by=by, at=now, case=evidence.case_id, kind=evidence.kind, **facts)


def _received(upload: File[bytes] | Path, name: str) -> tuple[store.Incoming, Format]:
    with upload.open("rb") as source:
        found = format_of(source.read(HEAD), name)
        source.seek(0)
        most = getattr(settings, SETTING[found.family])
        incoming = store.receive(source, most=most)
    if incoming is None:
        said = _("This file is larger than the limit of %(most)s. It was not added.")
        raise InputRefused("evidence.too_large", str(said) % {"most": size_text(most)})
    return incoming, found


def _plausible(moment: dt.datetime | None, *, now: dt.datetime) -> dt.datetime | None:
    # A camera without a set clock says 1970 or 2000; one that runs ahead has told nothing either.
    return moment if moment is not None and EARLIEST <= moment <= now + dt.timedelta(days=1) else None


def _who_adds(note: str, *, by: Actor, now: dt.datetime) -> dict[str, Any]:
    return {"note": note.strip().replace("\x00", "")[:500], "added_by": by.person, "added_ref": by.ref, "added_at": now}
