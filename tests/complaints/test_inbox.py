"""From the inbox a complaint's duty is done with one key, or its form is one key away."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from biaogan.complaints import actions
from biaogan.complaints.choices import State, Voice
from biaogan.complaints.limits import LIMITS
from biaogan.complaints.models import Complaint
from biaogan.core.time import local_day
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from biaogan.workcal.queries import calendar_for
from biaogan.workcal.rules import working_days_between
from biaogan.workcal.rules.limits import at_local
from tests.conftest import NOW
from tests.factories.accounts import signed_in_client
from tests.factories.complaints import Desk, complaint, desk, waive_root_cause

pytestmark = pytest.mark.django_db

INBOX = "/inbox/"


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def _browser(at_desk: Desk, kind: PostKind) -> Client:
    return signed_in_client(at_desk.user(kind))


def _line(browser: Client, kind: str, view: str = "mine"):
    page = browser.get(INBOX, {"view": view, "kind": kind})
    return page, page.context["groups"][0].lines[0]


#: kind -> state in which it is owed, whose it is, where its key leads
DUTIES = {
    "accept": (State.REGISTERED, PostKind.SERVICE_MANAGER, "accept"),
    "step_in": (State.ACCEPTED, PostKind.COMPLAINT_OFFICER, "step_in"),
    "investigate": (State.INVESTIGATING, PostKind.COMPLAINT_OFFICER, "give_verdict"),
    "propose": (State.DETERMINED, PostKind.OUTLET_HEAD, "propose"),
    "decide": (State.PROPOSED, PostKind.OUTLET_HEAD, "decide"),
    "tell": (State.DECIDED, PostKind.COMPLAINT_OFFICER, "tell"),
    "close": (State.TOLD, PostKind.COMPLAINT_OFFICER, "close"),
}


def test_every_duty_of_a_complaint_has_an_act():
    assert all(kind.act is not None for kind in LIMITS)
    assert {kind.code.partition(".")[2] for kind in LIMITS} == {*DUTIES, "take_over", "supervise"}


@pytest.mark.parametrize("kind", DUTIES)
def test_its_key_opens_the_form_of_its_move(at_desk, kind):
    state, whose, move = DUTIES[kind]
    made = complaint(at_desk, state)
    # The case is closed once its root cause has ended.
    waive_root_cause(at_desk, made.pk)
    browser = _browser(at_desk, whose)

    _page, line = _line(browser, f"complaint.{kind}")
    answer = browser.get(line.act_url, follow=True)

    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == reverse(f"complaints:{move}", args=[made.pk])


def test_stepping_in_takes_one_key(at_desk):
    made = complaint(at_desk, State.ACCEPTED)
    browser = _browser(at_desk, PostKind.COMPLAINT_OFFICER)
    page, line = _line(browser, "complaint.step_in")
    assert f'<form method="post" action="{line.act_url}">' in page.content.decode()

    answer = browser.post(line.act_url)

    made.refresh_from_db()
    assert (made.state, made.handler) == (State.INVESTIGATING, at_desk.person(PostKind.COMPLAINT_OFFICER))
    assert answer.headers["Location"] == reverse("complaints:case", args=[made.pk])


def test_whoever_only_supervises_is_led_there_and_does_nothing_at_once(at_desk):
    complaint(at_desk, State.ACCEPTED)

    page, line = _line(_browser(at_desk, PostKind.OFFICE_HEAD), "complaint.step_in", "supervised")

    assert f'<form method="post" action="{line.act_url}">' not in page.content.decode()
    assert line.act_url in page.content.decode()


def test_the_verdict_s_key_leads_to_stepping_in_where_nobody_has(at_desk):
    made = complaint(at_desk, State.ACCEPTED)
    browser = _browser(at_desk, PostKind.COMPLAINT_OFFICER)

    _page, line = _line(browser, "complaint.investigate")

    assert browser.get(line.act_url).headers["Location"] == reverse("complaints:step_in", args=[made.pk])


def test_the_legal_limit_s_key_leads_to_the_case_while_it_is_another_s_turn(at_desk):
    made = complaint(at_desk, State.DETERMINED)
    browser = _browser(at_desk, PostKind.COMPLAINT_OFFICER)

    _page, line = _line(browser, "complaint.tell")

    case = reverse("complaints:case", args=[made.pk])
    assert (line.act_url, line.act_label) == (case, "Open the case")
    assert browser.get(reverse("complaints:onward", args=[made.pk])).headers["Location"] == case


def test_what_was_passed_on_is_answered_from_the_inbox(at_desk):
    made = complaint(at_desk, voice=Voice.SUGGESTION)
    browser = _browser(at_desk, PostKind.OUTLET_HEAD)

    _page, line = _line(browser, "complaint.take_over")

    assert line.act_url == reverse("complaints:take_over", args=[made.pk])
    assert browser.get(line.act_url).status_code == 200


def _ordered(at_desk: Desk) -> Complaint:
    made = complaint(at_desk, State.DETERMINED)
    actions.issue_order(complaint_id=made.pk, item="张贴公示牌", by=at_desk.office_head, now=NOW)
    return made


def test_an_order_s_key_opens_its_report_and_keeps_what_was_typed(at_desk):
    made = _ordered(at_desk)
    browser = _browser(at_desk, PostKind.OUTLET_HEAD)
    _page, line = _line(browser, "complaint.supervise")
    report = reverse("complaints:report_order", args=[made.orders.get().pk])

    assert browser.get(line.act_url).headers["Location"] == report
    assert "张贴公示牌" in browser.get(report).content.decode()
    refused = browser.post(report, {"text": "", "is_done": "on"})
    assert refused.status_code == 422
    assert browser.post(report, {"text": "已张贴", "is_done": "on"}).status_code == 302

    assert not Obligation.objects.open().filter(case=made.pk, kind="complaint.supervise").exists()
    assert browser.get(line.act_url).headers["Location"] == reverse("complaints:case", args=[made.pk])


def test_closing_an_order_too_early_says_so_and_keeps_the_opinion(at_desk):
    made = _ordered(at_desk)
    close = reverse("complaints:close_order", args=[made.orders.get().pk])

    answer = _browser(at_desk, PostKind.OFFICE_HEAD).post(close, {"opinion": "已落实"})

    assert answer.status_code == 409
    assert "已落实" in answer.content.decode()


@pytest.mark.parametrize(("working_days", "said"), [(-5, "5 working days overdue"), (2, "2 working days left")])
def test_inbox_register_and_case_page_say_what_is_left_in_the_same_words(at_desk, working_days, said):
    made = complaint(at_desk)
    [duty] = Obligation.objects.filter(case=made.pk, clock="wd")
    calendar = calendar_for(duty.calendar)
    day = local_day(timezone.now())
    while working_days_between(local_day(timezone.now()), day, calendar=calendar) != working_days:
        day += dt.timedelta(days=1 if working_days > 0 else -1)
    due_at = at_local(day, dt.time(17, 30))
    Obligation.objects.filter(pk=duty.pk).update(due_at=due_at, started_at=due_at - dt.timedelta(days=30))
    browser = _browser(at_desk, PostKind.SERVICE_MANAGER)

    pages = [INBOX, reverse("complaints:register"), reverse("complaints:case", args=[made.pk])]

    assert [said in browser.get(page).content.decode() for page in pages] == [True, True, True]
