"""Handbooks, versions, what is different between two, and what a sheet would score."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from ninja import Router

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.errors import InputRefused, Refusal
from biaogan.core.time import local_day
from biaogan.handbook import queries, rules
from biaogan.handbook.api.paths import VersionId
from biaogan.handbook.api.schemas import (
    AnswersIn,
    ComparisonOut,
    HandbookOut,
    ItemScoreOut,
    ScoreOut,
    VersionOut,
)
from biaogan.handbook.models import Item, Version
from biaogan.handbook.rules import ItemScore

router = Router()


def version_of(request: SignedInRequest, version_id: int) -> Version:
    return Version.objects.visible_to(request.actor).select_related("handbook").get(pk=version_id)


@router.get("/", response=list[HandbookOut], operation_id="handbook_list")
@needs(Permission.VIEW_HANDBOOK)
def handbooks(request: SignedInRequest) -> list[HandbookOut]:
    """List the handbooks with their versions, the newest first."""
    shelves = queries.shelves(request.actor, today=local_day(timezone.now()))
    return [HandbookOut.of(shelf.handbook, shelf.versions) for shelf in shelves]


@router.get("/current", response=VersionOut, operation_id="handbook_current")
@needs(Permission.VIEW_HANDBOOK)
def current(request: SignedInRequest, handbook: str = queries.SERVICE) -> VersionOut:
    """Return the version of a handbook, by its code, with which a sheet would be begun today."""
    found = queries.current(handbook[:40].replace("\x00", ""), day=local_day(timezone.now()))
    if found is None:
        raise ObjectDoesNotExist
    return VersionOut.of(found, queries.items_of(found))


@router.get("/versions/{version_id}", response=VersionOut, operation_id="handbook_version")
@needs(Permission.VIEW_HANDBOOK)
def version(request: SignedInRequest, version_id: VersionId) -> VersionOut:
    found = version_of(request, version_id)
    return VersionOut.of(found, queries.items_of(found))


@router.get("/versions/{version_id}/compare/{other_id}", response=ComparisonOut, operation_id="handbook_compare")
@needs(Permission.VIEW_HANDBOOK)
def compare(request: SignedInRequest, version_id: VersionId, other_id: VersionId) -> ComparisonOut:
    """Return what the version says otherwise than the other one."""
    return ComparisonOut.of(queries.compare(version_of(request, other_id), version_of(request, version_id)))


@router.post("/versions/{version_id}/score", response=ScoreOut, operation_id="handbook_score")
@needs(Permission.VIEW_HANDBOOK)
def score(request: SignedInRequest, version_id: VersionId, body: AnswersIn) -> ScoreOut:
    """Score answers without storing anything; unknown codes and answers that cannot be are refused, all at once."""
    found = version_of(request, version_id)
    items = {item.code: item for item in queries.items_of(found)}
    scores = _scores(items, body)
    sheet = rules.score_sheet(found.scale, scores.values(), queries.bands_of(found))
    return ScoreOut.of(sheet, {code: _item_out(row) for code, row in scores.items()})


def _scores(items: dict[str, Item], body: AnswersIn) -> dict[str, ItemScore]:
    scores, wrong = {}, []
    for code, answer in body.answers.items():
        if code not in items:
            wrong.append(Refusal(rules.no_such_item(), column=code[:40]))
            continue
        try:
            scores[code] = rules.score_item(items[code], rules.require_answer(items[code], answer))
        except InputRefused as refused:
            wrong += [Refusal(refusal.reason, column=f"{code}.{refusal.column}") for refusal in refused.refusals]
    if wrong:
        raise InputRefused("handbook.cannot_be", wrong[0].reason, wrong)
    return scores


def _item_out(row: ItemScore) -> ItemScoreOut:
    earned, applicable = rules.half_up(row.earned), rules.half_up(row.applicable)
    return ItemScoreOut(earned=earned, applicable=applicable, is_veto=row.is_veto, is_flag=row.is_flag)
