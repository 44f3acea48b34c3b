"""A customer on the page: in part, in full for a minute, corrected and erased."""

from __future__ import annotations

import pytest
from django.urls import reverse

from biaogan.accounts.access import Role
from biaogan.audit.models import Event
from biaogan.parties.models import Party
from tests.factories import org
from tests.factories.accounts import signed_in_client, user_with_role
from tests.factories.cases import make_case
from tests.factories.parties import WHOLE, make_party

pytestmark = pytest.mark.django_db


@pytest.fixture
def party():
    return make_party(case=make_case(org.unit()), **WHOLE)


def browser(role, party, **defaults):
    from biaogan.cases.models import Case
    from tests.factories.parties import CASES

    return signed_in_client(user_with_role(role, Case.objects.get(pk=CASES[party.pk]).subject_unit), **defaults)


ASK = {"asked": ["phone", "name"], "purpose": "contact", "words": "告知结果"}


def test_who_sees_the_case_sees_the_customer_in_part(party):
    html = browser(Role.VIEWER, party).get(reverse("parties:masked", args=[party.pk])).content.decode()

    assert "138****1234" in html
    assert "Show in full" not in html
    assert not any(value in html for value in WHOLE.values())


def test_values_are_shown_for_a_minute_and_not_kept_by_the_browser(party):
    client = browser(Role.COMPLAINT_OFFICER, party)
    url = reverse("parties:reveal", args=[party.pk])

    assert "What for" in client.get(url).content.decode()
    answer = client.post(url, ASK)

    html = answer.content.decode()
    assert "13800001234" in html
    assert WHOLE["id_number"] not in html
    assert 'hx-trigger="load delay:60s"' in html
    assert answer.headers["Cache-Control"] == "no-store"
    assert Event.objects.filter(name="party.revealed").count() == 1


def test_the_page_is_chinese_for_a_chinese_browser(party):
    html = (
        browser(Role.OFFICE_HEAD, party, HTTP_ACCEPT_LANGUAGE="zh-CN")
        .get(reverse("parties:masked", args=[party.pk]))
        .content.decode()
    )

    for words in ("完整显示", "更正", "删除个人信息"):
        assert words in html


def test_without_a_purpose_nothing_is_shown(party):
    answer = browser(Role.COMPLAINT_OFFICER, party).post(
        reverse("parties:reveal", args=[party.pk]), ASK | {"purpose": "", "words": ""}
    )

    assert "13800001234" not in answer.content.decode()
    assert not Event.objects.exists()


def test_who_may_not_reveal_or_not_see_is_refused_everywhere(party):
    viewer = browser(Role.VIEWER, party)
    stranger = signed_in_client(user_with_role(Role.OFFICE_HEAD, org.unit()))

    for route in ("reveal", "correct"):
        assert viewer.get(reverse(f"parties:{route}", args=[party.pk])).status_code == 403
        assert stranger.get(reverse(f"parties:{route}", args=[party.pk])).status_code == 404
    assert stranger.get(reverse("parties:masked", args=[party.pk])).status_code == 404
    assert stranger.post(reverse("parties:erase", args=[party.pk]), {"reason": "x"}).status_code == 404
    assert (
        browser(Role.COMPLAINT_OFFICER, party)
        .post(reverse("parties:erase", args=[party.pk]), {"reason": "x"})
        .status_code
        == 403
    )


def test_a_correction_shows_old_values_in_part_only_and_goes_back_to_the_case(party):
    client = browser(Role.COMPLAINT_OFFICER, party)
    url = reverse("parties:correct", args=[party.pk])

    html = client.get(url, {"back": "/cases/7/"}).content.decode()
    assert "138****1234" in html
    assert not any(value in html for value in WHOLE.values())
    assert "Type at least one new value." in client.post(url, {}).content.decode()
    assert client.post(url, {"phone": "13900005678", "back": "/cases/7/"}).headers["Location"] == "/cases/7/"
    assert client.post(url, {"phone": "13900005679", "back": "https://evil.test/"}).headers["Location"] == "/"
    assert Party.objects.get(pk=party.pk).masked_phone == "139****5679"


def test_erasing_from_the_page(party):
    client = browser(Role.OFFICE_HEAD, party)

    client.post(reverse("parties:erase", args=[party.pk]), {"reason": "客户要求"})

    assert "The personal data was erased." in client.get(reverse("parties:masked", args=[party.pk])).content.decode()
