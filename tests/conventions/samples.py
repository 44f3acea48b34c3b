"""What to put in for every parameter of every route, so that the generated test can walk through all of them.

A key is «route.parameter» or, for all routes of an app, «app.parameter»; an operation of the API is named by its
`operation_id`. Add a line here with every new parameter. `thing` is something that belongs to a unit: whoever has nothing to
do with that unit must not find it. `word` is the same for everybody: a code, a kind, a form.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.conventions.world import World


@dataclass(frozen=True)
class Sample:
    of: Callable[[World], Any]
    is_thing: bool


def thing(of: Callable[[World], Any]) -> Sample:
    return Sample(of, is_thing=True)


def word(value: Any) -> Sample:
    return Sample(lambda world: value, is_thing=False)


SAMPLES: dict[str, Sample] = {
    # core
    "core.kind": word("outlets"),
    "core.key": word(uuid.UUID(int=7)),
    "core.page": word("list"),
    # workcal
    "workcal.code": word("cn"),
    "workcal.year": word(2026),
    "workcal.day": word("2026-11-24"),
    # The days of the nation are nobody's to mark by hand.
    "workcal:day.code": word("cn-gx"),
    # org
    "org.pk": thing(lambda world: world.outlet.pk),
    "org:person.pk": thing(lambda world: world.teller.pk),
    "org:person_edit.pk": thing(lambda world: world.teller.pk),
    "org:person_leave.pk": thing(lambda world: world.teller.pk),
    "org:holding_end.pk": thing(lambda world: world.holding.pk),
    "org:holding_withdraw.pk": thing(lambda world: world.holding.pk),
    "org.unit_id": thing(lambda world: world.outlet.pk),
    "org.person_id": thing(lambda world: world.teller.pk),
    "org.holding_id": thing(lambda world: world.holding.pk),
    "org.day": word("2026-11-24"),
    # accounts
    "accounts.pk": thing(lambda world: world.user.pk),
    "accounts:role_revoke.pk": thing(lambda world: world.grant.pk),
    "accounts:user_token_revoke.pk": thing(lambda world: world.token_pk),
    "accounts:token_revoke.pk": thing(lambda world: world.token_pk),
    "accounts.user_id": thing(lambda world: world.user.pk),
    "accounts.grant_id": thing(lambda world: world.grant.pk),
    "accounts.token_id": thing(lambda world: world.token_pk),
    # premises
    "premises.pk": thing(lambda world: world.outlet.pk),
    "premises:device.pk": thing(lambda world: world.machine.pk),
    "premises:device_edit.pk": thing(lambda world: world.machine.pk),
    "premises:device_remove.pk": thing(lambda world: world.machine.pk),
    "premises:report.pk": thing(lambda world: world.machine.pk),
    "premises:repair.pk": thing(lambda world: world.repair.pk),
    **{
        f"premises:repair_{move}.pk": thing(lambda world: world.repair.pk)
        for move in ("assign", "mended", "check", "give_back", "drop")
    },
    "premises.repair_id": thing(lambda world: world.repair.pk),
    "premises:scanned.code": thing(lambda world: world.machine.code),
    "premises:area_edit.pk": thing(lambda world: world.area.pk),
    "premises:area_remove.pk": thing(lambda world: world.area.pk),
    "premises:counter_edit.pk": thing(lambda world: world.counter.pk),
    "premises:counter_remove.pk": thing(lambda world: world.counter.pk),
    "premises.day": thing(lambda world: world.exception.day),
    "premises:exception_withdraw.day": thing(lambda world: world.exception.day),
    "premises.unit_id": thing(lambda world: world.outlet.pk),
    "premises.area_id": thing(lambda world: world.area.pk),
    "premises.counter_id": thing(lambda world: world.counter.pk),
    "premises.device_id": thing(lambda world: world.machine.pk),
    # parties
    "parties.pk": thing(lambda world: world.complaint.party_id),
    "parties.party_id": thing(lambda world: world.complaint.party_id),
    # cases
    "cases.pk": thing(lambda world: world.case.pk),
    "cases.case_id": thing(lambda world: world.case.pk),
    "cases.bar_id": thing(lambda world: world.bar.pk),
    # evidence
    "evidence.case_id": thing(lambda world: world.case.pk),
    "evidence.evidence_id": thing(lambda world: world.proof.pk),
    "evidence.pk": thing(lambda world: world.proof.pk),
    # notify
    "notify:open.pk": thing(lambda world: world.notification.pk),
    "notify:send_again.pk": thing(lambda world: world.delivery.pk),
    "notify:count_as_sent.pk": thing(lambda world: world.delivery.pk),
    "notify.delivery_id": thing(lambda world: world.delivery.pk),
    "notify.code": word("obligation.overdue"),
    # obligations
    "obligations.pk": thing(lambda world: world.obligation.pk),
    "obligations:duty.pk": thing(lambda world: world.duty.pk),
    "obligations:end_recurring.pk": Sample(lambda world: world.recurring.pk, is_thing=False),
    "obligations.kind": word("complaint.investigate"),
    "obligations.token": word("nonsense"),
    "obligations.duty_id": Sample(lambda world: world.recurring.pk, is_thing=False),
    "obligations.obligation_id": thing(lambda world: world.obligation.pk),
    # metrics
    "metrics.code": word("complaints-received"),
    # papers
    "papers.paper_id": thing(lambda world: world.paper.pk),
    "papers_edit_draft.paper_id": thing(lambda world: world.draft.pk),
    "papers_issue.paper_id": thing(lambda world: world.draft.pk),
    "papers_discard.paper_id": thing(lambda world: world.draft.pk),
    "papers.pk": thing(lambda world: world.paper.pk),
    "papers:draft.pk": thing(lambda world: world.draft.pk),
    "papers:issue.pk": thing(lambda world: world.draft.pk),
    "papers:discard.pk": thing(lambda world: world.draft.pk),
    "papers.number": word(1),
    "papers.form": word("pdf"),
    "papers.kind": word("test.notice"),
    # sync
    "sync.pk": thing(lambda world: world.handset.device.pk if world.handset.device else 0),
    "sync.device_id": thing(lambda world: world.handset.device.pk if world.handset.device else 0),
    # The uploads of a device are nobody else's, so that no walker finds this one.
    "sync.upload_id": word(uuid.UUID("01939d1f-6c00-7000-8000-000000000001")),
    # handbook: open to everybody who sees handbooks at all
    "handbook.pk": Sample(lambda world: world.edition.pk, is_thing=False),
    "handbook.other": Sample(lambda world: world.edition.pk, is_thing=False),
    "handbook:item.pk": Sample(lambda world: world.line.pk, is_thing=False),
    "handbook:item_edit.pk": Sample(lambda world: world.line.pk, is_thing=False),
    "handbook:item_remove.pk": Sample(lambda world: world.line.pk, is_thing=False),
    "handbook:area_edit.pk": Sample(lambda world: world.line.area_id, is_thing=False),
    "handbook:area_remove.pk": Sample(lambda world: world.line.area_id, is_thing=False),
    "handbook.handbook_id": Sample(lambda world: world.edition.handbook_id, is_thing=False),
    "handbook.version_id": Sample(lambda world: world.edition.pk, is_thing=False),
    "handbook.other_id": Sample(lambda world: world.edition.pk, is_thing=False),
    "handbook.item_id": Sample(lambda world: world.line.pk, is_thing=False),
    "handbook.area_id": Sample(lambda world: world.line.area_id, is_thing=False),
    # field
    "field.pk": thing(lambda world: world.handset.device.pk if world.handset.device else 0),
    # complaints
    "complaints.pk": thing(lambda world: world.complaint.pk),
    "complaints:report_order.pk": thing(lambda world: world.order.pk),
    "complaints:close_order.pk": thing(lambda world: world.order.pk),
    "complaints.move": word("give_verdict"),
    "complaints.who": word("complainant"),
    "complaints.complaint_id": thing(lambda world: world.complaint.pk),
    "complaints.order_id": thing(lambda world: world.order.pk),
    # rectification
    "rectification.pk": thing(lambda world: world.finding.pk),
    **{
        f"rectification:{name}.pk": thing(lambda world: world.notice.pk)
        for name in (
            "notice",
            "edit",
            "notice_page",
            "submit",
            "approve",
            "revise",
            "issue",
            "receive",
            "withdraw_notice",
        )
    },
    "rectification.number": word(1),
    "rectification.link_id": thing(lambda world: world.link.pk),
    "rectification.finding_id": thing(lambda world: world.finding.pk),
    "rectification.notice_id": thing(lambda world: world.notice.pk),
    # inspections
    "inspections.pk": thing(lambda world: world.sheet.pk),
    "inspections.item_id": thing(lambda world: world.sheet_item.pk),
    "inspections.form": word("pdf"),
    "inspections.move": word("assign"),
    "inspections:plan.pk": thing(lambda world: world.plan.pk),
    "inspections:plan_close.pk": thing(lambda world: world.plan.pk),
    "inspections:draw_units.pk": thing(lambda world: world.plan.pk),
    "inspections:draw.pk": thing(lambda world: world.draw.pk),
    "inspections:draw_file.pk": thing(lambda world: world.draw.pk),
    "inspections:plan_drawn.pk": thing(lambda world: world.draw.pk),
    "inspections:begin_self_check.pk": thing(lambda world: world.outlet.pk),
    "inspections.sheet_id": thing(lambda world: world.sheet.pk),
    "inspections.plan_id": thing(lambda world: world.plan.pk),
    "inspections.draw_id": thing(lambda world: world.draw.pk),
    # off-site monitoring
    **{
        f"inspections:{name}.pk": thing(lambda world: world.reviewed.request.pk)
        for name in ("recording", "recording_move")
    },
    **{
        f"inspections:{name}.pk": thing(lambda world: world.reviewed.request.spans.get().pk)
        for name in ("recording_clip", "recording_place")
    },
    **{
        f"inspections:{name}.pk": thing(lambda world: world.reviewed.sheet.pk)
        for name in (
            "desk",
            "desk_work",
            "desk_look",
            "desk_frame",
            "desk_screenshot",
            "desk_mark",
            "desk_answer",
            "agreement_second",
        )
    },
    "inspections:recording_move.move": word("approve"),
    "inspections:recording_sample.pk": thing(lambda world: world.lot.pk),
    "inspections:desk_drop_mark.pk": thing(lambda world: world.bookmark.pk),
    "inspections:desk_line.pk": thing(lambda world: world.reviewed.clip.pk),
    "inspections.request_id": thing(lambda world: world.reviewed.request.pk),
    "inspections.sample_id": thing(lambda world: world.lot.pk),
    "inspections.span_id": thing(lambda world: world.reviewed.request.spans.get().pk),
    "inspections.footage_id": thing(lambda world: world.reviewed.clip.pk),
    "inspections.mark_id": thing(lambda world: world.bookmark.pk),
    # reception
    "reception.token": word("nonsense"),
    "reception.outlet_code": word("X"),
}

#: What addresses ask for besides, after the question mark.
QUESTIONS: dict[str, Sample] = {
    "metrics_figures": thing(lambda world: f"unit={world.outlet.pk}&period=2026-10"),
    "metrics_months": thing(lambda world: f"unit={world.outlet.pk}&period=2026-10"),
    "metrics_rows": thing(lambda world: f"unit={world.outlet.pk}&period=2026-10"),
    "workcal_deadline": word("start=2026-02-12&limit=2wd"),
    "cases_find": word("number=C-2026-000001"),
    "inspections_agreement": thing(lambda world: f"unit={world.outlet.code}&first=2026-11-01&last=2026-11-24"),
    "inspections_compared": thing(lambda world: f"unit={world.outlet.code}"),
}

#: Routes that somebody with the right named at the door may yet find shut inside their units, and why.
NOT_AT_ONCE: dict[str, str] = {
    "core:import_*": "each kind of file asks for a right of its own",
    "accounts_revoke_token": "one's own tokens alone",
    "evidence_looks": "who looked at a file is for those who supervise its case or audit it",
    "evidence:accesses": "who looked at a file is for those who may put the case under hold",
    "papers:*": "a paper without a case is for those who issue its kind",
    "papers_*": "a paper without a case is for those who issue its kind",
    "premises:repair_*": "each move asks for a right of its own, at a stage of its own",
    "premises_*repair*": "each move asks for a right of its own, at a stage of its own",
    "premises_mended": "each move asks for a right of its own, at a stage of its own",
    "rectification:*": "each move asks for a right of its own, at a stage of its own",
    "inspections:plan*": "plans are seen by those who plan, inspect or settle",
    "inspections:draw*": "plans are seen by those who plan, inspect or settle",
    "inspections_plan*": "plans are seen by those who plan, inspect or settle",
    "inspections_draw*": "plans are seen by those who plan, inspect or settle",
    "inspections:*": "each move asks for a right of its own, at a stage of its own",
    "inspections_*": "what inspectors do is theirs alone who are named in the sheet",
    "complaints:*": "each move asks for a right of its own, at a stage of its own",
}
