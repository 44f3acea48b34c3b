"""Drafting, issuing and voiding, numbers without gaps, and templates that never change what exists."""

from __future__ import annotations

import datetime as dt
import random
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from biaogan.accounts.access import Role, job_actor
from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.papers import actions, queries
from biaogan.papers.models import IssuerCode, NumberRun, Paper, TemplateVersion
from biaogan.papers.rules import State
from tests.conftest import NOW
from tests.factories import org
from tests.factories.accounts import actor_with
from tests.factories.cases import make_case
from tests.factories.papers import CONTEXT, KIND, issuer_code, make_draft, make_paper, register_kind
from tests.factories.parties import make_party


@pytest.fixture
def branch(db: None) -> org.Unit:
    made = org.unit("branch")
    issuer_code(made)
    return made


def test_a_paper_is_drafted_from_the_template_and_numbered_when_it_is_issued(branch):
    head = actor_with(Role.OFFICE_HEAD, branch)
    paper = make_draft(branch, by=head)

    assert (paper.state, paper.number) == (State.DRAFT, "")
    assert paper.part_text("facts") == "经检查，高旺路支行存在以下问题。"

    issued = actions.issue_draft(paper_id=paper.pk, by=head, now=NOW)

    paper.refresh_from_db()
    assert issued.number == paper.number == "示范银服整〔2026〕1号"
    assert (paper.state, paper.issued_at, paper.issued_by, paper.signer) == (
        State.ISSUED,
        NOW,
        head.person,
        "示范银行梧州分行",
    )
    assert list(Event.objects.order_by("pk").values_list("name", flat=True)) == ["paper.drafted", "paper.issued"]


def test_numbers_run_by_code_kind_and_year_and_begin_anew_each_year(branch):
    other = org.unit("branch")
    issuer_code(other, "示范桂")

    numbers = [make_paper(unit, now=now).number for unit, now in ((branch, NOW), (branch, NOW), (other, NOW))]
    newer = make_paper(branch, now=dt.datetime(2026, 12, 31, 16, 0, tzinfo=dt.UTC)).number

    assert numbers == ["示范银服整〔2026〕1号", "示范银服整〔2026〕2号", "示范桂服整〔2026〕1号"]
    assert newer == "示范银服整〔2027〕1号", "the year of the local day"


def test_issuing_is_refused_without_right_place_or_code(branch):
    bare = org.unit("branch")

    with pytest.raises(PermissionDenied):
        make_draft(branch, by=actor_with(Role.VIEWER, branch))
    with pytest.raises(PermissionDenied):
        make_draft(branch, by=actor_with(Role.OFFICE_HEAD, bare))
    with pytest.raises(RuleBroken) as caught:
        make_paper(bare)

    assert caught.value.code == "paper.no_issuer_code"
    assert not NumberRun.objects.exists()
    make_paper(branch)


def test_the_code_of_the_nearest_unit_above_counts_on_the_day(branch):
    outlet = org.unit("outlet", branch)
    assert make_paper(outlet).number == "示范银服整〔2026〕1号"

    issuer_code(outlet, "示范高旺", valid=(dt.date(2026, 11, 25), None))

    assert make_paper(outlet).number == "示范银服整〔2026〕2号"
    assert make_paper(outlet, now=NOW + dt.timedelta(days=1)).number == "示范高旺服整〔2026〕1号"


def test_a_new_code_ends_the_one_before_it(branch):
    head = actor_with(Role.OFFICE_HEAD, branch)

    def change(day, by=head):
        return actions.set_issuer_code(unit=branch, code="示范新", signer="示范银行", valid_from=day, by=by, now=NOW)

    with pytest.raises(PermissionDenied):
        change(dt.date(2027, 1, 1), by=actor_with(Role.VIEWER, branch))
    change(dt.date(2027, 1, 1))
    with pytest.raises(RuleBroken):
        change(dt.date(2026, 12, 1))

    assert queries.issuer_code_of(branch, day=dt.date(2026, 12, 31)).code == "示范银"
    assert queries.issuer_code_of(branch, day=dt.date(2027, 1, 1)).code == "示范新"
    assert IssuerCode.objects.filter(unit=branch).count() == 2


def test_an_incomplete_paper_is_not_issued_and_takes_no_number(branch):
    paper = make_draft(branch, context={"outlet": "高旺路支行"})

    with pytest.raises(InputRefused) as caught:
        actions.issue_draft(paper_id=paper.pk, by=job_actor("test"), now=NOW)

    assert [refusal.column for refusal in caught.value.refusals] == ["Demand"]
    assert not NumberRun.objects.exists()
    actions.edit_draft(paper_id=paper.pk, parts={"demand": "请立即整改。"}, by=job_actor("test"), now=NOW)
    assert actions.issue_draft(paper_id=paper.pk, by=job_actor("test"), now=NOW).running == 1


def test_an_issued_paper_can_be_neither_edited_issued_again_nor_discarded(branch):
    paper = make_paper(branch)
    who = {"paper_id": paper.pk, "by": job_actor("test"), "now": NOW}

    for attempt in (
        lambda: actions.edit_draft(parts={"facts": "改"}, **who),
        lambda: actions.issue_draft(**who),
        lambda: actions.discard_draft(**who),
    ):
        with pytest.raises(RuleBroken):
            attempt()


def test_a_void_paper_keeps_its_number_for_ever(branch):
    first = make_paper(branch)
    head = actor_with(Role.OFFICE_HEAD, branch)

    with pytest.raises(InputRefused):
        actions.void(paper_id=first.pk, reason=" ", by=head, now=NOW)
    actions.void(paper_id=first.pk, reason="对象有误", by=head, now=NOW)
    with pytest.raises(RuleBroken):
        actions.void(paper_id=first.pk, reason="再来", by=head, now=NOW)

    first.refresh_from_db()
    assert (first.state, first.number) == (State.VOID, "示范银服整〔2026〕1号")
    assert make_paper(branch).running == 2


def test_a_discarded_draft_leaves_no_gap(branch):
    draft = make_draft(branch)
    actions.discard_draft(paper_id=draft.pk, by=job_actor("test"), now=NOW)

    assert make_paper(branch).running == 1
    assert Event.objects.filter(name="paper.discarded").exists()


def test_the_database_refuses_a_number_twice_and_a_state_without_its_facts(branch):
    first, second = make_paper(branch), make_paper(branch)

    for wrong in (
        {"running": first.running},
        {"state": "draft"},
        {"running": None},
        {"state": "void"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Paper.objects.filter(pk=second.pk).update(**wrong)


def test_no_number_of_the_customer_slips_into_a_paper(branch):
    paper = make_draft(branch, context={"outlet": "卡号6222020200112233446", "due": "电话13800001234"})

    assert "6222020200112233446" not in str(paper.parts)
    assert "138****1234" in paper.part_text("demand")


def test_a_paper_to_a_customer_shows_the_masked_name(branch):
    party = make_party(name="王小明")

    assert make_paper(branch, party=party).addressee == "王**"
    assert make_paper(branch, party=party, addressee=f"{party.masked_name}先生").addressee == "王**先生"


# Who sees it


def test_a_paper_is_seen_with_its_case_or_where_its_kind_may_be_seen(branch):
    outlet = org.unit("outlet", branch)
    case = make_case(outlet, restricted=True)
    of_case, alone = make_paper(branch, case=case), make_paper(branch)

    def seen(role, unit):
        return set(Paper.objects.visible_to(actor_with(role, unit)))

    assert seen(Role.OFFICE_HEAD, branch) == {of_case, alone}
    assert seen(Role.COMPLAINT_OFFICER, outlet) == {of_case}
    assert seen(Role.VIEWER, branch) == set()
    assert seen(Role.OFFICE_HEAD, org.unit()) == set()


# Templates


def parts(**changes):
    shipped = {"facts": ("一、检查情况", "见附件。"), "demand": ("二、整改要求", "{due}前整改。"), "remark": ("", "")}
    return {code: {"heading": heading, "text": changes.get(code, text)} for code, (heading, text) in shipped.items()}


def test_a_paper_keeps_the_words_it_was_drafted_with(branch):
    head = actor_with(Role.OFFICE_HEAD, branch)
    before = make_draft(branch)

    actions.edit_template(kind=KIND, title="整改通知书", parts=parts(), by=head, now=NOW)
    after = make_draft(branch)
    actions.reset_template(kind=KIND, by=head, now=NOW)
    again = make_draft(branch)

    before.refresh_from_db()
    assert [paper.part_text("facts") for paper in (before, after, again)] == [
        "经检查，高旺路支行存在以下问题。",
        "见附件。",
        "经检查，高旺路支行存在以下问题。",
    ]
    assert [paper.template_version for paper in (before, after, again)] == [0, 1, 2]
    assert [paper.title for paper in (before, after, again)] == [
        "服务质量整改通知书",
        "整改通知书",
        "服务质量整改通知书",
    ]


def test_a_template_is_edited_only_by_who_may_and_only_with_what_is_filled_in(branch):
    register_kind()

    def attempt(role=Role.OFFICE_HEAD, title="通知", **changes):
        actions.edit_template(kind=KIND, title=title, parts=parts(**changes), by=actor_with(role, branch), now=NOW)

    with pytest.raises(PermissionDenied):
        attempt(Role.COMPLAINT_OFFICER)
    with pytest.raises(InputRefused, match=r"paper\.unknown_placeholder"):
        attempt(facts="{customer_name}")
    with pytest.raises(InputRefused):
        attempt(title=" ")

    assert not TemplateVersion.objects.exists()
    attempt()


def test_a_version_of_a_template_is_never_changed(branch):
    register_kind()
    actions.reset_template(kind=KIND, by=actor_with(Role.OFFICE_HEAD, branch), now=NOW)

    with pytest.raises(DatabaseError), transaction.atomic():
        TemplateVersion.objects.update(title="x")


# Many at once


@pytest.mark.django_db(transaction=True)
def test_fifty_who_issue_at_once_some_of_whom_fail_leave_neither_gap_nor_double():
    branch = org.unit("branch")
    issuer_code(branch)
    register_kind()
    lot = random.Random(3)
    fails = [lot.random() < 0.3 for _ in range(50)]
    queue = list(enumerate(fails))
    begin = threading.Barrier(12)
    surprises: list[BaseException] = []

    def work() -> None:
        begin.wait()
        try:
            while queue:
                issue_one(queue.pop()[1])
        except IndexError:
            pass
        except BaseException as error:
            surprises.append(error)
        finally:
            connection.close()

    def issue_one(must_fail: bool) -> None:
        try:
            with transaction.atomic():
                make_paper(branch)
                if must_fail:
                    raise RuntimeError
        except RuntimeError:
            pass

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert surprises == []
    issued = sorted(Paper.objects.values_list("running", flat=True))
    assert issued == list(range(1, fails.count(False) + 1))
    assert NumberRun.objects.get().last == len(issued)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_issue_the_same_draft_one_is_told_that_it_moved_on():
    branch = org.unit("branch")
    issuer_code(branch)
    paper = make_draft(branch)
    outcome = []

    def issue() -> None:
        try:
            outcome.append(actions.issue_draft(paper_id=paper.pk, by=job_actor("test"), now=NOW).running)
        except RuleBroken as error:
            outcome.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=issue) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcome, key=str) == [1, "paper.moved_on"]


def test_a_number_is_found_however_it_is_typed(branch):
    paper = make_paper(branch)
    head = actor_with(Role.OFFICE_HEAD, branch)

    assert list(queries.register(head, text="示范银服整[2026]1")) == [paper]
    assert list(queries.register(head, text="整改通知")) == [paper]
    assert list(queries.register(head, text="示范银服整[2025]1")) == []
    assert list(queries.register(head, kind=KIND, state="void")) == []
    assert CONTEXT["outlet"] in paper.part_text("facts")
