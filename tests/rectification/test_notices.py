from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day
from biaogan.notify.models import Notification
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from biaogan.papers import actions as papers
from biaogan.papers.models import Paper
from biaogan.papers.rendering import file_of
from biaogan.rectification import actions, queries
from biaogan.rectification.choices import Basis, NoticeState, Source, State
from biaogan.rectification.models import Finding, Notice
from tests.conftest import NOW
from tests.factories import evidence
from tests.factories import rectification as make

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def _owed(case) -> set[str]:
    return set(Obligation.objects.open().filter(case=case).values_list("kind", flat=True))


def test_a_draft_names_the_unit_its_head_and_the_limit_of_the_rule_until_somebody_says_otherwise():
    at_desk = make.desk()
    one = make.finding(at_desk)

    made = make.notice(at_desk, findings=[one])

    stands = make.again(one)
    assert (stands.responsible_unit, stands.responsible_person) == (
        at_desk.outlet,
        at_desk.person(PostKind.OUTLET_HEAD),
    )
    assert (stands.state, made.state, made.number) == (State.OPEN, NoticeState.DRAFT, "")
    # Ten working days after Tuesday 24 November.
    assert local_day(stands.due_at) == dt.date(2026, 12, 8)


def test_a_notice_holds_open_findings_of_the_unit_that_it_goes_to():
    at_desk = make.desk()
    one, foreign = make.finding(at_desk), make.finding(at_desk, at_desk.branch.outlets[1])

    with pytest.raises(InputRefused):
        make.notice(at_desk, findings=[one, foreign])
    with pytest.raises(InputRefused):
        actions.draft_notice(unit=at_desk.outlet, findings=[], basis=Basis.ONSITE, by=at_desk.inspector, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.draft_notice(
            unit=at_desk.outlet, findings=[one.pk], basis=Basis.ONSITE, by=at_desk.outlet_head, now=NOW
        )
    make.notice(at_desk, findings=[one])
    with pytest.raises(RuleBroken) as refused:
        make.notice(at_desk, findings=[one])
    assert refused.value.code == "finding.noticed_already"


def test_whoever_puts_it_right_is_of_the_responsible_unit_and_the_limit_lies_ahead():
    at_desk = make.desk()
    one = make.finding(at_desk)
    make.notice(at_desk, findings=[one])
    it, head = at_desk.branch.it, at_desk.person(PostKind.DEPARTMENT_HEAD, at_desk.branch.it)

    def attempt(person=head, due_at=NOW + 5 * DAY):
        actions.assign(finding_id=one.pk, unit=it, person=person, due_at=due_at, by=at_desk.inspector, now=NOW)

    with pytest.raises(InputRefused):
        attempt(person=at_desk.person(PostKind.OUTLET_HEAD))
    with pytest.raises(InputRefused):
        attempt(due_at=NOW - DAY)
    attempt()

    stands = make.again(one)
    assert (stands.responsible_unit, stands.responsible_person) == (it, head)
    assert stands.due_at == queries.end_of(dt.date(2026, 11, 29))


def test_nobody_approves_their_own_draft_and_the_outlet_none_at_all():
    at_desk = make.desk()
    one = make.finding(at_desk)
    own = actions.draft_notice(
        unit=at_desk.outlet, findings=[one.pk], basis=Basis.ONSITE, by=at_desk.office_head, now=NOW
    )

    with pytest.raises(RuleBroken) as refused:
        actions.approve_notice(notice_id=own.pk, by=at_desk.office_head, now=NOW)
    assert refused.value.code == "notice.own_draft"
    for actor in (at_desk.inspector, at_desk.outlet_head):
        with pytest.raises(PermissionDenied):
            actions.approve_notice(notice_id=own.pk, by=actor, now=NOW)
    actions.approve_notice(notice_id=own.pk, by=at_desk.vice_president, now=NOW)
    assert Event.objects.filter(name="notice.approved", case_ref=own.pk).exists()


def test_approval_that_is_asked_for_lies_with_the_head_of_the_office_until_it_is_given():
    at_desk = make.desk()
    made = make.notice(at_desk)

    actions.submit_notice(notice_id=made.pk, by=at_desk.inspector, now=NOW)

    assert Obligation.objects.open().get(case=made.case).debtor_post.kind == PostKind.OFFICE_HEAD
    with pytest.raises(RuleBroken):
        actions.submit_notice(notice_id=made.pk, by=at_desk.inspector, now=NOW)
    actions.approve_notice(notice_id=made.pk, by=at_desk.office_head, now=NOW)
    assert _owed(made.case) == set()


@pytest.mark.parametrize("lacking", ["requirement", "responsible_person", "due_at"])
def test_a_notice_that_does_not_say_who_what_and_when_is_not_approved(lacking):
    at_desk = make.desk()
    one = make.finding(at_desk)
    made = make.notice(at_desk, findings=[one])
    Finding.objects.filter(pk=one.pk).update(**{lacking: "" if lacking == "requirement" else None})

    with pytest.raises(InputRefused) as refused:
        actions.approve_notice(notice_id=made.pk, by=at_desk.office_head, now=NOW)
    assert refused.value.code == "notice.incomplete"


def test_an_issued_notice_has_a_number_and_every_limit_on_it_runs():
    at_desk = make.desk()
    one, two = make.finding(at_desk), make.finding(at_desk, fact="地面湿滑", item_code="E02")

    made = make.notice(at_desk, NoticeState.ISSUED, findings=[one, two])

    assert made.number == "示范银服整〔2026〕1号"
    assert (made.paper.unit, made.paper.case) == (at_desk.branch.branch, made.case)
    for each in (make.again(one), make.again(two)):
        duty = Obligation.objects.open().get(case=each.case)
        assert (duty.kind, duty.person, duty.due_at) == ("finding.rectify", each.responsible_person, each.due_at)
        assert each.state == State.NOTICED
    assert _owed(made.case) == {"notice.receive"}
    told = Notification.objects.filter(code="notice.issued").values_list("person", flat=True)
    assert set(told) == {at_desk.person(PostKind.OUTLET_HEAD).pk}


def test_the_paper_says_what_is_wrong_and_who_puts_it_right_until_when():
    at_desk = make.desk()
    make.finding(at_desk, found_at=NOW - DAY)
    made = make.notice(
        at_desk,
        NoticeState.ISSUED,
        findings=[make.finding(at_desk)],
        inspected_on=dt.date(2026, 11, 20),
        inspectors="王芳、赵强",
        copies=["运营管理部"],
    )

    (row,) = next(part["rows"] for part in made.paper.parts if part["code"] == "findings")
    assert (row["item"], row["points"], row["repeat"], row["due"]) == ("E01", "4", "屡查屡犯", "2026年12月8日")
    assert row["person"] == at_desk.person(PostKind.OUTLET_HEAD).name
    assert "2026年11月20日现场检查（检查人：王芳、赵强）" in made.paper.part_text("opening")
    assert made.paper.copies == ["运营管理部"]
    assert file_of(made.paper, "pdf", now=NOW).startswith(b"%PDF")
    assert file_of(made.paper, "docx", now=NOW).startswith(b"PK")


def test_a_draft_can_be_looked_at_before_anybody_approves_it():
    at_desk = make.desk()

    sheet = queries.preview(make.notice(at_desk), now=NOW)

    assert (sheet.mark, sheet.number) == ("草稿", "示范银服整〔　　〕　号")
    assert [row["fact"] for part in sheet.parts for row in part.get("rows", ())] == ["叫号机缺纸，客户无法取号"]


def test_numbers_begin_anew_each_year_and_without_an_issuer_code_nothing_is_issued():
    at_desk = make.desk()
    make.notice(at_desk, NoticeState.ISSUED)
    next_year = dt.datetime(2027, 1, 5, 10, 0, tzinfo=NOW.tzinfo)

    later = make.notice(at_desk, NoticeState.ISSUED, now=next_year)

    assert later.number == "示范银服整〔2027〕1号"
    at_desk.branch.branch.issuer_codes.all().delete()
    with pytest.raises(RuleBroken) as refused:
        make.notice(at_desk, NoticeState.ISSUED, now=NOW)
    assert refused.value.code == "paper.no_issuer_code"
    assert Paper.objects.count() == 2


def test_its_paper_is_issued_and_voided_by_the_notice_alone():
    at_desk = make.desk()
    made = make.notice(at_desk, NoticeState.ISSUED)

    with pytest.raises(RuleBroken) as refused:
        papers.void(paper_id=made.paper.pk, reason="有误", by=at_desk.office_head, now=NOW)

    assert refused.value.code == "paper.led_by_case"


def test_a_limit_that_passed_while_the_notice_lay_there_is_set_anew_first():
    at_desk = make.desk()
    made = make.notice(at_desk, NoticeState.APPROVED)

    with pytest.raises(InputRefused) as refused:
        actions.issue_notice(notice_id=made.pk, by=at_desk.inspector, now=NOW + 30 * DAY)
    assert refused.value.code == "notice.late"
    one = made.findings.get()
    with pytest.raises(RuleBroken):
        actions.assign(
            finding_id=one.pk,
            unit=one.responsible_unit,
            person=one.responsible_person,
            due_at=NOW + 40 * DAY,
            by=at_desk.inspector,
            now=NOW + 30 * DAY,
        )
    actions.revise_notice(notice_id=made.pk, reason="期限已过", by=at_desk.inspector, now=NOW + 30 * DAY)
    assert Notice.objects.get(pk=made.pk).approver is None


def test_the_outlet_signs_for_it_not_before_the_issue_and_not_ahead():
    at_desk = make.desk()
    made = make.notice(at_desk, NoticeState.ISSUED)
    signature = evidence.make_evidence(made.case)

    def attempt(by=at_desk.outlet_head, happened_at=None, signed=signature.pk, now=NOW + DAY):
        actions.receive_notice(notice_id=made.pk, signature=signed, by=by, now=now, happened_at=happened_at)

    with pytest.raises(PermissionDenied):
        attempt(by=at_desk.inspector)
    for forged in (NOW - DAY, NOW + 2 * DAY):
        with pytest.raises(InputRefused):
            attempt(happened_at=forged)
    with pytest.raises(InputRefused):
        attempt(signed=evidence.make_evidence(make.finding(at_desk).case).pk)
    attempt(happened_at=NOW + dt.timedelta(hours=2))

    stands = Notice.objects.get(pk=made.pk)
    assert (stands.state, stands.received_by, stands.signature) == (
        NoticeState.RECEIVED,
        at_desk.person(PostKind.OUTLET_HEAD),
        signature,
    )
    assert Obligation.objects.get(case=made.case).met_at == NOW + dt.timedelta(hours=2)


def test_a_withdrawn_notice_lets_its_findings_go_and_its_number_stays_withdrawn():
    at_desk = make.desk()
    one = make.finding(at_desk)
    made = make.notice(at_desk, NoticeState.RECEIVED, findings=[one])

    actions.withdraw_notice(notice_id=made.pk, reason="依据有误", by=at_desk.inspector, now=make.LATER)

    stands = make.again(one)
    made.paper.refresh_from_db()
    assert (stands.state, stands.notice, _owed(stands.case)) == (State.OPEN, None, set())
    assert (made.paper.state, made.paper.number) == ("void", "示范银服整〔2026〕1号")
    anew = make.notice(at_desk, NoticeState.ISSUED, findings=[one], now=make.LATER)
    assert anew.number == "示范银服整〔2026〕2号"


def test_a_discarded_draft_takes_no_number():
    at_desk = make.desk()
    draft = make.notice(at_desk)

    actions.withdraw_notice(notice_id=draft.pk, reason="并入另一份", by=at_desk.inspector, now=NOW)

    assert make.notice(at_desk, NoticeState.ISSUED).number == "示范银服整〔2026〕1号"


def test_a_root_cause_on_a_notice_is_owed_by_the_notice_and_goes_back_with_its_withdrawal():
    at_desk = make.desk()
    one = make.finding(at_desk, by=at_desk.service_manager, source=Source.SELF_CHECK)
    made = make.notice(at_desk, NoticeState.ISSUED, findings=[one])
    assert Obligation.objects.open().get(case=one.case).person is not None

    actions.withdraw_notice(notice_id=made.pk, reason="由网点自行整改", by=at_desk.inspector, now=make.LATER)

    assert Obligation.objects.open().get(case=one.case).person is None


def test_a_notice_closes_with_its_last_finding_and_not_before():
    at_desk = make.desk()
    one, two = make.finding(at_desk), make.finding(at_desk, item_code="E02")
    made = make.notice(at_desk, NoticeState.RECEIVED, findings=[one, two])

    make.checked(at_desk, make.answered(at_desk, one))
    made.refresh_from_db()
    assert made.state == NoticeState.RECEIVED
    actions.waive(finding_id=two.pk, reason="网点下月搬迁", by=at_desk.office_head, now=make.LATER)

    made.refresh_from_db()
    made.case.refresh_from_db()
    assert (made.state, made.closed_at, made.case.closed_at) == (NoticeState.CLOSED, make.LATER, make.LATER)
    assert Event.objects.filter(name="notice.closed", case_ref=made.pk).exists()
