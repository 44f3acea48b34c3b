"""The moves of a complaint, each an operation."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Router

from biaogan.accounts.access import SignedInRequest, needs
from biaogan.complaints import actions
from biaogan.complaints.api import schemas as s
from biaogan.complaints.api.lookups import people_by_number, units_by_code
from biaogan.complaints.api.paths import ComplaintId
from biaogan.complaints.api.schemas import ComplaintOut
from biaogan.complaints.models import Complaint
from biaogan.complaints.rules import NEEDS, Move

router = Router()


def _deed(request: SignedInRequest, complaint_id: int) -> dict[str, Any]:
    return {"complaint_id": complaint_id, "by": request.actor, "now": timezone.now()}


def _out(made: Any) -> ComplaintOut:
    return ComplaintOut.of(made if isinstance(made, Complaint) else made.complaint)


@router.post("/{complaint_id}/accept", response=ComplaintOut, operation_id="complaints_accept")
@needs(NEEDS[Move.ACCEPT])
def accept(request: SignedInRequest, complaint_id: ComplaintId, body: s.AcceptIn) -> ComplaintOut:
    return _out(actions.accept(told=body.told.told() if body.told else None, **_deed(request, complaint_id)))


@router.post("/{complaint_id}/pass-on", response=ComplaintOut, operation_id="complaints_pass_on")
@needs(NEEDS[Move.PASS_ON])
def pass_on(request: SignedInRequest, complaint_id: ComplaintId, body: s.PassOnIn) -> ComplaintOut:
    return _out(actions.pass_on(voice=body.voice, reason=body.reason, **_deed(request, complaint_id)))


@router.post("/{complaint_id}/decline", response=ComplaintOut, operation_id="complaints_decline")
@needs(NEEDS[Move.DECLINE])
def decline(request: SignedInRequest, complaint_id: ComplaintId, body: s.DeclineIn) -> ComplaintOut:
    return _out(actions.decline(reason=body.reason, told=body.told.told(), **_deed(request, complaint_id)))


@router.post("/{complaint_id}/take-over", response=ComplaintOut, operation_id="complaints_take_over")
@needs(NEEDS[Move.TAKE_OVER])
def take_over(request: SignedInRequest, complaint_id: ComplaintId, body: s.ResultIn) -> ComplaintOut:
    return _out(actions.take_over(result=body.result, **_deed(request, complaint_id)))


@router.post("/{complaint_id}/step-in", response=ComplaintOut, operation_id="complaints_step_in")
@needs(NEEDS[Move.STEP_IN])
def step_in(request: SignedInRequest, complaint_id: ComplaintId) -> ComplaintOut:
    return _out(actions.step_in(**_deed(request, complaint_id)))


@router.post("/{complaint_id}/hand-over", response=ComplaintOut, operation_id="complaints_hand_over")
@needs(NEEDS[Move.HAND_OVER])
def hand_over(request: SignedInRequest, complaint_id: ComplaintId, body: s.HandOverIn) -> ComplaintOut:
    return _out(
        actions.hand_over(to=people_by_number([body.to])[0], reason=body.reason, **_deed(request, complaint_id))
    )


@router.post("/{complaint_id}/verdict", response=ComplaintOut, operation_id="complaints_give_verdict")
@needs(NEEDS[Move.GIVE_VERDICT])
def give_verdict(request: SignedInRequest, complaint_id: ComplaintId, body: s.VerdictIn) -> ComplaintOut:
    code = body.responsible_unit
    unit = units_by_code(code)[code] if code else None
    asked: dict[str, Any] = {"finding": body.finding(), "evidence": body.evidence, "responsible": unit}
    return _out(actions.give_verdict(**asked, **_deed(request, complaint_id)))


@router.post("/{complaint_id}/change-verdict", response=ComplaintOut, operation_id="complaints_change_verdict")
@needs(NEEDS[Move.CHANGE_VERDICT])
def change_verdict(request: SignedInRequest, complaint_id: ComplaintId, body: s.FindingIn) -> ComplaintOut:
    return _out(actions.change_verdict(finding=body.finding(), evidence=body.evidence, **_deed(request, complaint_id)))


@router.post("/{complaint_id}/propose", response=ComplaintOut, operation_id="complaints_propose")
@needs(NEEDS[Move.PROPOSE])
def propose(request: SignedInRequest, complaint_id: ComplaintId, body: s.OutcomeIn) -> ComplaintOut:
    return _out(actions.propose(outcome=body.outcome(), **_deed(request, complaint_id)))


@router.post("/{complaint_id}/decide", response=ComplaintOut, operation_id="complaints_decide")
@needs(NEEDS[Move.DECIDE])
def decide(request: SignedInRequest, complaint_id: ComplaintId) -> ComplaintOut:
    return _out(actions.decide(**_deed(request, complaint_id)))


@router.post("/{complaint_id}/give-back", response=ComplaintOut, operation_id="complaints_give_back")
@needs(NEEDS[Move.GIVE_BACK])
def give_back(request: SignedInRequest, complaint_id: ComplaintId, body: s.ReasonIn) -> ComplaintOut:
    return _out(actions.give_back(reason=body.reason, **_deed(request, complaint_id)))


@router.post("/{complaint_id}/tell-customer", response=ComplaintOut, operation_id="complaints_tell_customer")
@needs(NEEDS[Move.TELL])
def tell_customer(request: SignedInRequest, complaint_id: ComplaintId, body: s.TellIn) -> ComplaintOut:
    asked: dict[str, Any] = {"told": body.told.told(), "answer": body.answer(), "letter": body.letter}
    return _out(actions.tell_customer(**asked, **_deed(request, complaint_id)))


@router.post("/{complaint_id}/close", response=ComplaintOut, operation_id="complaints_close")
@needs(NEEDS[Move.CLOSE])
def close(request: SignedInRequest, complaint_id: ComplaintId, body: s.CloseIn) -> ComplaintOut:
    return _out(actions.close(result=body.result, **_deed(request, complaint_id)))


@router.post("/{complaint_id}/withdraw", response=ComplaintOut, operation_id="complaints_withdraw")
@needs(NEEDS[Move.WITHDRAW])
def withdraw(request: SignedInRequest, complaint_id: ComplaintId, body: s.WithdrawIn) -> ComplaintOut:
    return _out(actions.withdraw(received_at=body.received_at, proof=body.proof, **_deed(request, complaint_id)))


@router.post("/{complaint_id}/merge", response=ComplaintOut, operation_id="complaints_merge")
@needs(NEEDS[Move.MERGE])
def merge(request: SignedInRequest, complaint_id: ComplaintId, body: s.MergeIn) -> ComplaintOut:
    return _out(actions.merge(into=body.into, **_deed(request, complaint_id)))


@router.post("/{complaint_id}/restart", response=ComplaintOut, operation_id="complaints_restart")
@needs(NEEDS[Move.RESTART])
def restart(request: SignedInRequest, complaint_id: ComplaintId, body: s.RestartIn) -> ComplaintOut:
    return _out(actions.restart(arrived_at=body.arrived_at, reason=body.reason, **_deed(request, complaint_id)))


@router.post("/{complaint_id}/extend", response=ComplaintOut, operation_id="complaints_extend")
@needs(NEEDS[Move.EXTEND])
def extend(request: SignedInRequest, complaint_id: ComplaintId, body: s.ExtendIn) -> ComplaintOut:
    return _out(
        actions.extend(reason=body.reason, told=body.told.told() if body.told else None, **_deed(request, complaint_id))
    )


@router.post("/{complaint_id}/suspend", response=ComplaintOut, operation_id="complaints_suspend")
@needs(NEEDS[Move.SUSPEND])
def suspend(request: SignedInRequest, complaint_id: ComplaintId, body: s.SuspendIn) -> ComplaintOut:
    return _out(
        actions.suspend(
            reason=body.reason,
            proof=body.proof,
            told=body.told.told() if body.told else None,
            **_deed(request, complaint_id),
        )
    )


@router.post("/{complaint_id}/resume", response=ComplaintOut, operation_id="complaints_resume")
@needs(NEEDS[Move.RESUME])
def resume(request: SignedInRequest, complaint_id: ComplaintId) -> ComplaintOut:
    return _out(actions.resume(**_deed(request, complaint_id)))


@router.post("/{complaint_id}/agree-due", response=ComplaintOut, operation_id="complaints_agree_due")
@needs(NEEDS[Move.AGREE_DUE])
def agree_due(request: SignedInRequest, complaint_id: ComplaintId, body: s.AgreeIn) -> ComplaintOut:
    return _out(actions.agree_due(day=body.day, proof=body.proof, **_deed(request, complaint_id)))


@router.post("/{complaint_id}/name-staff", response=ComplaintOut, operation_id="complaints_name_staff")
@needs(NEEDS[Move.NAME_STAFF])
def name_staff(request: SignedInRequest, complaint_id: ComplaintId, body: s.StaffIn) -> ComplaintOut:
    return _out(actions.name_staff(people=people_by_number(body.staff), **_deed(request, complaint_id)))


@router.post("/{complaint_id}/declare-interest", response=ComplaintOut, operation_id="complaints_declare_interest")
@needs(NEEDS[Move.DECLARE_INTEREST])
def declare_interest(request: SignedInRequest, complaint_id: ComplaintId, body: s.ReasonIn) -> ComplaintOut:
    return _out(actions.declare_interest(reason=body.reason, **_deed(request, complaint_id)))
