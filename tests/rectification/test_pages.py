from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from biaogan.org.models import PostKind
from biaogan.rectification import actions
from biaogan.rectification.choices import NoticeState, State
from biaogan.rectification.models import Finding, Notice
from tests.factories import rectification as r
from tests.factories.accounts import signed_in_client
from tests.factories.rectification import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    import time_machine

    with time_machine.travel(r.LATER, tick=False):
        yield


@pytest.fixture
def at_desk() -> Desk:
    return r.desk()


def browser(at_desk: Desk, kind: PostKind) -> Client:
    return signed_in_client(at_desk.user(kind))


def text(answer) -> str:
    return answer.content.decode()


def test_the_register_shows_what_its_reader_may_see(at_desk):
    here = r.finding(at_desk)
    r.finding(at_desk, at_desk.branch.outlets[3], fact="别处的事")

    page = text(browser(at_desk, PostKind.OUTLET_HEAD).get(reverse("rectification:findings")))

    assert here.case.number in page
    assert "别处的事" not in page


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, 4),
        ({"show": "unended"}, 3),
        ({"show": "unserved"}, 1),
        ({"show": "later"}, 1),
        ({"show": "soon"}, 0),
        ({"show": "overdue"}, 0),
        ({"show": "answered"}, 1),
        ({"show": "closed"}, 1),
        ({"source": "onsite"}, 4),
        ({"source": "mystery"}, 0),
        ({"item": "E02"}, 1),
        ({"begins_on": "2026-11-25"}, 0),
        ({"ends_on": "2026-11-24"}, 4),
        ({"q": "叫号机"}, 3),
        ({"q": "没有这样的话"}, 0),
    ],
)
def test_the_register_is_narrowed(at_desk, chosen, found):
    r.noticed(at_desk)
    r.answered(at_desk)
    r.closed(at_desk)
    r.finding(at_desk, item_code="E02", fact="大厅地面有水")

    page = browser(at_desk, PostKind.OFFICE_HEAD).get(reverse("rectification:findings"), chosen)

    assert len(page.context["lines"]) == found


def test_the_register_finds_by_the_number_of_a_finding_and_of_its_notice(at_desk):
    one = r.noticed(at_desk)
    r.finding(at_desk)
    notice = Notice.objects.get()
    office = browser(at_desk, PostKind.OFFICE_HEAD)

    def found(typed: str) -> list[int]:
        page = office.get(reverse("rectification:findings"), {"q": typed})
        return [line.row.pk for line in page.context["lines"]]

    assert found(one.case.number) == found(notice.number) == [one.pk]
    assert found(notice.number.replace("〔", "[").replace("〕", "]")) == [one.pk]


def test_overdue_findings_are_found_and_counted_on_the_board(at_desk):
    import time_machine

    one = r.noticed(at_desk)
    with time_machine.travel("2027-03-01 10:00 +0800", tick=False):
        office = browser(at_desk, PostKind.OFFICE_HEAD)
        page = office.get(reverse("rectification:findings"), {"show": "overdue"})
        board = office.get(reverse("rectification:board"))

    assert [line.row.pk for line in page.context["lines"]] == [one.pk]
    assert board.context["board"].whole.overdue == 1
    assert board.context["board"].rows[0].unit == at_desk.outlet


def test_the_board_counts_each_finding_once_and_only_what_is_in_sight(at_desk):
    r.noticed(at_desk)
    r.answered(at_desk)
    r.finding(at_desk)
    r.closed(at_desk)
    r.finding(at_desk, at_desk.branch.outlets[3])

    whole = browser(at_desk, PostKind.OFFICE_HEAD).get(reverse("rectification:board")).context["board"].whole
    own = browser(at_desk, PostKind.OUTLET_HEAD).get(reverse("rectification:board")).context["board"].whole

    assert (whole.unserved, whole.later, whole.answered, whole.overdue, whole.total) == (2, 1, 1, 0, 4)
    assert own.total == 3


@pytest.mark.parametrize("route", ["findings", "notices", "board", "repeats"])
def test_lists_cost_the_same_queries_however_many_rows(at_desk, query_count, route):
    office = browser(at_desk, PostKind.OFFICE_HEAD)
    url = reverse(f"rectification:{route}")

    def queries() -> int:
        with query_count() as counted:
            office.get(url)
        return len(counted)

    r.noticed(at_desk)
    office.get(url)
    few = queries()
    for number in range(4):
        r.noticed(at_desk, fact=f"又一次 {number}")
    r.notice(at_desk, NoticeState.ISSUED, unit=at_desk.branch.outlets[1])

    assert queries() <= few <= 18


@pytest.mark.parametrize("kind", [PostKind.INSPECTOR, PostKind.OFFICE_HEAD, PostKind.OUTLET_HEAD, PostKind.PRESIDENT])
@pytest.mark.parametrize("make", [r.finding, r.noticed, r.answered, r.closed])
def test_a_findings_page_takes_thirty_queries_at_most(at_desk, query_count, kind, make):
    one = make(at_desk)
    client = browser(at_desk, kind)
    url = reverse("rectification:finding", args=[one.pk])
    client.get(url)

    with query_count() as counted:
        answer = client.get(url)

    assert answer.status_code == 200
    assert len(counted) <= 30


def test_a_finding_elsewhere_is_not_found(at_desk):
    one = r.finding(at_desk, at_desk.branch.outlets[3])

    answer = browser(at_desk, PostKind.OUTLET_HEAD).get(reverse("rectification:finding", args=[one.pk]))

    assert answer.status_code == 404


def test_a_page_offers_only_the_moves_that_its_reader_may_make(at_desk):
    one = r.noticed(at_desk)

    def offered(kind: PostKind) -> list[str]:
        page = browser(at_desk, kind).get(reverse("rectification:finding", args=[one.pk]))
        return [move.url.rstrip("/").rpartition("/")[2] for move in page.context["choices"].moves]

    assert offered(PostKind.OUTLET_HEAD) == ["reply", "make_link"]
    assert offered(PostKind.INSPECTOR) == ["extend", "withdraw"]
    assert offered(PostKind.PRESIDENT) == ["waive"]
    assert offered(PostKind.LOBBY_MANAGER) == []


def test_whose_move_it_is_stands_on_the_page_of_somebody_else(at_desk):
    one = r.noticed(at_desk)

    page = text(browser(at_desk, PostKind.INSPECTOR).get(reverse("rectification:finding", args=[one.pk])))

    assert str(at_desk.person(PostKind.OUTLET_HEAD)) in page


def test_whoever_issues_notices_is_led_on_from_a_finding_that_waits_for_one(at_desk):
    waits, noticed = r.finding(at_desk), r.noticed(at_desk)
    address = reverse("rectification:draft_notice")

    def page(kind: PostKind, pk: int) -> str:
        return text(browser(at_desk, kind).get(reverse("rectification:finding", args=[pk])))

    assert f"{address}?findings={waits.pk}" in page(PostKind.INSPECTOR, waits.pk)
    assert address not in page(PostKind.OUTLET_HEAD, waits.pk)
    assert address not in page(PostKind.INSPECTOR, noticed.pk)


def test_a_repeat_leads_to_the_finding_before(at_desk):
    first = r.closed(at_desk)
    again = r.finding(at_desk, found_at=r.LATER, now=r.LATER)

    page = browser(at_desk, PostKind.INSPECTOR).get(reverse("rectification:finding", args=[again.pk]))

    assert again.repeats_id == first.pk
    assert reverse("rectification:finding", args=[first.pk]) in text(page)
    assert "×2" in text(page)


def test_the_map_counts_what_came_back_by_item_and_unit(at_desk):
    r.closed(at_desk)
    r.finding(at_desk, found_at=r.LATER, now=r.LATER)

    page = browser(at_desk, PostKind.OFFICE_HEAD).get(reverse("rectification:repeats"))

    (pair,) = page.context["map"].pairs
    assert (pair.code, pair.unit, pair.times) == ("E01", at_desk.outlet, 1)
    assert "heat-4" in text(page)


def test_a_finding_is_written_down_with_a_photo_and_only_once(at_desk):
    inspector = browser(at_desk, PostKind.INSPECTOR)
    typed = {
        "form_key": str(uuid.uuid4()),
        "unit": at_desk.outlet.code,
        "fact": "门口台阶松动",
        "points": "1.5",
        "source": "onsite",
        "found_at": "2026-11-26T09:00",
    }

    first = inspector.post(reverse("rectification:raise_finding"), {**typed, "photos": r_photo()})
    second = inspector.post(reverse("rectification:raise_finding"), typed)

    one = Finding.objects.get()
    assert first.status_code == second.status_code == 302
    assert (one.points, one.state, one.case.evidence.count()) == (150, State.OPEN, 1)


def test_a_finding_is_not_written_down_without_a_fact_or_by_somebody_who_may_not(at_desk):
    typed = {
        "form_key": str(uuid.uuid4()),
        "unit": at_desk.outlet.code,
        "source": "onsite",
        "found_at": "2026-11-26T09:00",
    }
    url = reverse("rectification:raise_finding")

    wrong = browser(at_desk, PostKind.INSPECTOR).post(url, typed)
    stranger = browser(at_desk, PostKind.PRESIDENT).post(url, {**typed, "fact": "门口台阶松动"})

    assert (wrong.status_code, stranger.status_code) == (422, 403)
    assert not Finding.objects.exists()


def r_photo():
    from tests.factories.evidence import upload

    return upload()


@pytest.mark.parametrize(
    ("chosen", "found"),
    [({}, 2), ({"show": "unended"}, 2), ({"show": "draft"}, 1), ({"show": "issued"}, 0), ({"show": "overdue"}, 0)],
)
def test_the_register_of_notices_is_narrowed(at_desk, chosen, found):
    r.noticed(at_desk)
    r.notice(at_desk)

    page = browser(at_desk, PostKind.OFFICE_HEAD).get(reverse("rectification:notices"), chosen)

    assert len(page.context["lines"]) == found


def test_the_figures_are_shown_and_a_new_one_is_set(at_desk):
    office = browser(at_desk, PostKind.OFFICE_HEAD)
    url = reverse("rectification:figures")

    answer = office.post(url, {"code": "repeat_days", "value": 60, "begins_on": "2027-01-01", "basis": "考核办法"})
    late = office.post(url, {"code": "repeat_days", "value": 50, "begins_on": "2026-01-01", "basis": "考核办法"})

    assert answer.status_code == 302
    assert late.status_code == 422
    assert "60" in text(office.get(url))


def test_a_mystery_visitor_stays_unknown_to_the_outlet(at_desk):
    one = r.noticed(at_desk, source="mystery")
    visitor = at_desk.person(PostKind.INSPECTOR).name
    url = reverse("rectification:finding", args=[one.pk])

    assert visitor not in text(browser(at_desk, PostKind.OUTLET_HEAD).get(url))
    assert visitor in text(browser(at_desk, PostKind.OFFICE_HEAD).get(url))


def test_the_unit_page_shows_what_is_open(at_desk):
    one = r.noticed(at_desk)

    page = text(browser(at_desk, PostKind.OUTLET_HEAD).get(reverse("org:unit", args=[at_desk.outlet.pk])))

    assert one.case.number in page


def test_the_inbox_leads_to_the_form_of_the_answer(at_desk):
    one = r.noticed(at_desk)

    page = text(browser(at_desk, PostKind.OUTLET_HEAD).get(reverse("obligations:inbox")))

    assert reverse("rectification:reply", args=[one.pk]) in page


def test_withdrawn_notices_let_their_findings_go(at_desk):
    notice = r.notice(at_desk, NoticeState.ISSUED)
    actions.withdraw_notice(notice_id=notice.pk, reason="对象有误", by=at_desk.inspector, now=r.LATER)

    page = text(browser(at_desk, PostKind.INSPECTOR).get(reverse("rectification:notice", args=[notice.pk])))

    assert "对象有误" in page
