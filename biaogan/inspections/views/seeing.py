"""What the pages share: the sheet that is meant, and what the tabs over the lists show."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from biaogan.accounts.access import Permission, SignedInRequest
from biaogan.inspections.models import Sheet
from biaogan.inspections.queries.pages import visible_sheet
from biaogan.org.models import Unit


def seen(request: SignedInRequest, pk: int) -> Sheet:
    try:
        return visible_sheet(request.actor, pk)
    except Sheet.DoesNotExist:
        raise Http404 from None


def tabs(request: SignedInRequest, tab: str) -> dict[str, Any]:
    """Return what `inspections/_tabs.html` and the buttons beside it need."""
    may = request.actor.may_anywhere
    return {
        "tab": tab,
        "may_inspect": may(Permission.INSPECT),
        "may_plan": may(Permission.PLAN_INSPECTION),
        "may_see_plans": may(Permission.PLAN_INSPECTION) or may(Permission.INSPECT) or may(Permission.SETTLE_SHEET),
        "may_check": may(Permission.CHECK_ONESELF),
        "may_export": may(Permission.EXPORT_DATA),
    }


def home_of(request: SignedInRequest, permission: str) -> Unit | None:
    """Return the outlet where the actor holds a post and has the permission: whose page they mean."""
    held = [post.unit_id for post in request.actor.posts]
    units = Unit.objects.filter(pk__in=held, serves_customers=True).order_by("path")
    return next((unit for unit in units if request.actor.may(permission, unit)), None)
