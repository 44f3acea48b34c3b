"""Everything that the page of a sheet shows, fetched once; and who may know who inspects."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from biaogan.accounts.access import Actor, Permission
from biaogan.audit.queries import timeline
from biaogan.core.parts import Entry
from biaogan.evidence.models import Evidence
from biaogan.handbook.models import Item
from biaogan.inspections.choices import State
from biaogan.inspections.models import (
    Answer,
    AnswerEvidence,
    Dispute,
    DisputedItem,
    Guidance,
    Sheet,
    SheetChange,
    SheetInspector,
    SheetScore,
)
from biaogan.inspections.queries.fields import contested, items_asked
from biaogan.obligations.models import Obligation
from biaogan.rectification.models import Finding

CHANGES_SHOWN = 50

#: Events of which the page has more to say than that they happened: limits, and each field that was filled in.
SHOWN_ELSEWHERE = ("obligation.", "sheet.changed", "sheet.proof_added", "evidence.added")


@dataclass(frozen=True)
class SheetPage:
    sheet: Sheet
    # Nobody where the reader may not know.
    inspectors: list[SheetInspector]
    is_hidden: bool
    items: list[Item]
    answers: dict[int, Answer]
    proofs: dict[int, list[Evidence]]
    findings: list[Finding]
    guidance: list[Guidance]
    scores: list[SheetScore]
    dispute: Dispute | None
    disputed: dict[int, DisputedItem]
    # What was kept aside and waits for a choice; what did not hold, or was changed after the sheet was handed in.
    asides: list[SheetChange]
    changes: list[SheetChange]
    duties: list[Obligation]
    entries: list[Entry]

    @property
    def open_items(self) -> list[Item]:
        """The items that nobody has answered yet and that somebody has to."""
        return [item for item in self.items if not item.is_on_record and self._is_open(item.pk)]

    def _is_open(self, item: int) -> bool:
        answer = self.answers.get(item)
        return answer is None or answer.value is None

    @property
    def next(self) -> Obligation | None:
        """What has to be done first, a window to dispute included."""
        return min((duty for duty in self.duties if duty.is_open), key=lambda duty: duty.due_at, default=None)


def visible_sheet(actor: Actor, sheet_id: int) -> Sheet:
    """Return the sheet with what its page's head shows; raises Sheet.DoesNotExist outside the actor's sight."""
    people = SheetInspector.objects.select_related("person").order_by("-is_lead", "pk")
    rows = Sheet.objects.visible_to(actor).select_related(
        "case__subject_unit",
        "case__handling_unit",
        "version__handbook",
        "plan",
        "second_of__case",
    )
    return rows.prefetch_related(Prefetch("inspectors", queryset=people)).get(pk=sheet_id)


def may_see_inspectors(sheet: Sheet, actor: Actor) -> bool:
    """Tell whether the actor may know who inspects: of a mystery visit only with the right to, or by having been there."""
    if not sheet.is_mystery or actor.is_job:
        return True
    if actor.may(Permission.VIEW_MYSTERY, sheet.case.subject_unit):
        return True
    return actor.person_id is not None and any(row.person_id == actor.person_id for row in sheet.inspectors.all())


def inspects(sheet: Sheet, actor: Actor) -> bool:
    return actor.person_id is not None and any(row.person_id == actor.person_id for row in sheet.inspectors.all())


def sheet_page(sheet: Sheet, actor: Actor) -> SheetPage:
    """Fetch the parts of a sheet's page, each with one query; the sheet is one of `visible_sheet`."""
    is_hidden = not may_see_inspectors(sheet, actor)
    dispute = Dispute.objects.filter(sheet=sheet).select_related("by", "settled_by").first()
    disputed = DisputedItem.objects.filter(dispute=dispute) if dispute else []
    return SheetPage(
        sheet=sheet,
        inspectors=[] if is_hidden else list(sheet.inspectors.all()),
        is_hidden=is_hidden,
        items=items_asked(sheet),
        answers=answers_of(sheet),
        proofs=proofs_of(sheet),
        findings=_findings(sheet, actor),
        guidance=list(Guidance.objects.filter(sheet=sheet).select_related("by", "item").order_by("pk")),
        scores=list(SheetScore.objects.filter(sheet=sheet).select_related("by").order_by("-pk")),
        dispute=dispute,
        disputed={row.item_id: row for row in disputed},
        asides=contested(sheet) if sheet.state == State.IN_PROGRESS else [],
        changes=_changes(sheet),
        duties=_duties(sheet),
        entries=entries_of(sheet, actor),
    )


def answers_of(sheet: Sheet) -> dict[int, Answer]:
    return {answer.item_id: answer for answer in Answer.objects.filter(sheet=sheet)}


def proofs_of(sheet: Sheet) -> dict[int, list[Evidence]]:
    """Return the proof of each item; what belongs to the sheet as a whole stands under 0."""
    found: dict[int, list[Evidence]] = {}
    rows = AnswerEvidence.objects.filter(sheet=sheet, evidence__deletion__isnull=True).select_related("evidence")
    for row in rows.order_by("pk"):
        found.setdefault(row.item_id or 0, []).append(row.evidence)
    return found


def entries_of(sheet: Sheet, actor: Actor) -> list[Entry]:
    """Return the sheet's history; of a mystery visit it names nobody to whom may not know."""
    entries = timeline(sheet.pk, actor, leave_out=SHOWN_ELSEWHERE)
    if may_see_inspectors(sheet, actor):
        return entries
    return [dataclasses.replace(entry, who="") for entry in entries]


def evidence_shown(rows: Sequence[Evidence], *, is_hidden: bool) -> Sequence[Evidence]:
    """Return the proof as it may be shown: without a word on who added it, where that is hidden."""
    for row in rows if is_hidden else ():
        row.added_by, row.added_ref = None, "—"
    return rows


def _findings(sheet: Sheet, actor: Actor) -> list[Finding]:
    rows = Finding.objects.visible_to(actor).filter(source_case=sheet.pk)
    return list(rows.select_related("case", "notice__case", "responsible_person").order_by("pk"))


def _changes(sheet: Sheet) -> list[SheetChange]:
    rows = SheetChange.objects.filter(sheet=sheet).exclude(why="").exclude(why="filled")
    return list(rows.select_related("item", "by").order_by("-pk")[:CHANGES_SHOWN])


def _duties(sheet: Sheet) -> list[Obligation]:
    rows = Obligation.objects.filter(case=sheet.pk, cancelled_at__isnull=True).order_by("started_at", "pk")
    return list(rows.select_related("debtor_post__unit", "debtor_unit", "rule", "person"))
