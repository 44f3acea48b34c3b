"""The register of sheets, one sheet, its report, and self-checks beside the branch's result."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from biaogan.accounts.access import Actor, Permission, SignedInRequest, needs
from biaogan.cases.queries import narrowed
from biaogan.core.programs import Cursor, Day, cursor_page
from biaogan.core.time import local_day
from biaogan.handbook.rules import answer_text, half_up
from biaogan.inspections import actions, queries
from biaogan.inspections.actions.scoring import Answered, scored
from biaogan.inspections.api import schemas as s
from biaogan.inspections.api.lookups import sheet_seen, unit_by_code
from biaogan.inspections.api.paths import SheetId
from biaogan.inspections.choices import HANDED_IN, Channel, State
from biaogan.inspections.files import report_download, require_handed_in
from biaogan.inspections.looks.moves import allowed
from biaogan.inspections.models import Sheet
from biaogan.inspections.queries import calendar, lists
from biaogan.inspections.queries.lists import Choice
from biaogan.inspections.queries.pages import SheetPage, inspects, may_see_inspectors, sheet_page
from biaogan.inspections.report import figures
from biaogan.org.models import Unit

router = Router()


class Narrowing(Schema):
    model_config = ConfigDict(extra="ignore")

    q: str = Field("", max_length=80, description="Number, or words that were all written.")
    state: State | None = None
    channel: Channel | None = None
    grade: s.Code = ""
    late: bool = False
    unit: str = Field("", max_length=40, description="Code of a unit: it and all below it.")
    plan: s.Id | None = None
    begins_on: Day | None = None
    ends_on: Day | None = None
    cursor: str = Field("", max_length=400)
    size: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/sheets", response=s.SheetsOut, operation_id="inspections_sheets")
@needs(Permission.VIEW_INSPECTION)
def sheets(request: SignedInRequest, narrowing: Query[Narrowing]) -> s.SheetsOut:
    """List what the caller may see, the newest first."""
    choice = _choice(request.actor, narrowing)
    page = lists.register(request.actor, choice, cursor=narrowing.cursor, size=narrowing.size)
    items = [_out(request.actor, sheet) for sheet in page.rows]
    return s.SheetsOut(items=items, next=page.next, previous=page.previous)


@router.get("/mine", response=s.SheetsOut, operation_id="inspections_mine")
@needs(Permission.VIEW_INSPECTION)
def mine(request: SignedInRequest, cursor: Cursor = "") -> dict[str, Any]:
    """List the sheets in which the caller is named, also those that nobody else may see yet."""
    found = cursor_page(lists.mine(request.actor), by=["-planned_on", "-pk"], cursor=cursor)
    return {**found, "items": [_out(request.actor, sheet) for sheet in found["items"]]}


@router.get("/sheets/{sheet_id}", response=s.WholeSheetOut, operation_id="inspections_sheet")
@needs(Permission.VIEW_INSPECTION)
def sheet(request: SignedInRequest, sheet_id: SheetId) -> s.WholeSheetOut:
    return whole(request.actor, sheet_id)


@router.get("/sheets/{sheet_id}/report", response=s.ReportOut, operation_id="inspections_report")
@needs(Permission.VIEW_INSPECTION)
def report(request: SignedInRequest, sheet_id: SheetId) -> Any:
    one = sheet_seen(request.actor, sheet_id)
    require_handed_in(one)
    return figures(one, actor=request.actor)


def _report_file(request: SignedInRequest, sheet_id: int, form: str) -> HttpResponse:
    one = sheet_seen(request.actor, sheet_id)
    require_handed_in(one)
    return report_download(figures(one, actor=request.actor), form)


@router.get("/sheets/{sheet_id}/report.pdf", operation_id="inspections_report_pdf")
@needs(Permission.VIEW_INSPECTION)
def report_pdf(request: SignedInRequest, sheet_id: SheetId) -> HttpResponse:
    return _report_file(request, sheet_id, "pdf")


@router.get("/sheets/{sheet_id}/report.docx", operation_id="inspections_report_word")
@needs(Permission.VIEW_INSPECTION)
def report_word(request: SignedInRequest, sheet_id: SheetId) -> HttpResponse:
    return _report_file(request, sheet_id, "docx")


@router.get("/sheets/{sheet_id}/report.xlsx", operation_id="inspections_report_excel")
@needs(Permission.VIEW_INSPECTION)
def report_excel(request: SignedInRequest, sheet_id: SheetId) -> HttpResponse:
    return _report_file(request, sheet_id, "xlsx")


@router.post("/self-checks", response={201: s.SheetOut}, operation_id="inspections_begin_self_check")
@needs(Permission.CHECK_ONESELF)
def begin_self_check(request: SignedInRequest, body: s.SelfCheckIn) -> Status[s.SheetOut]:
    made = actions.begin_self_check(unit=unit_by_code(body.unit), by=request.actor, now=timezone.now())
    return Status(201, out(request.actor, made.pk))


class OfUnit(Schema):
    unit: s.NeededCode


@router.get("/self-checks/compared", response=s.ComparedOut | None, operation_id="inspections_compared")
@needs(Permission.VIEW_INSPECTION)
def compared(request: SignedInRequest, of: Query[OfUnit]) -> s.ComparedOut | None:
    """Return the outlet's last self-check beside the branch's last inspection, by area; null without a self-check."""
    units = Unit.objects.visible_to(request.actor, needs=Permission.VIEW_INSPECTION)
    unit = get_object_or_404(units, code=of.unit)
    found = calendar.compared(request.actor, unit)
    if found is None:
        return None
    areas = [
        s.AreaCompared(area=row.name, own=row.own, branch=row.branch, difference=row.difference) for row in found.areas
    ]
    return s.ComparedOut(own=found.own.pk, branch=found.branch.pk if found.branch else None, areas=areas)


def out(actor: Actor, sheet_id: int) -> s.SheetOut:
    """Return a sheet as it stands after something was done with it."""
    return _out(actor, lists.whole_rows().get(pk=sheet_id))


def _out(actor: Actor, one: Sheet) -> s.SheetOut:
    return s.SheetOut.of(one, is_hidden=not may_see_inspectors(one, actor))


def _choice(actor: Actor, narrowing: Narrowing) -> Choice:
    unit = unit_by_code(narrowing.unit) if narrowing.unit else None
    return Choice(
        states=(narrowing.state,) if narrowing.state else (),
        channel=narrowing.channel or "",
        grade=narrowing.grade,
        unit=unit,
        plan=narrowing.plan,
        begins_on=narrowing.begins_on,
        ends_on=narrowing.ends_on,
        is_late_on=local_day(timezone.now()) if narrowing.late else None,
        sought=lists.sought(narrowed(actor, unit), narrowing.q),
    )


def whole(actor: Actor, sheet_id: int) -> s.WholeSheetOut:
    """Return a sheet with all that its page shows. What is being filled in is the inspectors' own until it is handed in."""
    one = sheet_seen(actor, sheet_id)
    page = sheet_page(one, actor)
    may_see = may_see_answers(one, actor)
    revisions = {(item, which): pk for (_sheet, item, which), pk in queries.revisions([one.pk]).items()}
    return s.WholeSheetOut(
        **_out(actor, one).model_dump(),
        moves=[move.value for move in allowed(page, actor)],
        answers=_answers(page, revisions) if may_see else [],
        revisions={which: pk for (item, which), pk in revisions.items() if item is None} if may_see else {},
        guidance=[
            s.GuidanceOut(
                text=row.text,
                to_whom=row.to_whom,
                item=row.item.code if row.item else "",
                happened_at=row.happened_at,
            )
            for row in page.guidance
        ],
        scores=[_score(row, page) for row in page.scores],
        aside=[_aside(row) for row in page.asides] if may_see else [],
        dispute=_dispute(page),
        findings=[row.pk for row in page.findings],
    )


def may_see_answers(one: Sheet, actor: Actor) -> bool:
    return one.state in HANDED_IN or inspects(one, actor) or actor.may(Permission.SETTLE_SHEET, one.case.subject_unit)


def _answers(page: SheetPage, revisions: dict[tuple[int | None, str], int]) -> list[s.AnswerOut]:
    codes = {item.pk: item.code for item in page.items}
    return [_answer(row, page, revisions, codes) for row in scored(page.items, page.answers)]


def _answer(
    row: Answered, page: SheetPage, revisions: dict[tuple[int | None, str], int], codes: dict[int, str]
) -> s.AnswerOut:
    item, answer = row.item, row.answer
    counts = row.score.is_applicable
    return s.AnswerOut(
        item=item.code,
        name=item.name,
        value=answer.value if answer else None,
        text=answer_text(item, answer.value if answer else None),
        note=answer.note if answer else "",
        same_as=codes.get(answer.same_as_id or 0, "") if answer else "",
        earned=half_up(row.score.earned) if counts else None,
        deducted=half_up(row.score.deducted) if counts else None,
        points=item.points,
        is_filled=bool(answer and answer.is_filled),
        evidence=[one.pk for one in page.proofs.get(item.pk, [])],
        revisions={which: pk for (of, which), pk in revisions.items() if of == item.pk},
    )


def _score(row: Any, page: SheetPage) -> s.ScoreOut:
    same = {name: getattr(row, name) for name in s.ScoreOut.model_fields if name != "by"}
    return s.ScoreOut(by=row.by.name if row.by and not page.is_hidden else "", **same)


def _aside(row: Any) -> s.AsideOut:
    item = row.item.code if row.item else ""
    return s.AsideOut(id=row.pk, item=item, field=row.field, value=row.new, happened_at=row.happened_at)


def _dispute(page: SheetPage) -> s.DisputeOut | None:
    found = page.dispute
    if found is None:
        return None
    codes = {item.pk: item.code for item in page.items}
    items = {codes.get(pk, str(pk)): row.reason for pk, row in page.disputed.items()}
    return s.DisputeOut(
        reason=found.reason, items=items, at=found.at, settled_at=found.settled_at, outcome=found.outcome
    )
