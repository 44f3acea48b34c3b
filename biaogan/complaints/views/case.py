"""The page of one complaint."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.cases.views import parts_context
from biaogan.complaints import looks, queries
from biaogan.complaints.models import Complaint
from biaogan.complaints.queries import CasePage
from biaogan.evidence.views import list_context


@needs(Permission.VIEW_COMPLAINT)
@require_GET
def case(request: SignedInRequest, pk: int) -> HttpResponse:
    complaint = seen(request, pk)
    page = queries.case_page(complaint, request.actor)
    return render(request, "complaints/case.html", _context(request, page))


def seen(request: SignedInRequest, pk: int) -> Complaint:
    try:
        return queries.visible_complaint(request.actor, pk)
    except Complaint.DoesNotExist:
        raise Http404 from None


def _context(request: SignedInRequest, page: CasePage) -> dict[str, Any]:
    complaint, actor = page.complaint, request.actor
    unit = complaint.case.subject_unit
    return {
        "complaint": complaint,
        "page": page,
        "state": looks.state_badge(complaint),
        "marks": looks.marks(complaint),
        "choices": looks.choices(page, actor),
        "steps": looks.steps_of(page),
        "root_causes": looks.root_causes_of(page),
        "waits_for_root_cause": any(cause.is_open for cause in page.root_causes),
        "duties": looks.duties_of(page),
        "now": timezone.now(),
        "trail": looks.trail_of(complaint)[:1],
        "may_reveal": queries.may_reveal(complaint, actor),
        "may_erase": actor.may(Permission.ERASE_PERSONAL, unit),
        "may_supervise": actor.may(Permission.SUPERVISE, unit),
        "letters": looks.letters_of(page),
        "may_write_letter": looks.may_write_letter(page, actor),
        "may_report": {
            order.pk for order, _progress in page.orders if actor.may(Permission.PROPOSE_OUTCOME, order.unit)
        },
        **parts_context(request, complaint.case),
        **list_context(request, complaint.case),
    }
