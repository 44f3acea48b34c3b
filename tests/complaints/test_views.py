from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from biaogan.audit.models import Event
from biaogan.complaints.choices import State, Voice
from biaogan.complaints.models import Authority, Complaint
from biaogan.complaints.rules import Move
from biaogan.org.models import PostKind
from tests.factories import evidence
from tests.factories.accounts import signed_in_client
from tests.factories.complaints import Desk, complaint, desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def _browser(at_desk: Desk, kind: PostKind) -> Client:
    return signed_in_client(at_desk.user(kind))


def _typed(at_desk: Desk, **values: str) -> dict[str, str]:
    return {
        "form_key": str(uuid.uuid4()),
        "voice": "complaint",
        "summary": "排队一小时",
        "subject": at_desk.outlet.code,
        "phone": "13800001234",
        "channel": "counter",
        "received_at": "2026-11-23T09:00",
        **values,
    }


def test_the_register_shows_what_its_reader_may_see(at_desk):
    here = complaint(at_desk, summary="本网点的事")
    complaint(at_desk, subject=at_desk.branch.outlets[3], summary="别处的事")

    page = _browser(at_desk, PostKind.OUTLET_HEAD).get(reverse("complaints:register")).content.decode()

    assert here.case.number in page
    assert "别处的事" not in page


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"show": "registered"}, 1),
        ({"show": "open"}, 2),
        ({"show": "overdue"}, 2),
        ({"liability": "liable"}, 1),
        ({"channel": "page"}, 0),
        ({"begins_on": "2026-11-25"}, 0),
        ({"ends_on": "2026-11-24"}, 3),
    ],
)
def test_the_register_is_narrowed(at_desk, chosen, found, time_machine_now):
    complaint(at_desk)
    complaint(at_desk, State.ACCEPTED)
    complaint(at_desk, State.CLOSED)

    page = _browser(at_desk, PostKind.OFFICE_HEAD).get(reverse("complaints:register"), chosen)

    assert len(page.context["lines"]) == found


@pytest.fixture
def time_machine_now():
    import time_machine

    with time_machine.travel("2026-12-20 10:00 +0800", tick=False):
        yield


def test_the_register_is_narrowed_to_a_unit_and_what_lies_below(at_desk):
    complaint(at_desk)
    complaint(at_desk, subject=at_desk.branch.outlets[3])
    browser = _browser(at_desk, PostKind.OFFICE_HEAD)

    def found(unit):
        return len(browser.get(reverse("complaints:register"), {"unit": unit.code}).context["lines"])

    assert (found(at_desk.branch.branch), found(at_desk.sub_branch), found(at_desk.outlet)) == (2, 1, 1)


@pytest.mark.parametrize("typed", ["number", "138 0000 1234", "+86 13800001234"])
def test_the_register_finds_by_number_and_by_telephone(at_desk, typed):
    made = complaint(at_desk)
    complaint(at_desk, customer={"phone": "13900000000"})
    text = made.case.number if typed == "number" else typed

    page = _browser(at_desk, PostKind.OFFICE_HEAD).get(reverse("complaints:register"), {"q": text})

    assert [line.row.pk for line in page.context["lines"]] == [made.pk]


def test_the_register_costs_the_same_queries_however_many_rows(at_desk, query_count):
    browser = _browser(at_desk, PostKind.OFFICE_HEAD)
    url = reverse("complaints:register")

    def queries():
        with query_count() as counted:
            browser.get(url)
        return len(counted)

    complaint(at_desk)
    browser.get(url)
    few = queries()
    for _ in range(4):
        complaint(at_desk, State.ACCEPTED)

    assert queries() == few <= 16


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_register_is_given_out_as_a_file_with_masked_values(at_desk, kind):
    complaint(at_desk, customer={"name": "欧阳娜娜", "phone": "13912345678"})

    answer = _browser(at_desk, PostKind.OFFICE_HEAD).get(reverse("complaints:register"), {"export": kind})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content

    assert answer.status_code == 200
    assert "欧阳娜娜".encode() not in content
    assert b"13912345678" not in content


@pytest.mark.parametrize("state", [State.REGISTERED, State.PROPOSED, State.CLOSED])
@pytest.mark.parametrize("kind", [PostKind.COMPLAINT_OFFICER, PostKind.OFFICE_HEAD, PostKind.OUTLET_HEAD])
def test_a_case_page_takes_twenty_queries_at_most(at_desk, query_count, state, kind):
    first = complaint(at_desk)
    made = complaint(at_desk, state, repeats=first.pk)
    browser = _browser(at_desk, kind)
    url = reverse("complaints:case", args=[made.pk])
    browser.get(url)

    with query_count() as counted:
        answer = browser.get(url)

    assert answer.status_code == 200
    assert len(counted) <= 20, "\n".join(query["sql"][:140] for query in counted.captured_queries)


def test_a_case_page_masks_the_customer_and_shows_the_main_move(at_desk):
    made = complaint(at_desk, State.ACCEPTED, customer={"name": "欧阳娜娜", "phone": "13912345678"})

    page = _browser(at_desk, PostKind.COMPLAINT_OFFICER).get(reverse("complaints:case", args=[made.pk]))
    text = page.content.decode()

    assert "139****5678" in text
    assert "13912345678" not in text
    assert page.context["choices"].is_main_first


def test_a_case_is_missing_for_whoever_may_not_see_it(at_desk):
    made = complaint(at_desk, staff=[at_desk.person(PostKind.LOBBY_MANAGER)])
    url = reverse("complaints:case", args=[made.pk])

    assert _browser(at_desk, PostKind.LOBBY_MANAGER).get(url).status_code == 404
    elsewhere = signed_in_client(at_desk.user(PostKind.OUTLET_HEAD, at_desk.branch.outlets[3]))
    assert elsewhere.get(url).status_code == 404


def test_values_are_revealed_with_a_purpose_only(at_desk):
    made = complaint(at_desk, customer={"name": "欧阳娜娜", "phone": "13912345678"})
    browser = _browser(at_desk, PostKind.COMPLAINT_OFFICER)
    case, url = reverse("complaints:case", args=[made.pk]), reverse("parties:reveal", args=[made.party_id])
    assert url in browser.get(case).content.decode()

    assert "13912345678" not in browser.post(url, {"asked": ["phone"]}).content.decode()
    answer = browser.post(url, {"asked": ["phone"], "purpose": "contact", "words": "回电"})

    assert "13912345678" in answer.content.decode()
    assert "欧阳娜娜" not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    revealed = Event.objects.get(name="party.revealed")
    assert (revealed.case_ref, revealed.facts["purpose"], revealed.facts["words"]) == (made.pk, "contact", "回电")


def test_a_case_page_offers_to_reveal_to_whoever_may_alone(at_desk):
    made = complaint(at_desk, customer={"name": "欧阳娜娜", "phone": "13912345678"})

    page = _browser(at_desk, PostKind.OUTLET_HEAD).get(reverse("complaints:case", args=[made.pk])).content.decode()

    assert reverse("parties:reveal", args=[made.party_id]) not in page


def test_the_desk_registers_and_accepts_in_one_go_and_says_what_to_tell(at_desk):
    browser = _browser(at_desk, PostKind.LOBBY_MANAGER)

    answer = browser.post(reverse("complaints:desk"), _typed(at_desk, accept_now="on"), follow=True)

    made = Complaint.objects.get()
    assert (made.state, made.receiving_unit) == (State.ACCEPTED, at_desk.outlet)
    text = answer.content.decode()
    assert made.case.number in text
    assert answer.context["code"] in text


def test_a_form_that_is_sent_twice_registers_once(at_desk):
    browser = _browser(at_desk, PostKind.LOBBY_MANAGER)
    typed = _typed(at_desk)

    for _ in range(2):
        assert browser.post(reverse("complaints:desk"), typed).status_code == 302

    assert Complaint.objects.count() == 1


def test_what_was_typed_stays_where_something_is_wrong(at_desk):
    browser = _browser(at_desk, PostKind.LOBBY_MANAGER)

    answer = browser.post(reverse("complaints:desk"), _typed(at_desk, subject="NO-SUCH", demand="请道歉"))

    assert answer.status_code == 422
    assert "请道歉" in answer.content.decode()
    assert not Complaint.objects.exists()


def test_personal_numbers_in_the_text_are_asked_about_and_masked(at_desk):
    browser = _browser(at_desk, PostKind.LOBBY_MANAGER)
    words = "卡 6222021234567890128 被吞，请打 13912345678"

    first = browser.post(reverse("complaints:desk"), _typed(at_desk, summary=words))
    assert first.status_code == 422
    browser.post(reverse("complaints:desk"), _typed(at_desk, summary=words, numbers="mask"))

    assert "13912345678" not in Complaint.objects.get().summary


def test_the_desk_shows_what_the_same_customer_brought_before(at_desk):
    made = complaint(at_desk)
    browser = _browser(at_desk, PostKind.LOBBY_MANAGER)

    def shown(phone):
        return browser.post(reverse("complaints:repeats"), {"phone": phone}).content.decode()

    assert made.case.number in shown("13800001234")
    assert made.case.number not in shown("13800009999")
    assert made.case.number not in shown("")


@pytest.mark.parametrize("move", [move for move in Move if move is not Move.MERGE])
def test_every_move_has_a_page_for_those_who_may_make_it(at_desk, move):
    actor, state = _who_and_when(at_desk, move)
    made = complaint(at_desk, state)
    if move is Move.TAKE_OVER:
        made = complaint(at_desk, voice=Voice.SUGGESTION)

    answer = _browser(at_desk, actor).get(reverse(f"complaints:{move}", args=[made.pk]))

    assert answer.status_code == 200


def _who_and_when(at_desk: Desk, move: Move) -> tuple[PostKind, State]:
    states = {
        Move.ACCEPT: State.REGISTERED,
        Move.PASS_ON: State.REGISTERED,
        Move.DECLINE: State.REGISTERED,
        Move.STEP_IN: State.ACCEPTED,
        Move.PROPOSE: State.DETERMINED,
        Move.CHANGE_VERDICT: State.DETERMINED,
        Move.DECIDE: State.PROPOSED,
        Move.GIVE_BACK: State.PROPOSED,
        Move.TELL: State.DECIDED,
        Move.ISSUE_ORDER: State.DECIDED,
        Move.CLOSE: State.TOLD,
    }
    people = {Move.PROPOSE: PostKind.OUTLET_HEAD, Move.TAKE_OVER: PostKind.OUTLET_HEAD}
    return people.get(move, PostKind.OFFICE_HEAD), states.get(move, State.INVESTIGATING)


def test_a_move_that_is_not_theirs_is_refused_and_one_too_late_is_told(at_desk):
    made = complaint(at_desk, State.ACCEPTED)
    url = reverse("complaints:step_in", args=[made.pk])

    assert _browser(at_desk, PostKind.OUTLET_HEAD).post(url).status_code == 403
    officer = _browser(at_desk, PostKind.COMPLAINT_OFFICER)
    assert officer.post(url).status_code == 302
    assert officer.post(url).status_code == 409


def test_a_refused_move_keeps_what_was_typed(at_desk):
    made = complaint(at_desk, State.INVESTIGATING)
    proof = evidence.make_evidence(made.case)
    typed = {
        "liability": "liable",
        "nature": "error",
        "reason": "录像为证",
        "evidence": [proof.pk],
        "responsible": at_desk.outlet.code,
    }

    answer = _browser(at_desk, PostKind.OFFICE_HEAD).post(reverse("complaints:give_verdict", args=[made.pk]), typed)

    assert answer.status_code == 409
    assert "录像为证" in answer.content.decode()


def test_the_amount_of_a_proposal_is_kept_to_the_fen(at_desk):
    made = complaint(at_desk, State.DETERMINED)
    typed = {"text": "致歉", "amount": "200.01", "payee": "complainant", "reason": "往返"}

    _browser(at_desk, PostKind.SERVICE_MANAGER).post(reverse("complaints:propose", args=[made.pk]), typed)

    assert made.proposals.get().amount == 20_001


def test_new_authority_begins_on_a_day_to_come_and_open_cases_keep_theirs(at_desk):
    browser = _browser(at_desk, PostKind.OFFICE_HEAD)
    typed = {
        "which": "authority",
        "authority-post_kind": "outlet_head",
        "authority-bound": "500",
        "authority-begins_on": "2099-01-01",
        "authority-basis": "行发〔2026〕1号",
    }

    assert browser.get(reverse("complaints:figures")).status_code == 200
    assert browser.post(reverse("complaints:figures"), typed).status_code == 302
    assert (
        browser.post(reverse("complaints:figures"), {**typed, "authority-begins_on": "2020-01-01"}).status_code == 422
    )

    rows = Authority.objects.filter(post_kind="outlet_head").order_by("pk")
    assert [row.bound for row in rows] == [20_000, 50_000]
    assert rows[0].valid.upper == rows[1].valid.lower


def test_others_do_not_change_figures(at_desk):
    assert _browser(at_desk, PostKind.COMPLAINT_OFFICER).get(reverse("complaints:figures")).status_code == 403
