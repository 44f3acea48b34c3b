"""Classification, authority and thresholds for programs."""

from __future__ import annotations

from django.utils import timezone
from ninja import Router, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.complaints import actions
from biaogan.complaints.api.schemas import AuthorityIn, AuthorityOut, CategoryOut, ThresholdIn, ThresholdOut
from biaogan.complaints.models import Authority, Category, Threshold

router = Router()


@router.get("/categories", response=list[CategoryOut], operation_id="complaints_categories")
@needs(Permission.VIEW_COMPLAINT)
def categories(request: SignedInRequest) -> list[Category]:
    return list(Category.objects.filter(retired_on__isnull=True))


@router.get("/authority", response=list[AuthorityOut], operation_id="complaints_authority")
@needs(Permission.VIEW_COMPLAINT)
def authority(request: SignedInRequest) -> list[AuthorityOut]:
    return [_authority(row) for row in Authority.objects.order_by("bound", "pk")]


@router.post("/authority", response={201: AuthorityOut}, operation_id="complaints_set_authority")
@needs(Permission.EDIT_LIMITS)
def set_authority(request: SignedInRequest, body: AuthorityIn) -> Status[AuthorityOut]:
    return Status(201, _authority(actions.set_authority(**body.model_dump(), by=request.actor, now=timezone.now())))


@router.get("/thresholds", response=list[ThresholdOut], operation_id="complaints_thresholds")
@needs(Permission.VIEW_COMPLAINT)
def thresholds(request: SignedInRequest) -> list[ThresholdOut]:
    return [_threshold(row) for row in Threshold.objects.order_by("code", "pk")]


@router.post("/thresholds", response={201: ThresholdOut}, operation_id="complaints_set_threshold")
@needs(Permission.EDIT_LIMITS)
def set_threshold(request: SignedInRequest, body: ThresholdIn) -> Status[ThresholdOut]:
    return Status(201, _threshold(actions.set_threshold(**body.model_dump(), by=request.actor, now=timezone.now())))


def _authority(row: Authority) -> AuthorityOut:
    span = {"begins_on": row.valid.lower, "ends_before": row.valid.upper}
    return AuthorityOut(post_kind=row.post_kind, bound=row.bound, origin=row.origin, basis=row.basis_text, **span)


def _threshold(row: Threshold) -> ThresholdOut:
    span = {"begins_on": row.valid.lower, "ends_before": row.valid.upper}
    return ThresholdOut(code=row.code, value=row.value, origin=row.origin, basis=row.basis_text, **span)
