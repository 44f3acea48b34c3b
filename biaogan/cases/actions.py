"""Opening and closing, for the kinds of case; linking, barring, confidentiality and legal hold, for the people at a case's page."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.audit.actions import record_event
from biaogan.cases.kinds import KINDS
from biaogan.cases.models import Case, CaseBar, CaseLink, Confidentiality
from biaogan.cases.queries import may_handle
from biaogan.cases.rules import number_of
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.prepared import ask
from biaogan.core.storing import store
from biaogan.core.time import local_day
from biaogan.org.models import Person, Unit
from biaogan.parties.rules import masked_text


def open_case(
    kind: str,
    *,
    subject_unit: Unit,
    handling_unit: Unit | None,
    opened_at: dt.datetime,
    confidentiality: str = Confidentiality.ORDINARY,
) -> Case:
    """Open a case of `kind`; the caller has checked its own permission and records its own event."""
    ((number, key),) = numbers_and_keys(kind, [opened_at])
    case = Case(
        pk=key,
        kind=kind,
        number=number,
        subject_unit=subject_unit,
        handling_unit=handling_unit,
        opened_at=opened_at,
        confidentiality=confidentiality,
    )
    store([case])
    return case


_COUNTS_AND_KEYS = """
    SELECT nextval('case_number'), nextval(pg_get_serial_sequence('cases_case', 'id')) FROM generate_series(1, %s)
"""


def numbers_and_keys(kind: str, moments: list[dt.datetime]) -> list[tuple[str, int]]:
    """Return a fresh number and key for each case opened at these moments: prefix, year, and the next of one sequence."""
    drawn = ask(_COUNTS_AND_KEYS, [len(moments)])
    prefix = KINDS[kind].prefix
    return [
        (number_of(prefix, local_day(at).year, count), key) for at, (count, key) in zip(moments, drawn, strict=True)
    ]


def close_case(case: Case, *, at: dt.datetime) -> None:
    """Close the case; the caller has checked its own permission and records its own event."""
    case.closed_at = at
    case.save(update_fields=["closed_at"])


def reopen_case(case: Case) -> None:
    case.closed_at = None
    case.save(update_fields=["closed_at"])


def bar(case: Case, person: Person, *, reason: str, by: Actor, now: dt.datetime) -> CaseBar:
    """Keep a person away from the case from now on, as a rule of the kind asks; barred twice is barred once."""
    made, is_new = CaseBar.objects.get_or_create(case=case, person=person, defaults={"reason": reason[:200], "at": now})
    if is_new:
        record_event("case.person_barred", case, by=by, at=now, case=case.pk, person=person.pk)
    return made


def let_back_in(case: Case, person: Person, *, reason: str, by: Actor, now: dt.datetime) -> bool:
    """End what `bar` began, as a rule of the kind asks, where it was for that reason; tell whether there was anything to end."""
    gone, _kinds = CaseBar.objects.filter(case=case, person=person, reason=reason[:200]).delete()
    if gone:
        record_event("case.bar_lifted", case, by=by, at=now, case=case.pk, person=person.pk)
    return gone > 0


def link(case: Case, other: Case, kind: str, *, by: Actor, now: dt.datetime) -> CaseLink:
    """Note how one case belongs to another, as a use case of the kind asks; linked twice is linked once."""
    if case.pk == other.pk:
        raise InputRefused("case.linked_to_itself", _("A case cannot be linked to itself."))
    made, is_new = CaseLink.objects.get_or_create(case=case, other=other, kind=kind, defaults={"at": now})
    if is_new:
        record_event("case.linked", case, by=by, at=now, case=case.pk, other=other.pk, kind=kind)
    return made


@transaction.atomic
def bar_by_hand(*, case_id: int, person: Person, reason: str, by: Actor, now: dt.datetime) -> CaseBar:
    """Bar somebody at the case's page. Raises Case.DoesNotExist, PermissionDenied, or RuleBroken for oneself and without a reason."""
    case = _lock(case_id, by=by)
    if person.pk == by.person_id:
        raise RuleBroken(
            "case.bars_oneself", _("You would lock yourself out. Ask your superior to take the case from you.")
        )
    return bar(case, person, reason=_said(reason), by=by, now=now)


@transaction.atomic
def lift_bar(*, bar_id: int, reason: str, by: Actor, now: dt.datetime) -> None:
    """Let somebody back in who was barred by mistake. Raises CaseBar.DoesNotExist, Case.DoesNotExist, PermissionDenied."""
    barred = CaseBar.objects.select_related("case").get(pk=bar_id)
    case = _lock(barred.case_id, by=by)
    record_event("case.bar_lifted", case, by=by, at=now, case=case.pk, person=barred.person_id, reason=_said(reason))
    barred.delete()


@transaction.atomic
def link_by_hand(*, case_id: int, other: Case, kind: str, by: Actor, now: dt.datetime) -> CaseLink:
    """Link two cases that `by` may see. Raises Case.DoesNotExist, PermissionDenied, InputRefused."""
    case = _lock(case_id, by=by)
    seen = Case.objects.visible_to(by).get(pk=other.pk)
    return link(case, seen, CaseLink.Kind(kind), by=by, now=now)


@transaction.atomic
def make_confidential(*, case_id: int, reason: str, by: Actor, now: dt.datetime) -> Case:
    """Show the case from now on only to those who may see confidential ones at its unit."""
    return _set_confidentiality(case_id, Confidentiality.RESTRICTED, reason=reason, by=by, now=now)


@transaction.atomic
def make_ordinary(*, case_id: int, reason: str, by: Actor, now: dt.datetime) -> Case:
    return _set_confidentiality(case_id, Confidentiality.ORDINARY, reason=reason, by=by, now=now)


def _set_confidentiality(case_id: int, value: Confidentiality, *, reason: str, by: Actor, now: dt.datetime) -> Case:
    case = _lock(case_id, by=by)
    # Whoever could not see the case any longer may not make it so.
    require(by, Permission.VIEW_RESTRICTED, case.subject_unit)
    said = _said(reason)
    if case.confidentiality != value:
        case.confidentiality = value
        case.save(update_fields=["confidentiality"])
        record_event("case.confidentiality_changed", case, by=by, at=now, case=case.pk, to=str(value), reason=said)
    return case


@transaction.atomic
def hold(*, case_id: int, reason: str, by: Actor, now: dt.datetime) -> Case:
    """Forbid that anything of the case is deleted until the hold is lifted. Raises Case.DoesNotExist, PermissionDenied, RuleBroken."""
    case = _lock(case_id, by=by, needs=Permission.HOLD_EVIDENCE)
    if case.held_at is not None:
        raise RuleBroken("case.held_already", _("This case is under legal hold already."))
    case.held_at, case.held_because = now, _said(reason)
    case.save(update_fields=["held_at", "held_because"])
    record_event("case.held", case, by=by, at=now, case=case.pk, reason=case.held_because)
    return case


@transaction.atomic
def lift_hold(*, case_id: int, reason: str, by: Actor, now: dt.datetime) -> Case:
    """Let the periods of keeping count again. Raises Case.DoesNotExist, PermissionDenied, RuleBroken."""
    case = _lock(case_id, by=by, needs=Permission.HOLD_EVIDENCE)
    if case.held_at is None:
        raise RuleBroken("case.not_held", _("This case is not under legal hold."))
    case.held_at, case.held_because = None, ""
    case.save(update_fields=["held_at", "held_because"])
    record_event("case.hold_lifted", case, by=by, at=now, case=case.pk, reason=_said(reason))
    return case


def _lock(case_id: int, *, by: Actor, needs: str | None = None) -> Case:
    rows = Case.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    case = rows.select_related("subject_unit", "handling_unit").get(pk=case_id)
    if needs is not None:
        require(by, needs, case.subject_unit)
    elif not may_handle(case, by):
        raise PermissionDenied(_("Your posts and roles do not allow this here."))
    return case


def _said(reason: str) -> str:
    said = masked_text(reason.strip())[:200]
    if not said:
        raise InputRefused("case.no_reason", _("Say why."))
    return said
