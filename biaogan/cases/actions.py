"""Opening, closing, linking and barring, for all kinds of case."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_event
from biaogan.cases.kinds import KINDS
from biaogan.cases.models import Case, CaseBar, CaseLink, Confidentiality
from biaogan.core.time import local_day
from biaogan.org.models import Person, Unit


def open_case(
    kind: str,
    *,
    subject_unit: Unit,
    handling_unit: Unit | None,
    opened_at: dt.datetime,
    confidentiality: str = Confidentiality.ORDINARY,
) -> Case:
    """Open a case of `kind`; the caller has checked its own permission and records its own event."""
    return Case.objects.create(
        kind=kind,
        number=numbers(kind, [opened_at])[0],
        subject_unit=subject_unit,
        handling_unit=handling_unit,
        opened_at=opened_at,
        confidentiality=confidentiality,
    )


def numbers(kind: str, moments: list[dt.datetime]) -> list[str]:
    """Return a fresh number for each case opened at these moments: prefix, year, and the next of one sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('case_number') FROM generate_series(1, %s)", [len(moments)])
        drawn = [row[0] for row in cursor.fetchall()]
    prefix = KINDS[kind].prefix
    return [f"{prefix}-{local_day(at).year}-{count:06d}" for at, count in zip(moments, drawn, strict=True)]


def close_case(case: Case, *, at: dt.datetime) -> None:
    case.closed_at = at
    case.save(update_fields=["closed_at"])


def reopen_case(case: Case) -> None:
    case.closed_at = None
    case.save(update_fields=["closed_at"])


def bar(case: Case, person: Person, *, reason: str, by: Actor, now: dt.datetime) -> CaseBar:
    """Keep a person away from the case from now on; barred twice is barred once."""
    made, is_new = CaseBar.objects.get_or_create(case=case, person=person, defaults={"reason": reason, "at": now})
    if is_new:
        record_event("case.person_barred", case, by=by, at=now, case=case.pk, person=person.pk)
    return made


def link(case: Case, other: Case, kind: str, *, by: Actor, now: dt.datetime) -> CaseLink:
    made, is_new = CaseLink.objects.get_or_create(case=case, other=other, kind=kind, defaults={"at": now})
    if is_new:
        record_event("case.linked", case, by=by, at=now, case=case.pk, other=other.pk, kind=kind)
    return made
