"""What the review desk shows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.core.parts import Badge, Tone
from biaogan.handbook.models import Item
from biaogan.handbook.rules import Answer as AnswerValue
from biaogan.handbook.rules import answer_text, rule_text, score_item
from biaogan.inspections.choices import State
from biaogan.inspections.looks import recordings
from biaogan.inspections.looks.recordings import line_badge
from biaogan.inspections.models import Answer, AnswerEvidence, Footage, Mark, RecordingSpan, Sheet, SheetInspector
from biaogan.inspections.queries import items_asked
from biaogan.inspections.queries import recordings as queries
from biaogan.inspections.rules import is_proof_wanted
from biaogan.inspections.rules.footage import LineState, Request

if TYPE_CHECKING:
    from biaogan.evidence.models import Evidence


@dataclass(frozen=True)
class Stage:
    """A stretch that can be shown: its clip, or the place where it is seen."""

    span: RecordingSpan
    clip: Footage | None
    place: Footage | None
    is_chosen: bool = False

    @property
    def source(self) -> str:
        return reverse("evidence:download", args=[self.clip.evidence_id]) if self.clip else ""

    @property
    def line_badge(self) -> Badge | None:
        return line_badge(self.clip) if self.clip and self.clip.line_state != LineState.NONE else None

    @property
    def starts_ms(self) -> int:
        begins = self.clip.starts_at if self.clip else self.span.from_at
        return int(begins.timestamp() * 1000)


@dataclass(frozen=True)
class DeskPage:
    sheet: Sheet
    stages: list[Stage]
    chosen: Stage | None
    purpose: str
    #: request -> stretches for which no purpose was said within this sitting.
    to_say: dict[int, list[int]]
    is_mine: bool
    trail: list[tuple[str, str]]
    #: Why nothing can be shown yet; empty where it can.
    why: str = ""

    @property
    def may_ask_more(self) -> bool:
        # A second review looks at what the first one looked at, and asks for nothing of its own.
        return self.is_mine and self.sheet.second_of_id is None

    @property
    def is_open(self) -> bool:
        return self.is_mine and not self.to_say and self.sheet.state == State.IN_PROGRESS and bool(self.stages)


@dataclass(frozen=True)
class ItemLine:
    item: Item
    text: str
    tone: str
    proofs: int
    lacks_proof: bool = False


@dataclass(frozen=True)
class Work:
    """The sheet's side of the desk: its items, the one that is chosen, and the marks."""

    lines: list[ItemLine]
    item: Item | None
    rule: str
    next_id: int | None
    previous_id: int | None
    answered: int
    marks: list[Mark]
    proofs: list[Evidence] = field(default_factory=list)


def desk_page(sheet: Sheet, actor: Actor, *, now: dt.datetime, chosen: int | None = None) -> DeskPage:
    requests = queries.requests_for(sheet, actor)
    allowed = [asked for asked in requests if asked.state == Request.APPROVED]
    lines = queries.span_lines(allowed)
    stages = [_stage(line) for line in lines]
    said = queries.may_go_on(actor.person_id, [stage.span.pk for stage in stages], now=now)
    to_say: dict[int, list[int]] = defaultdict(list)
    for stage in stages:
        if stage.span.pk not in said:
            to_say[stage.span.request_id].append(stage.span.pk)
    shown = next((stage for stage in stages if stage.span.pk == chosen), stages[0] if stages else None)
    mine = SheetInspector.objects.filter(sheet=sheet, person=actor.person_id).exists()
    purpose = allowed[0].purpose if allowed else ""
    why = _why(sheet, requests, stages, mine=mine)
    return DeskPage(sheet, stages, shown, purpose, dict(to_say), mine, recordings.trail(), why)


def _stage(line: queries.SpanLine) -> Stage:
    clip = next((each for each in line.footage if each.is_clip), None)
    place = next((each for each in line.footage if not each.is_clip), None)
    return Stage(line.span, clip, place)


def _why(sheet: Sheet, requests: list[Any], stages: list[Stage], *, mine: bool) -> str:
    if not mine:
        return _("The desk is for the inspectors of this sheet.")
    if sheet.state not in (State.ASSIGNED, State.IN_PROGRESS):
        return _("This sheet is not in hand.")
    if not requests:
        return _("No recordings were asked for this sheet yet.")
    return "" if stages else _("The viewing is not approved yet, or has ended.")


def work(sheet: Sheet, *, chosen: int | None) -> Work:
    items = [item for item in items_asked(sheet) if not item.is_on_record]
    answers = {answer.item_id: answer for answer in Answer.objects.filter(sheet=sheet)}
    proofs: dict[int | None, list[Evidence]] = defaultdict(list)
    linked = AnswerEvidence.objects.filter(sheet=sheet, evidence__deletion__isnull=True).select_related("evidence")
    for row in linked.order_by("pk"):
        proofs[row.item_id].append(row.evidence)
    lines = [_line(item, answers.get(item.pk), len(proofs[item.pk])) for item in items]
    place = next((number for number, item in enumerate(items) if item.pk == chosen), 0)
    item = items[place] if items else None
    return Work(
        lines,
        item,
        rule_text(item) if item else "",
        items[place + 1].pk if place + 1 < len(items) else None,
        items[place - 1].pk if place else None,
        sum(1 for line in lines if line.text),
        queries.marks_of(sheet),
        proofs[item.pk] if item else [],
    )


def _line(item: Item, answer: Answer | None, proofs: int) -> ItemLine:
    value: AnswerValue | None = answer.value if answer else None
    if value is None:
        return ItemLine(item, "", Tone.REST, proofs)
    score = score_item(item, value)
    wrong = score.deducted > 0 or score.is_veto
    tone = Tone.OVER if wrong else Tone.PROVEN if score.is_applicable else Tone.REST
    return ItemLine(item, answer_text(item, value), tone, proofs, is_proof_wanted(item, score) and not proofs)


def item_of(sheet: Sheet, pk: int | None) -> Item | None:
    return next((item for item in items_asked(sheet) if item.pk == pk), None)


def line_json(clip: Footage) -> dict[str, Any]:
    return {
        "state": clip.line_state,
        "percent": clip.line_percent,
        "step_ms": clip.line_step,
        "values": clip.line if clip.line_state == LineState.DRAWN else [],
        "says": str(line_badge(clip).text) if clip.line_state != LineState.NONE else "",
    }
