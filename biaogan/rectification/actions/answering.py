"""A finding is answered with cause, action and proof, given more time, and looked at again by somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day
from biaogan.evidence.models import Evidence
from biaogan.obligations import actions as obligations
from biaogan.obligations.rules import days_beyond
from biaogan.org.models import Person
from biaogan.parties.rules import masked_text
from biaogan.rectification import queries, telling
from biaogan.rectification.actions import moving, owing
from biaogan.rectification.actions.issuing import close_if_done
from biaogan.rectification.actions.moving import issuing_office, lock, moved, person_of, said
from biaogan.rectification.choices import State
from biaogan.rectification.models import Extension, Finding, FindingState, Recheck, Reply
from biaogan.rectification.rules import Move, require_between, require_may_recheck, state_after_recheck


@transaction.atomic
def reply(
    *,
    finding_id: int,
    cause: str,
    action: str,
    doer: Person,
    done_at: dt.datetime,
    evidence: Collection[int] = (),
    no_proof_because: str = "",
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
) -> Reply:
    """Answer a finding: why it came to it, what was done, by whom and when, and the proof.

    `evidence` is of the finding's case; where none is named it is what `by` has added since the finding came to them. Without any,
    `no_proof_because` has to say why. An answer after the limit is taken, and marked as late. Raises Finding.DoesNotExist,
    PermissionDenied, RuleBroken, InputRefused.
    """
    finding = lock(finding_id, Move.REPLY, by=by)
    at = happened_at or now
    _require_moments(finding, done_at=done_at, at=at, now=now)
    proofs = _proofs(finding, evidence, by=by)
    answer = write_reply(
        finding,
        Reply(cause=cause, action=action, doer=doer, done_at=done_at, by=person_of(by), at=at, recorded_at=now),
        proofs,
        no_proof_because=no_proof_because,
    )
    answered(finding, answer, by=by, now=now, happened_at=happened_at)
    return answer


def write_reply(finding: Finding, answer: Reply, proofs: Collection[Evidence], *, no_proof_because: str) -> Reply:
    """Store the answer with its proof; raise InputRefused without either proof or a reason, and without cause and action."""
    answer.finding, answer.due_at = finding, finding.due_at
    answer.cause, answer.action = said(answer.cause, longest=2000), said(answer.action, longest=2000)
    answer.no_proof_because = "" if proofs else masked_text(no_proof_because.strip())[:500]
    if not proofs and not answer.no_proof_because:
        raise InputRefused(
            "reply.no_proof", _("Add a photo or a document as proof, or write down why there can be none.")
        )
    answer.save()
    answer.proofs.set(proofs)
    return answer


def answered(
    finding: Finding, answer: Reply, *, by: Actor, now: dt.datetime, happened_at: dt.datetime | None = None
) -> None:
    """Hand the answered finding to whoever looks again."""
    owing.met(*owing.TO_ANSWER, on=finding.case, by=by, now=now, happened_at=happened_at)
    moved(finding, State.ANSWERED, by=by, now=now, happened_at=happened_at)
    office = issuing_office(finding)
    owing.owe_recheck(finding, queries.checker_of(finding.source, office), by=by, now=now)
    moving.note(
        "answered",
        finding,
        by=by,
        now=now,
        happened_at=happened_at,
        doer=answer.doer_id,
        link=answer.link_id,
        proofs=answer.proofs.count(),
        late=answer.is_late,
    )
    telling.tell_of_answer(finding, now=now)


def _require_moments(finding: Finding, *, done_at: dt.datetime, at: dt.datetime, now: dt.datetime) -> None:
    require_between(at, since=_since(finding).at, now=now)
    require_between(done_at, since=finding.found_at, now=at)


def _since(finding: Finding) -> FindingState:
    """Return the moment at which the finding came to whoever has to answer."""
    return finding.states.order_by("-pk")[0]


def _proofs(finding: Finding, asked: Collection[int], *, by: Actor) -> list[Evidence]:
    rows = Evidence.objects.kept().filter(case=finding.case)
    if not asked:
        return list(rows.filter(added_by=by.person, added_at__gte=_since(finding).decided_at))
    found = list(rows.filter(pk__in=asked))
    if len(found) != len(set(asked)):
        raise InputRefused("reply.foreign_proof", _("The proof must lie with this finding."))
    return found


@transaction.atomic
def recheck(
    *,
    finding_id: int,
    passed: bool,
    note: str,
    due_at: dt.datetime | None = None,
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
) -> Recheck:
    """Look again. What is right is closed; what is not goes back with a new limit: the end of the day of `due_at`, else the rule's.

    Raises RuleBroken for whoever put it right or said so, and for people of the responsible unit. The notice closes with its last
    finding.
    """
    finding = lock(finding_id, Move.RECHECK, by=by)
    checker, at = person_of(by), happened_at or now
    answer = finding.replies.order_by("-pk")[0]
    require_between(at, since=answer.at, now=now)
    _require_other(finding, checker, now=now)
    seen = Recheck.objects.create(
        finding=finding, reply=answer, at=at, recorded_at=now, by=checker, passed=passed, note=said(note, longest=1000)
    )
    owing.met(owing.RECHECK, on=finding.case, by=by, now=now, happened_at=happened_at)
    if not passed:
        _set_limit_anew(finding, due_at, by=by, now=now)
    moved(finding, state_after_recheck(passed), "due_at", by=by, now=now, happened_at=happened_at)
    _tell_and_note(finding, passed, by=by, now=now, happened_at=happened_at)
    close_if_done(finding.notice, by=by, now=now)
    return seen


def _require_other(finding: Finding, checker: Person, *, now: dt.datetime) -> None:
    pairs = finding.replies.values_list("by", "doer")
    doers = {person for pair in pairs for person in pair if person is not None}
    unit = finding.responsible_unit or finding.case.subject_unit
    require_may_recheck(checker.pk, doers=doers, is_of_unit=queries.is_of(checker, unit, now=now))


def _set_limit_anew(finding: Finding, due_at: dt.datetime | None, *, by: Actor, now: dt.datetime) -> None:
    unit = finding.case.subject_unit
    finding.due_at = queries.end_of(local_day(due_at)) if due_at else queries.default_due(unit, now=now)
    owing.owe_rectification([finding], by=by, now=now)


def _tell_and_note(
    finding: Finding, passed: bool, *, by: Actor, now: dt.datetime, happened_at: dt.datetime | None
) -> None:
    name = "closed" if passed else "returned"
    facts = {} if passed or finding.due_at is None else {"due": finding.due_at.isoformat()}
    moving.note(name, finding, by=by, now=now, happened_at=happened_at, **facts)
    telling.tell_of_recheck(finding, passed, now=now)


@transaction.atomic
def extend(*, finding_id: int, due_at: dt.datetime, reason: str, by: Actor, now: dt.datetime) -> Extension:
    """Give time until the end of the day of `due_at`, as the issuer and before the limit has run out; the date before is kept.

    Raises PermissionDenied for anybody but the issuing Office, RuleBroken after the limit, InputRefused for a day that is no later.
    """
    finding = lock(finding_id, Move.EXTEND, by=by)
    before, words = finding.due_at, said(reason, longest=500)
    if before is None or now > before:
        raise RuleBroken("finding.limit_over", _("The limit has run out; it can be extended only before."))
    days = days_beyond(local_day(due_at), before)
    if not days:
        raise InputRefused("finding.no_extension", _("An extension ends on a later day than the limit."))
    end = queries.end_of(local_day(due_at))
    for duty in owing.to_answer(finding):
        end = obligations.extend(duty, limit=f"{days}d", reason=words, by=by, now=now).due_at
    finding.due_at = end
    row = Extension.objects.create(
        finding=finding, at=now, by=person_of(by), old_due_at=before, new_due_at=end, reason=words
    )
    moved(finding, State(finding.state), "due_at", by=by, now=now)
    moving.note("extended", finding, by=by, now=now, before=before.isoformat(), due=row.new_due_at.isoformat())
    telling.tell_of_extension(finding, now=now)
    return row
