from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from biaogan.complaints import actions
from biaogan.complaints.choices import Channel, State, SuspensionReason
from biaogan.complaints.models import Complaint, CustomerMessage
from biaogan.obligations.models import Obligation
from tests.factories.complaints import Desk, desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    cache.clear()
    return desk()


@pytest.fixture
def customer() -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="en")


def _typed(**values: str) -> dict[str, str]:
    return {
        "form_key": str(uuid.uuid4()),
        "voice": "complaint",
        "summary": "I waited an hour",
        "phone": "13800001234",
        **values,
    }


def _written(customer: Client, at_desk: Desk, **values: str) -> tuple[Complaint, str]:
    """Write on the page; return the complaint and its code."""
    page = customer.post(reverse("reception:say", args=[at_desk.outlet.code]), _typed(**values), follow=True)
    return Complaint.objects.latest("pk"), page.context["code"]


def _follow(customer: Client, code: str):
    return customer.post(reverse("reception:follow"), {"code": code}, follow=True)


def test_the_outlets_are_found_by_a_part_of_their_name(at_desk, customer):
    page = customer.get(reverse("reception:choose"), {"q": at_desk.outlet.name})

    assert page.status_code == 200
    assert at_desk.outlet.code in page.content.decode()


def test_a_complaint_is_taken_down_without_an_account_and_goes_to_the_office(at_desk, customer):
    made, code = _written(customer, at_desk)

    assert (made.state, made.channel) == (State.REGISTERED, Channel.PAGE)
    assert made.case.handling_unit == at_desk.branch.office
    kinds = set(Obligation.objects.owed().filter(case=made.case).values_list("kind", flat=True))
    assert kinds == {"complaint.accept", "complaint.tell"}
    assert code not in str(Complaint.objects.values())


def test_what_is_not_called_a_complaint_waits_for_somebody_to_look_at_it(at_desk, customer):
    made, _code = _written(customer, at_desk, voice="")

    assert (made.state, made.voice) == (State.REGISTERED, "")


def test_a_form_that_is_sent_twice_arrives_once(at_desk, customer):
    typed = _typed()
    url = reverse("reception:say", args=[at_desk.outlet.code])

    for _ in range(2):
        assert customer.post(url, typed).status_code == 302

    assert Complaint.objects.count() == 1
    assert customer.get(reverse("reception:received")).status_code == 200


def test_nothing_that_was_typed_is_lost_on_an_error(at_desk, customer):
    url = reverse("reception:say", args=[at_desk.outlet.code])

    page = customer.post(url, _typed(summary="x", demand="Please call me"))

    assert page.status_code == 422
    assert "Please call me" in page.content.decode()


def test_a_program_that_fills_in_every_field_leaves_nothing_and_learns_nothing(at_desk, customer):
    url = reverse("reception:say", args=[at_desk.outlet.code])

    assert customer.post(url, _typed(website="http://spam.example")).status_code == 302

    assert not Complaint.objects.exists()


def test_one_address_writes_ten_times_in_ten_minutes_at_most(at_desk, customer):
    url = reverse("reception:say", args=[at_desk.outlet.code])

    statuses = [customer.post(url, _typed()).status_code for _ in range(11)]

    assert statuses == [302] * 10 + [429]
    assert Complaint.objects.count() == 10
    assert customer.post(url, _typed(), REMOTE_ADDR="10.0.0.9").status_code == 302


def test_codes_are_not_guessed(at_desk, customer):
    _written(customer, at_desk)
    url = reverse("reception:follow")

    statuses = [customer.post(url, {"code": f"AAAA-AAAA-AA{n:02d}"}).status_code for n in range(11)]

    assert statuses == [422] * 10 + [429]


def test_card_and_identity_numbers_are_stored_masked(at_desk, customer):
    made, _code = _written(customer, at_desk, summary="card 6222021234567890128 and 11010119900307109X")

    assert "6222021234567890128" not in made.summary


def test_whoever_has_the_code_sees_where_the_case_stands_and_no_name_of_staff(at_desk, customer):
    made, code = _written(customer, at_desk)
    actions.accept(complaint_id=made.pk, told=None, by=at_desk.officer, now=timezone.now())
    actions.step_in(complaint_id=made.pk, by=at_desk.officer, now=timezone.now())

    page = _follow(Client(HTTP_ACCEPT_LANGUAGE="en"), f" {code.lower().replace('-', ' ')} ")
    text = page.content.decode()

    assert "We are looking into it." in text
    assert made.case.number in text
    assert at_desk.officer.person.name not in text
    assert page.headers["Cache-Control"] == "no-store"


def test_the_code_stands_in_no_address(at_desk, customer):
    _made, code = _written(customer, at_desk)

    answer = customer.post(reverse("reception:follow"), {"code": code})

    assert code not in answer["Location"]


def test_the_limit_is_shown_unless_its_calendar_may_still_change(at_desk, customer):
    made, code = _written(customer, at_desk)
    duty = Obligation.objects.get(case=made.case, kind="complaint.tell")
    assert _follow(customer, code).context["standing"].limit == duty.due_at

    Obligation.objects.filter(pk=duty.pk).update(is_provisional=True)

    page = _follow(customer, code)
    assert page.context["standing"].limit is None
    assert "You have our answer by" not in page.content.decode()


def test_a_clock_that_stands_still_shows_no_date(at_desk, customer):
    made, code = _written(customer, at_desk)
    actions.accept(complaint_id=made.pk, told=None, by=at_desk.officer, now=timezone.now())
    actions.suspend(
        complaint_id=made.pk,
        reason=SuspensionReason.MEDIATION,
        proof="调解申请",
        told=None,
        by=at_desk.officer,
        now=timezone.now(),
    )

    standing = _follow(customer, code).context["standing"]

    assert (standing.limit, standing.is_paused) == (None, True)


def test_the_customer_adds_a_message(at_desk, customer):
    made, code = _written(customer, at_desk)
    _follow(customer, code)

    customer.post(reverse("reception:add"), {"text": "I have a recording"})

    assert CustomerMessage.objects.get(complaint=made).text == "I have a recording"
    kept = customer.post(reverse("reception:add"), {"text": "x" * 2001})
    assert kept.status_code == 422


def test_the_customer_withdraws_and_it_ends_that_day(at_desk, customer):
    made, code = _written(customer, at_desk)
    _follow(customer, code)

    customer.post(reverse("reception:withdraw"))

    made.refresh_from_db()
    assert made.state == State.WITHDRAWN
    assert not Obligation.objects.owed().filter(case=made.case).exists()
    again = customer.post(reverse("reception:withdraw"), follow=True)
    assert again.status_code == 200


def test_without_a_code_nothing_is_added_or_withdrawn(at_desk, customer):
    made, _code = _written(customer, at_desk)
    stranger = Client()

    assert stranger.post(reverse("reception:add"), {"text": "spam"}).status_code == 404
    assert stranger.post(reverse("reception:withdraw")).status_code == 404
    made.refresh_from_db()
    assert made.state == State.REGISTERED


def test_a_shared_telephone_forgets_the_code(at_desk, customer):
    _made, code = _written(customer, at_desk)
    _follow(customer, code)

    customer.post(reverse("reception:leave"))

    assert "standing" not in customer.get(reverse("reception:follow")).context


@pytest.mark.parametrize("code", ["NO-SUCH", "x" * 200])
def test_a_sign_of_no_outlet_leads_nowhere(at_desk, customer, code):
    assert customer.get(reverse("reception:say", args=[code])).status_code == 404


def test_a_closed_outlet_takes_nothing(at_desk, customer):
    at_desk.outlet.closed_on = dt.date(2020, 1, 1)
    at_desk.outlet.opened_on = None
    at_desk.outlet.save()

    assert customer.get(reverse("reception:say", args=[at_desk.outlet.code])).status_code == 404


@pytest.mark.parametrize("state", [State.DECLINED, State.MERGED, State.PASSED_ON, State.CLOSED, State.TOLD])
def test_every_state_has_plain_words(at_desk, customer, state):
    from biaogan.reception.queries import WORDS

    says, _ahead = WORDS[state]

    assert str(says)
    assert set(WORDS) == set(State)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_the_pages_speak_the_language_of_the_telephone(at_desk, language):
    page = Client(HTTP_ACCEPT_LANGUAGE=language).get(reverse("reception:say", args=[at_desk.outlet.code]))

    assert f'lang="{language}"' in page.content.decode()


def test_nobody_signs_in_for_these_pages(at_desk, customer):
    for name in ("choose", "follow"):
        assert customer.get(reverse(f"reception:{name}")).status_code == 200
