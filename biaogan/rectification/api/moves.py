"""The moves of a finding, each an operation."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Router, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.rectification import actions
from biaogan.rectification.api import schemas as s
from biaogan.rectification.api.lookups import moment_of, person_by_number, unit_by_code
from biaogan.rectification.models import ContractorLink
from biaogan.rectification.queries import pages
from biaogan.rectification.rules import NEEDS, Move

router = Router()


def _deed(request: SignedInRequest, finding_id: int) -> dict[str, Any]:
    return {"finding_id": finding_id, "by": request.actor, "now": timezone.now()}


def _out(request: SignedInRequest, finding_id: int) -> s.FindingOut:
    return s.FindingOut.of(pages.visible_finding(request.actor, finding_id))


@router.post("/findings/{finding_id}/assign", response=s.FindingOut, operation_id="rectification_assign")
@needs(NEEDS[Move.ASSIGN])
def assign(request: SignedInRequest, finding_id: s.FindingId, body: s.AssignIn) -> s.FindingOut:
    actions.assign(
        unit=unit_by_code(body.unit, request.actor),
        person=person_by_number(body.person, request.actor),
        due_at=moment_of(body.due_on),
        requirement=body.requirement,
        **_deed(request, finding_id),
    )
    return _out(request, finding_id)


@router.post("/findings/{finding_id}/reply", response=s.FindingOut, operation_id="rectification_reply")
@needs(NEEDS[Move.REPLY])
def reply(request: SignedInRequest, finding_id: s.FindingId, body: s.ReplyIn) -> s.FindingOut:
    """Answer a finding. Its proof is added to the case before, with «evidence_add»."""
    said = body.model_dump(exclude={"doer"})
    actions.reply(doer=person_by_number(body.doer, request.actor), **said, **_deed(request, finding_id))
    return _out(request, finding_id)


@router.post("/findings/{finding_id}/recheck", response=s.FindingOut, operation_id="rectification_recheck")
@needs(NEEDS[Move.RECHECK])
def recheck(request: SignedInRequest, finding_id: s.FindingId, body: s.RecheckIn) -> s.FindingOut:
    actions.recheck(
        passed=body.passed,
        note=body.note,
        due_at=moment_of(body.due_on) if body.due_on else None,
        happened_at=body.happened_at,
        **_deed(request, finding_id),
    )
    return _out(request, finding_id)


@router.post("/findings/{finding_id}/extend", response=s.FindingOut, operation_id="rectification_extend")
@needs(NEEDS[Move.EXTEND])
def extend(request: SignedInRequest, finding_id: s.FindingId, body: s.ExtendIn) -> s.FindingOut:
    actions.extend(due_at=moment_of(body.due_on), reason=body.reason, **_deed(request, finding_id))
    return _out(request, finding_id)


@router.post("/findings/{finding_id}/waive", response=s.FindingOut, operation_id="rectification_waive")
@needs(NEEDS[Move.WAIVE])
def waive(request: SignedInRequest, finding_id: s.FindingId, body: s.ReasonIn) -> s.FindingOut:
    actions.waive(reason=body.reason, **_deed(request, finding_id))
    return _out(request, finding_id)


@router.post("/findings/{finding_id}/withdraw", response=s.FindingOut, operation_id="rectification_withdraw_finding")
@needs(NEEDS[Move.WITHDRAW])
def withdraw(request: SignedInRequest, finding_id: s.FindingId, body: s.ReasonIn) -> s.FindingOut:
    actions.withdraw_finding(reason=body.reason, **_deed(request, finding_id))
    return _out(request, finding_id)


@router.post("/findings/{finding_id}/links", response={201: s.MadeLinkOut}, operation_id="rectification_make_link")
@needs(NEEDS[Move.MAKE_LINK])
def make_link(request: SignedInRequest, finding_id: s.FindingId, body: s.LinkIn) -> Status[s.MadeLinkOut]:
    """Make an address by which a contractor sees this one finding and answers it."""
    link, token = actions.make_link(name=body.name, days=body.days, **_deed(request, finding_id))
    address = request.build_absolute_uri(f"/say/mend/{token}/")
    return Status(201, s.MadeLinkOut(**_link(link), address=address))


@router.post("/links/{link_id}/revoke", response=s.LinkOut, operation_id="rectification_revoke_link")
@needs(Permission.ANSWER_FINDING)
def revoke_link(request: SignedInRequest, link_id: s.LinkId) -> s.LinkOut:
    return s.LinkOut(**_link(actions.revoke_link(link_id=link_id, by=request.actor, now=timezone.now())))


def _link(link: ContractorLink) -> dict[str, Any]:
    names = ("name", "made_at", "expires_at", "revoked_at")
    return {"id": link.pk, **{name: getattr(link, name) for name in names}}
