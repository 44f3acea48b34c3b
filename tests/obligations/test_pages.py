"""What people see: the inbox, an obligation and why its date is what it is, the limits, the calendar's address."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from biaogan.accounts.access import Role
from biaogan.accounts.models import User
from biaogan.core.time import ZONE
from biaogan.obligations import actions, jobs
from biaogan.obligations.models import CalendarLink, LimitRule, Obligation, RecurringDuty
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories import org
from tests.factories.accounts import signed_in_client, user, user_with_role
from tests.factories.obligations import BY, DUTY, HANDY, LEGAL, WINDOW, owe

pytestmark = pytest.mark.django_db

ZH = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
LATER = dt.datetime(2026, 11, 27, 12, 0, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def network() -> org.Branch:
    return org.branch()


def browser(network: org.Branch, kind: str, unit, **more):
    person = network.holder(kind, unit)
    return signed_in_client(User.objects.filter(person=person).first() or user(person=person), **more)


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_inbox_groups_by_day_and_counts_in_both_languages(network):
    outlet = network.outlets[0]
    duty = owe(outlet)
    owe(outlet, kind=LEGAL, start_at=dt.datetime(2026, 11, 2, 10, tzinfo=ZONE))

    english = text(browser(network, PostKind.OUTLET_HEAD, outlet).get("/inbox/"))
    assert "1 overdue" in english
    assert "Thu 26 Nov 2026" in english
    assert "2 working days left" in english
    assert duty.case.number in english
    assert duty.why_url in english
    assert 'data-key="m"' in english

    chinese = text(browser(network, PostKind.SERVICE_MANAGER, outlet, **ZH).get("/inbox/?view=unit"))
    assert "待办箱" in chinese
    assert "1 项逾期" in chinese
    assert "还剩 2 个工作日" in chinese
    assert "网点负责人" in chinese


def test_the_inbox_of_nobody_says_what_to_expect(network):
    page = text(browser(network, PostKind.TELLER, network.outlets[0]).get("/inbox/"))

    assert "Nothing is owed here." in page
    assert "Supervised by me" not in page


@pytest.mark.parametrize("query", ["view=theirs", "kind=nothing", "cursor=x"])
def test_an_address_that_means_nothing_is_refused(network, query):
    response = browser(network, PostKind.OUTLET_HEAD, network.outlets[0]).get(f"/inbox/?{query}")

    assert response.status_code in (404, 422)


def test_the_inbox_takes_the_same_number_of_queries_for_one_row_and_for_many(network, query_count):
    outlet = network.outlets[0]
    client = browser(network, PostKind.OUTLET_HEAD, outlet)
    owe(outlet)
    client.get("/inbox/")
    with query_count() as one:
        client.get("/inbox/")
    for _ in range(20):
        owe(outlet)

    with query_count() as many:
        client.get("/inbox/")

    assert len(one) == len(many) <= 16


def test_every_due_date_answers_why_day_by_day(network):
    outlet = network.outlets[0]
    duty = owe(outlet)
    actions.pause(duty, reason="外部鉴定", proof="鉴字3号", by=BY, now=NOW)
    actions.resume(duty, by=BY, now=dt.datetime(2026, 11, 25, 9, tzinfo=ZONE))
    actions.extend(duty, limit="1wd", reason="等候资料", by=BY, now=dt.datetime(2026, 11, 25, 10, tzinfo=ZONE))

    english = text(browser(network, PostKind.OUTLET_HEAD, outlet).get(duty.why_url))
    for words in (
        "basis of a test",
        "The bank&#x27;s rules",
        "The limit: 2 working days",
        "start day, not counted",
        "working day 2",
        "The clock stood still: 1 working day",
        "Extended by 1 working day",
        "外部鉴定",
        "等候资料",
        "Due at first",
        "Mon 30 Nov 2026, 17:30",
    ):
        assert words in english
    chinese = text(browser(network, PostKind.OUTLET_HEAD, outlet, **ZH).get(duty.why_url))
    for words in (
        "测试依据",
        "本行规定",
        "期限：2",
        "期限中止，扣除",
        "延期 1",
        "原到期时间",
        "期限变动经过",
    ):
        assert words in chinese


def test_every_kind_of_obligation_answers_why(network):
    client = browser(network, PostKind.OFFICE_HEAD, network.office)
    for kind in (DUTY, HANDY, LEGAL, WINDOW):
        duty = owe(network.outlets[0], kind=kind)
        assert "Basis" in text(client.get(duty.why_url))
        assert "Basis" in text(client.get(duty.why_url, HTTP_HX_REQUEST="true"))
        assert duty.case.number in text(client.get(duty.url))


def test_an_obligation_shows_its_ladder_its_history_and_only_moves_that_may_be_made(network):
    outlet = network.outlets[0]
    duty, handy = owe(outlet), owe(outlet, kind=HANDY)
    jobs.sweep(now=LATER)
    own = browser(network, PostKind.OUTLET_HEAD, outlet)

    page = text(own.get(duty.url))
    assert "escalated what is overdue" in page
    assert "Head of the debtor&#x27;s unit" in page
    assert "Stop the clock" not in page
    assert "Extend the limit" not in page
    page = text(own.get(handy.url))
    assert f"/inbox/{handy.pk}/finish/" in page
    assert "Extend the limit" not in page
    leader = signed_in_client(user_with_role(Role.LEADER, network.branch))
    page = text(leader.get(handy.url))
    assert "Extend the limit" in page
    assert "Stop the clock" in page
    assert f"/inbox/{handy.pk}/finish/" not in page


def test_moves_by_hand_through_the_pages(network):
    handy = owe(network.outlets[0], kind=HANDY)
    leader = signed_in_client(user_with_role(Role.LEADER, network.branch))
    own = browser(network, PostKind.OUTLET_HEAD, network.outlets[0])

    leader.post(f"/inbox/{handy.pk}/extend/", {"limit_0": "1", "limit_1": "wd", "reason": "等候资料"})
    leader.post(f"/inbox/{handy.pk}/pause/", {"reason": "鉴定", "proof": "鉴字3号"})
    handy.refresh_from_db()
    assert (handy.due_at.astimezone(ZONE).day, handy.is_paused) == (27, True)
    leader.post(f"/inbox/{handy.pk}/resume/")
    assert own.post(f"/inbox/{handy.pk}/pause/", {"reason": "鉴定", "proof": "x"}).status_code == 403
    answer = leader.post(
        f"/inbox/{handy.pk}/extend/", {"limit_0": "0", "limit_1": "wd", "reason": "等候资料"}, follow=True
    )
    assert "Extend by: A whole number from 1 to 9999." in text(answer)
    own.post(f"/inbox/{handy.pk}/finish/", {"note": "已办"})
    answer = own.post(f"/inbox/{handy.pk}/finish/", {"note": "已办"}, follow=True)
    assert "This has been done or dropped already." in text(answer)


def test_what_is_out_of_sight_is_missing(network):
    duty = owe(network.outlets[0], kind=HANDY)
    stranger = browser(network, PostKind.OUTLET_HEAD, network.outlets[1])

    assert [stranger.get(url).status_code for url in (duty.url, duty.why_url)] == [404, 404]
    for move in ("finish", "pause", "resume", "extend"):
        assert stranger.post(f"/inbox/{duty.pk}/{move}/", {"note": "x"}).status_code == 404


def test_a_recurring_duty_is_done_on_its_own_page(network):
    outlet = network.outlets[0]
    office = browser(network, PostKind.OFFICE_HEAD, network.office)
    wanted = {
        "post_kind": PostKind.SERVICE_MANAGER,
        "name": "每月服务自查",
        "name_en": "Monthly self-check",
        "cadence": "monthly",
        "limit_0": "5",
        "limit_1": "wd",
        "begins_on": "2026-11-24",
    }
    assert office.post("/inbox/limits/recurring/new/", wanted).status_code == 302
    assert "owes this already" in text(office.post("/inbox/limits/recurring/new/", wanted))
    jobs.open_recurring(now=NOW)
    duty = Obligation.objects.get(debtor_unit=outlet)
    manager = browser(network, PostKind.SERVICE_MANAGER, outlet)

    inbox = text(manager.get("/inbox/"))
    assert duty.case.number in inbox
    assert "Monthly self-check" in inbox
    page = f"/inbox/duties/{duty.case_id}/"
    assert "Monthly self-check" in text(manager.get(page))
    assert text(manager.post(page, {"note": ""}))
    assert manager.post(page, {"note": "已自查"}).status_code == 302
    assert "已自查" in text(manager.get(page))
    assert "every month" in text(office.get("/inbox/limits/"))
    assert office.post(f"/inbox/limits/recurring/{RecurringDuty.objects.get().pk}/end/").status_code == 302


def test_limits_are_listed_with_where_they_come_from_and_changed_by_a_new_row(network):
    owe(network.outlets[0])
    office = browser(network, PostKind.OFFICE_HEAD, network.office, **ZH)
    assert "待本行确认" in text(office.get("/inbox/limits/"))
    form = {
        "limit_0": "3",
        "limit_1": "wd",
        "warn_before_0": "1",
        "warn_before_1": "wd",
        "basis": "本行办法第九条",
        "source": "brief",
        "begins_on": "2026-11-25",
        "unit": network.branch.code,
        "after_1_0": "0",
        "after_1_1": "wd",
        "after_2_1": "wd",
        "tell_1": ["debtor", "head"],
    }
    address = reverse("obligations:limit", args=[DUTY])

    refusals = [
        ({"limit_0": "10000"}, "从 0 到 9999 的整数"),
        ({"limit_0": "soon"}, "从 0 到 9999 的整数"),
        ({"limit_1": "moons"}, "moons"),
        ({"limit_0": ""}, "请填写"),
        ({"begins_on": "2026-11-24"}, "新期限自明天或以后起施行"),
        ({"unit": ""}, "您只能为本行设定期限"),
        ({"unit": "nowhere"}, "没有此编码或名称的机构"),
        ({"tell_1": []}, "须同时填写"),
        ({"basis": ""}, ""),
    ]
    for change, words in refusals:
        page = text(office.post(address, {**form, **change}))
        assert words in page
    assert LimitRule.objects.filter(kind=DUTY).count() == 1

    assert office.post(address, form).status_code == 302
    assert "本行办法第九条" in text(office.get(address))
    with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
        assert owe(network.outlets[0], start_at=NOW + dt.timedelta(days=1)).amount == 3


def test_limits_are_for_those_who_may_change_them(network):
    outlet = browser(network, PostKind.OUTLET_HEAD, network.outlets[0])

    for address in ("/inbox/limits/", f"/inbox/limits/{DUTY}/", "/inbox/limits/recurring/new/"):
        assert outlet.get(address).status_code == 403


def test_a_calendar_program_reads_what_is_owed_until_the_address_is_revoked(network, client):
    outlet = network.outlets[0]
    duty, legal = owe(outlet), owe(outlet, kind=LEGAL)
    own = browser(network, PostKind.OUTLET_HEAD, outlet)
    assert "Make an address" in text(own.get("/inbox/calendar/"))
    own.post("/inbox/calendar/")
    address = text(own.get("/inbox/calendar/")).split('<code class="address">')[1].split("<")[0]

    answer = client.get(address)
    events = {str(event["uid"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert answer["Content-Type"].startswith("text/calendar")
    assert events[f"obligation-{duty.pk}@biaogan"]["dtstart"].dt == duty.due_at
    # The end of a day is the day itself, not the next one's midnight.
    assert events[f"obligation-{legal.pk}@biaogan"]["dtstart"].dt == dt.date(2026, 12, 9)
    assert duty.case.number in str(events[f"obligation-{duty.pk}@biaogan"]["summary"])
    assert network.holder(PostKind.OUTLET_HEAD, outlet).name not in answer.content.decode()

    own.post("/inbox/calendar/")
    assert client.get(address).status_code == 404
    renewed = text(own.get("/inbox/calendar/")).split('<code class="address">')[1].split("<")[0]
    assert client.get(renewed).status_code == 200
    own.post("/inbox/calendar/", {"revoke": "1"})
    assert client.get(renewed).status_code == 404
    assert CalendarLink.objects.filter(revoked_at__isnull=True).count() == 0


@pytest.mark.parametrize("token", ["x", "1-abc", "1-abc.def", "..", "0", "9" * 30 + "-a.b"])
def test_a_made_up_calendar_address_is_nobodys(client, token):
    assert client.get(f"/inbox/calendar/{token}.ics").status_code == 404


def test_somebody_who_left_has_no_calendar_any_more(network, client):
    from biaogan.accounts.access import actor_of
    from biaogan.obligations import feeds

    someone = user(person=network.holder(PostKind.OUTLET_HEAD, network.outlets[0]))
    link = actions.make_calendar_link(by=actor_of(someone, now=NOW), now=NOW)
    address = reverse("obligations:feed", args=[feeds.token_of(link)])
    assert client.get(address).status_code == 200

    someone.person.left_on = dt.date(2026, 11, 1)
    someone.person.save()

    assert client.get(address).status_code == 404
