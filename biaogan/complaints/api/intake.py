"""Registering, and what the same customer brought before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone
from ninja import Router, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.complaints import actions, queries
from biaogan.complaints.actions import Intake
from biaogan.complaints.api.lookups import people_by_number, units_by_code
from biaogan.complaints.api.schemas import ComplaintIn, ComplaintOut, RepeatsIn
from biaogan.org.models import Unit
from biaogan.parties.rules import masked_text

router = Router()


@router.post("/", response={201: ComplaintOut}, operation_id="complaints_register")
@needs(Permission.REGISTER_COMPLAINT)
def register(request: SignedInRequest, body: ComplaintIn) -> Status[ComplaintOut]:
    now = timezone.now()
    units = units_by_code(body.unit, body.receiving_unit)
    made = actions.register(intake=_intake(body, units, received_at=body.received_at or now), by=request.actor, now=now)
    return Status(201, ComplaintOut.of(made))


@router.post("/repeats", response=list[ComplaintOut], operation_id="complaints_repeats")
@needs(Permission.REGISTER_COMPLAINT)
def repeats(request: SignedInRequest, body: RepeatsIn) -> list[ComplaintOut]:
    """Say what the same customer brought before; a POST, so that no number stands in an address or a log."""
    values = {"phone": body.phone, "id_number": body.id_number}
    if not any(values.values()):
        return []
    found = queries.recent_of_customer(request.actor, values, now=timezone.now())[:20]
    return [ComplaintOut.of(complaint) for complaint in found]


def _intake(body: ComplaintIn, units: Mapping[str, Unit], *, received_at: dt.datetime) -> Intake:
    kept = body.keep_numbers
    same = {name: getattr(body, name) for name in SAME}
    return Intake(
        subject=units[body.unit],
        receiving=units.get(body.receiving_unit),
        received_at=received_at,
        summary=body.summary if kept else masked_text(body.summary),
        demand=body.demand if kept else masked_text(body.demand),
        voice=body.voice or "",
        customer=body.customer.model_dump(),
        representative=body.representative.model_dump(),
        staff=people_by_number(body.staff),
        **same,
    )


#: What an intake takes as it was sent.
SAME = (
    "channel",
    "speaks_as",
    "joint_count",
    "representative_count",
    "source",
    "source_reference",
    "source_received_on",
    "source_forwarded_on",
    "business_channel",
    "business",
    "cause",
    "repeats",
)
