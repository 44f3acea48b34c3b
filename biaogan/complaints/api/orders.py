"""Supervision orders for programs."""

from __future__ import annotations

from django.utils import timezone
from ninja import Router, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.complaints import actions
from biaogan.complaints.api.lookups import units_by_code
from biaogan.complaints.api.paths import ComplaintId, OrderId
from biaogan.complaints.api.schemas import OpinionIn, OrderIn, OrderOut, ProgressIn
from biaogan.complaints.models import SupervisionOrder

router = Router()


@router.post("/{complaint_id}/orders", response={201: OrderOut}, operation_id="complaints_issue_order")
@needs(Permission.SUPERVISE)
def issue_order(request: SignedInRequest, complaint_id: ComplaintId, body: OrderIn) -> Status[OrderOut]:
    order = actions.issue_order(
        complaint_id=complaint_id,
        item=body.item,
        unit=units_by_code(body.unit)[body.unit] if body.unit else None,
        working_days=body.working_days,
        leaders_note=body.leaders_note,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, order_out(order))


@router.post("/orders/{order_id}/report", response=OrderOut, operation_id="complaints_report_order")
@needs(Permission.PROPOSE_OUTCOME)
def report(request: SignedInRequest, order_id: OrderId, body: ProgressIn) -> OrderOut:
    said = {"text": body.text, "is_done": body.is_done}
    progress = actions.report_progress(order_id=order_id, by=request.actor, now=timezone.now(), **said)  # type: ignore[arg-type]
    return order_out(progress.order)


@router.post("/orders/{order_id}/close", response=OrderOut, operation_id="complaints_close_order")
@needs(Permission.SUPERVISE)
def close(request: SignedInRequest, order_id: OrderId, body: OpinionIn) -> OrderOut:
    order = actions.close_order(order_id=order_id, opinion=body.opinion, by=request.actor, now=timezone.now())
    return order_out(order)


def order_out(row: SupervisionOrder) -> OrderOut:
    same = {name: getattr(row, name) for name in ("id", "ordinal", "item", "opinion", "closed_at")}
    return OrderOut(
        unit=row.unit.code, due_at=row.obligation.due_at, is_reported=row.reported_by_id is not None, **same
    )
