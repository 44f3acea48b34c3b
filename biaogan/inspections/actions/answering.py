"""What becomes of a sheet that was handed in: the outlet confirms or disputes it, a dispute is settled, and it is final."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.handbook.models import Item
from biaogan.handbook.rules import half_up, require_answer
from biaogan.inspections import queries, telling
from biaogan.inspections.actions import owing
from biaogan.inspections.actions.moving import disguised, lock, lock_seen, moved, person_of
from biaogan.inspections.actions.scoring import (
    SCORE_FIELDS,
    Answered,
    keep_score,
    scored,
    total,
    write_points,
    write_scores,
)
from biaogan.inspections.actions.submitting import proofs_of, raise_findings
from biaogan.inspections.choices import Field, Scored, State, Why
from biaogan.inspections.models import Answer, Dispute, DisputedItem, Sheet, SheetChange
from biaogan.inspections.rules import Move
from biaogan.rectification import actions as rectification
from biaogan.rectification.choices import State as FindingStates
from biaogan.rectification.models import Finding


@transaction.atomic
def confirm(*, sheet_id: int, by: Actor, now: dt.datetime) -> Sheet:
    """Confirm a sheet as the outlet. Raises RuleBroken once the window has passed or it was disputed."""
    sheet = lock(sheet_id, Move.CONFIRM, by=by)
    person_of(by)
    moved(sheet, Move.CONFIRM, by=by, now=now)
    owing.met(owing.RESPOND, sheet, by=by, now=now)
    return sheet


@transaction.atomic
def dispute(
    *, sheet_id: int, reason: str, items: Mapping[int, str] | Sequence[int] = (), by: Actor, now: dt.datetime
) -> Dispute:
    """Dispute a sheet as the outlet, with the items that it sees otherwise. Raises RuleBroken once the window has passed."""
    sheet = lock(sheet_id, Move.DISPUTE, by=by)
    person = person_of(by)
    if sheet.respond_by is not None and now > sheet.respond_by:
        raise RuleBroken("sheet.too_late_to_dispute", _("The time to dispute this sheet has passed."))
    if not reason.strip():
        raise InputRefused("dispute.no_reason", _("Say what you see otherwise, and why."))
    reasons = dict(items) if isinstance(items, Mapping) else dict.fromkeys(items, "")
    asked = {item.pk for item in queries.items_asked(sheet)}
    if set(reasons) - asked:
        raise InputRefused("sheet.no_such_item", _("Name items of this sheet."))
    made = Dispute.objects.create(sheet=sheet, reason=_text(reason, 2000), at=now, by=person)
    DisputedItem.objects.bulk_create(
        DisputedItem(dispute=made, item_id=pk, reason=_text(said, 500)) for pk, said in reasons.items()
    )
    moved(sheet, Move.DISPUTE, by=by, now=now, dispute=made.pk, items=len(reasons))
    owing.met(owing.RESPOND, sheet, by=by, now=now)
    owing.owe_settlement(sheet, by=by, now=now)
    telling.tell_of_dispute(sheet, now=now)
    return made


@transaction.atomic
def settle(*, sheet_id: int, changes: Mapping[int, Any], reason: str, by: Actor, now: dt.datetime) -> Sheet:
    """Settle a dispute: change the answers of some items, or none, with the reason; the sheet is scored anew and final.

    Old and new answers and scores are kept. A finding whose item is in order now is withdrawn, and what is wrong only now is raised.
    Raises RuleBroken for those who inspected themselves, InputRefused for answers that cannot be.
    """
    sheet = lock(sheet_id, Move.SETTLE, by=by)
    person = person_of(by)
    if any(row.person_id == person.pk for row in queries.team_of(sheet.pk)):
        raise RuleBroken("sheet.settles_own", _("Nobody settles a dispute over their own inspection."))
    if not reason.strip():
        raise InputRefused("sheet.no_reason", _("Say how the dispute is settled, and why."))
    said = _text(reason, 1000)
    items = queries.items_asked(sheet)
    before = {row.item.pk: row for row in scored(items, _answers(sheet))}
    _write(sheet, _checked(items, changes), reason=said, by=by, now=now)
    after = scored(items, _answers(sheet))
    old = {"score": sheet.score, "grade": sheet.grade}
    write_scores(sheet, total(sheet, after))
    write_points(after)
    if changes:
        keep_score(sheet, why=Scored.SETTLED, by=person, decided_at=now, reason=said)
    _align_findings(sheet, before, after, reason=said, by=by, now=now)
    Dispute.objects.filter(sheet=sheet).update(settled_at=now, settled_by=person, outcome=said)
    facts: dict[str, Any] = {"old": old, "new": {"score": sheet.score, "grade": sheet.grade}, "items": len(changes)}
    moved(sheet, Move.SETTLE, *SCORE_FIELDS, by=by, now=now, **facts)
    owing.met(owing.SETTLE, sheet, by=by, now=now)
    telling.tell_of_settlement(sheet, now=now)
    return sheet


def _answers(sheet: Sheet) -> dict[int, Answer]:
    return {answer.item_id: answer for answer in Answer.objects.filter(sheet=sheet)}


def _checked(items: Sequence[Item], changes: Mapping[int, Any]) -> list[tuple[Item, Any]]:
    by_key = {item.pk: item for item in items}
    if set(changes) - set(by_key):
        raise InputRefused("sheet.no_such_item", _("Name items of this sheet."))
    return [(by_key[pk], require_answer(by_key[pk], value)) for pk, value in changes.items()]


def _write(sheet: Sheet, changes: Sequence[tuple[Item, Any]], *, reason: str, by: Actor, now: dt.datetime) -> None:
    answers = _answers(sheet)
    rows = []
    for item, value in changes:
        old = answers.get(item.pk)
        values = {"value": value, "is_filled": False, "answered_at": now, "answered_by": by.person, "same_as": None}
        Answer.objects.update_or_create(sheet=sheet, item=item, defaults=values)
        rows.append(_settled(sheet, item, old.value if old else None, value, reason=reason, by=by, now=now))
    SheetChange.objects.bulk_create(rows)


def _settled(sheet: Sheet, item: Item, old: Any, new: Any, *, reason: str, by: Actor, now: dt.datetime) -> SheetChange:
    return SheetChange(
        sheet=sheet,
        item=item,
        field=Field.VALUE,
        old=old,
        new=new,
        happened_at=now,
        at=now,
        by=by.person,
        by_ref=by.ref,
        applied=True,
        why=Why.SETTLED,
        reason=reason[:500],
    )


def _align_findings(
    sheet: Sheet,
    before: Mapping[int, Answered],
    after: Sequence[Answered],
    *,
    reason: str,
    by: Actor,
    now: dt.datetime,
) -> None:
    """Withdraw the findings of items that are in order after all or cost otherwise, and raise what is wrong now."""
    found = Finding.objects.filter(source_case=sheet.pk, item__isnull=False)
    open_ones = {row.item_id: row for row in found.exclude(state__in=(FindingStates.WITHDRAWN,))}
    fresh = []
    for row in after:
        was = before[row.item.pk]
        if _same(was, row):
            continue
        finding = open_ones.get(row.item.pk)
        if finding is not None and finding.state == FindingStates.OPEN:
            rectification.withdraw_finding(finding_id=finding.pk, reason=reason[:500], by=by, now=now)
        # One that is on a notice already stands there with its number, and is withdrawn there.
        if row.is_wrong and (finding is None or finding.state == FindingStates.OPEN):
            fresh.append(row)
    raise_findings(sheet, fresh, proofs_of(sheet), by=disguised(sheet, by), now=now)


def _same(was: Answered, now: Answered) -> bool:
    return was.is_wrong == now.is_wrong and half_up(was.score.deducted) == half_up(now.score.deducted)


@transaction.atomic
def finalise(*, sheet_id: int, by: Actor, now: dt.datetime) -> Sheet:
    """Make a sheet final that the outlet has confirmed, or left undisputed until the window passed; else raises RuleBroken."""
    sheet = lock(sheet_id, Move.FINALISE, by=by)
    if sheet.state == State.SUBMITTED and (sheet.respond_by is None or now <= sheet.respond_by):
        raise RuleBroken("sheet.may_be_disputed", _("The outlet may still dispute this sheet."))
    owing.met(owing.RESPOND, sheet, by=by, now=now)
    moved(sheet, Move.FINALISE, by=by, now=now)
    return sheet


@transaction.atomic
def cancel(*, sheet_id: int, reason: str, by: Actor, now: dt.datetime) -> Sheet:
    """Cancel a sheet that was not handed in; what was written stays. Raises InputRefused without a reason."""
    sheet = lock_seen(sheet_id, Move.CANCEL, by=by)
    if not reason.strip():
        raise InputRefused("sheet.no_reason", _("Say why it is cancelled."))
    who = disguised(sheet, by)
    moved(sheet, Move.CANCEL, by=who, now=now, reason=_text(reason, 500))
    owing.dropped(sheet, reason=_text(reason, 200), by=who, now=now)
    telling.tell_of_cancelling(sheet, now=now)
    return sheet


def _text(text: str, longest: int) -> str:
    return text.replace("\x00", "").strip()[:longest]
