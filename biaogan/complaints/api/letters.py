"""The letter to the customer: drafted here, edited and issued as any paper."""

from __future__ import annotations

from django.utils import timezone
from ninja import Router, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.complaints import actions
from biaogan.complaints.actions import Letter
from biaogan.complaints.api.lookups import units_by_code
from biaogan.complaints.api.paths import ComplaintId
from biaogan.complaints.api.schemas import LetterIn
from biaogan.papers.api import PaperOut
from biaogan.papers.models import Paper

router = Router()


@router.post("/{complaint_id}/letter", response={201: PaperOut}, operation_id="complaints_draft_letter")
@needs(Permission.ISSUE_PAPER)
def draft_letter(request: SignedInRequest, complaint_id: ComplaintId, body: LetterIn) -> Status[Paper]:
    """Draft the letter that tells the outcome. Edit, issue and read it under /papers/."""
    code = body.issuer
    issuer = units_by_code(code)[code] if code else None
    letter = Letter(body.facts, body.outcome, body.grounds, issuer, body.salutation)
    made = actions.draft_letter(complaint_id=complaint_id, letter=letter, by=request.actor, now=timezone.now())
    return Status(201, made)
