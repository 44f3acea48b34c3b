"""Handing a sheet in: it is scored, what is wrong becomes findings with their proof, and the outlet may answer."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.cases.indexing import renew_words
from biaogan.core.errors import InputRefused, Refusal, RuleBroken
from biaogan.core.storing import append, store
from biaogan.core.wording import listed, on_record
from biaogan.evidence.actions import prove_too
from biaogan.evidence.models import Evidence
from biaogan.handbook.models import Item
from biaogan.handbook.rules import answer_text, half_up
from biaogan.inspections import queries, telling
from biaogan.inspections.actions import owing
from biaogan.inspections.actions.fields import normalised
from biaogan.inspections.actions.moving import disguised, lock_seen, moved
from biaogan.inspections.actions.scoring import (
    SCORE_FIELDS,
    Answered,
    keep_score,
    scored,
    total,
    write_points,
    write_scores,
)
from biaogan.inspections.actions.seconds import open_to_each_other
from biaogan.inspections.choices import HANDED_IN, Channel, Field, Scored, Why
from biaogan.inspections.models import Answer, AnswerEvidence, Sheet, SheetChange
from biaogan.inspections.rules import Moment, Move, is_proof_wanted, put_right, state_after
from biaogan.rectification import actions as rectification
from biaogan.rectification.actions import Wrong
from biaogan.rectification.models import Finding

#: As many missing items as one sentence names.
NAMED_AT_MOST = 12


@transaction.atomic
def submit(
    *,
    sheet_id: int,
    assessment: str = "",
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
    app_version: str = "",
) -> Sheet:
    """Hand a sheet in. It gets its score and grade, what is wrong becomes a finding each, and the outlet may dispute for a while.

    Handed in a second time, by the same device after a broken connection, it is handed in once. A self-check and a blind second
    review are final at once. Raises InputRefused with every item that lacks its answer or its proof, or without an assessment, and
    RuleBroken while something that was kept aside waits for a choice.
    """
    sheet = lock_seen(sheet_id, Move.SUBMIT, by=by)
    if sheet.state in HANDED_IN:
        return sheet
    state_after(Move.SUBMIT, sheet.state)
    who, moment = disguised(sheet, by), put_right(happened_at, earliest=sheet.begun_at or now, now=now)
    sheet.assessment = _assessment(sheet, assessment, who=who, moment=moment, now=now)
    if queries.contested(sheet):
        raise RuleBroken(
            "sheet.contested",
            _("Somebody else has written something different meanwhile. Choose first which of the two holds."),
        )
    items = queries.items_asked(sheet)
    answers = {answer.item_id: answer for answer in Answer.objects.filter(sheet=sheet)}
    answers |= _filled(sheet, items, answers, who=who, moment=moment, now=now)
    rows = scored(items, answers)
    proofs = proofs_of(sheet)
    _require_complete(rows, proofs)
    result = total(sheet, rows)
    write_scores(sheet, result)
    write_points(rows)
    sheet.submitted_at, sheet.received_at = moment.at, now
    sheet.app_version = app_version.replace("\x00", "")[:40] or sheet.app_version
    facts = {"score": result.score, "grade": result.grade, "veto": result.is_veto}
    if moment.claimed:
        facts["claimed"] = moment.claimed.isoformat()
    fields = ("assessment", "submitted_at", "received_at", "app_version", *SCORE_FIELDS)
    moved(sheet, Move.SUBMIT, *fields, by=who, now=now, happened_at=moment.at, **facts)
    keep_score(sheet, why=Scored.SUBMITTED, by=who.person, decided_at=now)
    renew_words("sheet", [sheet.pk])
    owing.met(owing.INSPECT, sheet, by=who, now=now, happened_at=moment.at)
    _go_on(sheet, rows, proofs, who=who, now=now)
    return sheet


def _go_on(
    sheet: Sheet,
    rows: Sequence[Answered],
    proofs: Mapping[int | None, Sequence[Evidence]],
    *,
    who: Actor,
    now: dt.datetime,
) -> None:
    """Do what follows from a sheet that is handed in: findings, and the window; or that nobody disputes it."""
    if sheet.second_of_id is not None:
        moved(sheet, Move.FINALISE, by=who, now=now)
        open_to_each_other(sheet_id=sheet.pk, by=who, now=now)
        return
    raise_findings(sheet, [row for row in rows if row.is_wrong], proofs, by=who, now=now)
    if sheet.channel == Channel.SELF_CHECK:
        moved(sheet, Move.FINALISE, by=who, now=now)
        return
    window = owing.open_window(sheet, by=who, now=now)
    sheet.respond_by = window.due_at
    sheet.save(update_fields=["respond_by"])
    telling.tell_outlet(sheet, now=now)


def raise_findings(
    sheet: Sheet,
    rows: Sequence[Answered],
    proofs: Mapping[int | None, Sequence[Evidence]],
    *,
    by: Actor,
    now: dt.datetime,
) -> list[Finding]:
    """Raise a finding for each of the answers, proven by the same files."""
    wrongs = [
        Wrong(
            unit=sheet.case.subject_unit,
            source=sheet.channel,
            fact=_fact(row),
            item=row.item,
            points=half_up(row.score.deducted),
            source_case=sheet.case,
            found_at=sheet.submitted_at,
        )
        for row in rows
    ]
    if not wrongs:
        return []
    findings = rectification.raise_many(wrongs, by=by, now=now)
    pairs = [
        (proof, finding.case)
        for row, finding in zip(rows, findings, strict=True)
        for proof in proofs.get(row.item.pk, ())
    ]
    prove_too(pairs, by=by, now=now)
    return findings


def _fact(row: Answered) -> str:
    if row.answer and (said := row.answer.note.strip()):
        return said
    with on_record():
        return f"{row.item.name_zh}：{answer_text(row.item, row.answer.value if row.answer else None)}"


def proofs_of(sheet: Sheet) -> dict[int | None, list[Evidence]]:
    """Return the proof by the item it belongs to, that of the whole sheet under None."""
    found: dict[int | None, list[Evidence]] = defaultdict(list)
    linked = AnswerEvidence.objects.filter(sheet=sheet, evidence__deletion__isnull=True).select_related("evidence")
    for row in linked.order_by("pk"):
        found[row.item_id].append(row.evidence)
    return found


def _assessment(sheet: Sheet, text: str, *, who: Actor, moment: Moment, now: dt.datetime) -> str:
    written: str = normalised(sheet, None, Field.ASSESSMENT, text) or sheet.assessment
    if not written:
        raise InputRefused("sheet.no_assessment", _("A sheet needs a written assessment."))
    if written != sheet.assessment:
        append([_change(sheet, None, Field.ASSESSMENT, sheet.assessment, written, who=who, moment=moment, now=now)])
    return written


def _filled(
    sheet: Sheet, items: Iterable[Item], answers: Mapping[int, Answer], *, who: Actor, moment: Moment, now: dt.datetime
) -> dict[int, Answer]:
    """Answer what is on record, from the figures of the last full month."""
    found = queries.record_answers(sheet, as_of=now)
    by_key = {item.pk: item for item in items}
    fresh = [
        Answer(sheet=sheet, item=by_key[pk], value=value, is_filled=True, answered_at=moment.at)
        for pk, value in found.items()
        if pk not in answers
    ]
    append(
        [
            _change(
                sheet, answer.item, Field.VALUE, None, answer.value, who=who, moment=moment, now=now, why=Why.FILLED
            )
            for answer in fresh
        ]
    )
    return {answer.item_id: answer for answer in store(fresh)}


def _change(
    sheet: Sheet,
    item: Item | None,
    field: str,
    old: Any,
    new: Any,
    *,
    who: Actor,
    moment: Moment,
    now: dt.datetime,
    why: str = "",
) -> SheetChange:
    return SheetChange(
        sheet=sheet,
        item=item,
        field=str(field),
        old=old,
        new=new,
        happened_at=moment.at,
        at=now,
        by=who.person,
        by_ref=who.ref,
        applied=True,
        why=str(why),
    )


def _require_complete(rows: Sequence[Answered], proofs: Mapping[int | None, Sequence[Evidence]]) -> None:
    """Raise InputRefused with a line for each item without an answer, and each without the proof that it needs."""
    unanswered = [row.item for row in rows if row.answer is None or row.answer.value is None]
    if unanswered:
        refused = [Refusal(_("There is no answer yet."), column=item.code) for item in unanswered]
        message = _("%(count)s items have no answer yet: %(items)s.")
        raise InputRefused("sheet.unanswered", message % _named(unanswered), refused)
    unproven = [row.item for row in rows if is_proof_wanted(row.item, row.score) and not proofs.get(row.item.pk)]
    if unproven:
        refused = [
            Refusal(_("A photo, a clip or a reference is needed as proof."), column=item.code) for item in unproven
        ]
        message = _("%(count)s items need proof: %(items)s.")
        raise InputRefused("sheet.unproven", message % _named(unproven), refused)


def _named(items: Sequence[Item]) -> dict[str, Any]:
    codes = [item.code for item in items[:NAMED_AT_MOST]]
    return {"count": len(items), "items": listed([*codes, "…"] if len(items) > NAMED_AT_MOST else codes)}
