"""The contractor's page at the customer's door."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from biaogan.org.models import PostKind
from biaogan.rectification import actions
from biaogan.rectification.choices import State
from biaogan.rectification.models import ContractorLink, Finding, Reply
from tests.factories import rectification as r
from tests.factories.evidence import upload
from tests.factories.rectification import Desk

pytestmark = pytest.mark.django_db

DONE = {"action": "更换打印头", "cause": "打印头老化", "done_at": "2026-11-27T09:00"}


@pytest.fixture(autouse=True)
def today():
    import time_machine

    cache.clear()
    with time_machine.travel(r.LATER, tick=False):
        yield


@pytest.fixture
def at_desk() -> Desk:
    return r.desk()


@pytest.fixture
def firm() -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="en")


def _link(at_desk: Desk) -> tuple[Finding, ContractorLink, str]:
    """Return a finding, the link to it, and the address of the page."""
    one = r.noticed(at_desk)
    link, token = actions.make_link(
        finding_id=one.pk, name="广西某公司", by=at_desk.actor(PostKind.OUTLET_HEAD, now=r.LATER), now=r.LATER
    )
    return one, link, reverse("reception:mend", args=[token])


def test_the_page_shows_fact_requirement_and_limit_and_nothing_else_of_the_bank(at_desk, firm):
    one, _made, url = _link(at_desk)

    answer = firm.get(url)
    page = answer.content.decode()

    assert one.fact in page
    assert one.requirement in page
    assert "2026-12" in page
    assert at_desk.person(PostKind.OUTLET_HEAD).name not in page
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_an_answer_with_a_photo_is_taken_without_an_account(at_desk, firm):
    one, link, url = _link(at_desk)

    answer = firm.post(url, {**DONE, "photos": [upload()]}, follow=True)

    reply = Reply.objects.get()
    assert answer.status_code == 200
    assert r.again(one).state == State.ANSWERED
    assert (reply.link, reply.by, reply.proofs.count()) == (link, None, 1)
    assert "Thank you" in answer.content.decode()


def test_an_answer_with_neither_photo_nor_reason_is_refused_and_the_words_stay(at_desk, firm):
    one, _made, url = _link(at_desk)

    answer = firm.post(url, DONE)

    assert answer.status_code == 422
    assert "更换打印头" in answer.content.decode()
    assert r.again(one).state == State.NOTICED


def test_a_second_answer_finds_that_the_first_is_there(at_desk, firm):
    _one, _made, url = _link(at_desk)
    firm.post(url, {**DONE, "photos": [upload()]})

    again = firm.post(url, {**DONE, "photos": [upload()]})

    assert "Thank you" in again.content.decode()
    assert Reply.objects.count() == 1


def test_a_link_opens_nothing_when_it_is_revoked_run_out_or_made_up(at_desk, firm):
    import time_machine

    _one, link, url = _link(at_desk)
    made_up = firm.get(reverse("reception:mend", args=["nonsense"]))
    with time_machine.travel(link.expires_at + dt.timedelta(seconds=1), tick=False):
        run_out = firm.get(url)
    actions.revoke_link(link_id=link.pk, by=at_desk.actor(PostKind.OUTLET_HEAD, now=r.LATER), now=r.LATER)
    revoked = firm.get(url)

    assert [answer.status_code for answer in (made_up, run_out, revoked)] == [404, 404, 404]


def test_somebody_who_tries_many_addresses_is_told_to_wait(firm, at_desk):
    url = reverse("reception:mend", args=["nonsense"])

    statuses = [firm.get(url).status_code for _ in range(12)]

    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_somebody_who_sends_again_and_again_is_told_to_wait(at_desk, firm):
    _one, _made, url = _link(at_desk)

    statuses = [firm.post(url, DONE).status_code for _ in range(12)]

    assert statuses[-1] == 429
    assert not Reply.objects.exists()
