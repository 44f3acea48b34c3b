"""What happens to somebody's rights, or to an outlet, between the page that was opened and the form that is sent."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from biaogan.accounts.models import RoleGrant
from biaogan.audit.models import Event
from biaogan.complaints.choices import State
from biaogan.complaints.models import Complaint
from biaogan.core.time import local_day
from biaogan.org.models import Holding, PostKind
from tests.complaints.test_views import _typed
from tests.factories.accounts import signed_in_client
from tests.factories.complaints import Desk, complaint, desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def _opened(at_desk: Desk, pk: int) -> tuple[Client, str]:
    """Return the officer's browser with the case open, and the address that its form goes to."""
    browser = signed_in_client(at_desk.user(PostKind.COMPLAINT_OFFICER))
    assert browser.get(reverse("complaints:case", args=[pk])).status_code == 200
    return browser, reverse("complaints:step_in", args=[pk])


def _left(at_desk: Desk) -> None:
    person = at_desk.person(PostKind.COMPLAINT_OFFICER)
    person.left_on = local_day(timezone.now())
    person.save(update_fields=["left_on"])


def _handed_over(at_desk: Desk) -> None:
    today = local_day(timezone.now())
    Holding.objects.filter(person=at_desk.person(PostKind.COMPLAINT_OFFICER)).update(
        valid=DateRange(dt.date(2020, 1, 1), today)
    )
    assert not RoleGrant.objects.exists()


@pytest.mark.parametrize(("meanwhile", "statuses"), [(_left, {302}), (_handed_over, {403, 404})])
def test_whoever_has_left_or_handed_over_the_post_does_nothing_with_a_page_still_open(at_desk, meanwhile, statuses):
    case = complaint(at_desk, State.ACCEPTED)
    browser, address = _opened(at_desk, case.pk)
    meanwhile(at_desk)
    known = set(Event.objects.values_list("pk", flat=True))

    answer = browser.post(address)

    assert answer.status_code in statuses
    assert answer.headers.get("Location", "/sign-in/").startswith("/sign-in/")
    assert Complaint.objects.get(pk=case.pk).state == State.ACCEPTED
    assert not Event.objects.exclude(pk__in=known).exists()


def test_the_same_form_with_the_post_still_held_goes_through(at_desk):
    case = complaint(at_desk, State.ACCEPTED)
    browser, address = _opened(at_desk, case.pk)

    browser.post(address)

    assert Complaint.objects.get(pk=case.pk).state == State.INVESTIGATING


def test_a_complaint_about_an_outlet_that_closed_while_the_form_was_open_is_not_lost(at_desk):
    browser = signed_in_client(at_desk.user(PostKind.OFFICE_HEAD))
    assert browser.get(reverse("complaints:desk")).status_code == 200
    at_desk.outlet.closed_on = local_day(timezone.now())
    at_desk.outlet.save(update_fields=["closed_on"])

    answer = browser.post(reverse("complaints:desk"), _typed(at_desk))

    assert answer.status_code == 302
    case = Complaint.objects.get().case
    assert (case.subject_unit, case.handling_unit) == (at_desk.outlet, at_desk.branch.office)
