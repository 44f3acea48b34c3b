import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from biaogan.accounts.adapter import SecondFactorAdapter
from biaogan.accounts.models import Session
from biaogan.audit.models import Event
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db

SIGN_IN = "/sign-in/"


def sign_in(client: Client, username: str, password: str = make.PASSWORD, **more: str):
    return client.post(SIGN_IN, {"login": username, "password": password, **more})


def names() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_the_right_password_opens_the_page_that_was_asked_for():
    make.user(username="lan")
    client = Client(HTTP_ACCEPT_LANGUAGE="en")

    asked = client.get("/accounts/rights")
    answer = sign_in(client, "lan", next="/accounts/rights")

    assert asked.headers["Location"] == "/sign-in/?next=/accounts/rights"
    assert answer.headers["Location"] == "/accounts/rights"
    assert client.get("/accounts/rights").status_code == 200
    assert names() == ["user.signed_in"]


def test_where_nobody_can_sign_in_yet_the_page_says_what_to_do(client):
    told = "biaogan user create-admin"

    assert told in client.get(SIGN_IN).content.decode()
    make.user()
    assert told not in client.get(SIGN_IN).content.decode()


def test_nobody_is_led_to_another_site():
    make.user(username="lan")

    answer = sign_in(Client(), "lan", next="https://elsewhere.example/")

    assert answer.headers["Location"] == "/"


def test_a_wrong_password_is_told_and_noted_but_not_what_was_typed():
    user = make.user(username="lan")

    answer = sign_in(Client(HTTP_ACCEPT_LANGUAGE="en"), "lan", "wrong-word-99")
    sign_in(Client(), "moss-lantern-47", "lan")

    assert "do not belong together" in answer.content.decode()
    event = Event.objects.get()
    assert (event.name, event.actor_ref, event.subject_id) == ("user.sign_in_failed", "visitor", str(user.pk))
    assert event.facts == {}


def test_five_failures_lock_the_name_and_not_its_neighbours():
    make.user(username="lan")
    make.user(username="mei")
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    for _ in range(5):
        sign_in(client, "lan", "wrong-word-99")

    locked = sign_in(client, "lan")
    neighbour = sign_in(client, "mei")

    assert "rests for ten minutes" in locked.content.decode()
    assert neighbour.status_code == 302


def test_the_language_of_the_user_comes_with_the_first_page():
    make.user(username="lan", language="zh-hans", theme="dark")
    client = Client(HTTP_ACCEPT_LANGUAGE="en")

    answer = sign_in(client, "lan")

    assert answer.cookies["biaogan_language"].value == "zh-hans"
    assert answer.cookies["biaogan_theme"].value == "dark"
    assert 'lang="zh-Hans"' in client.get("/accounts/rights").content.decode()


def test_a_language_chosen_on_a_page_is_kept_with_the_user():
    user = make.user(language="en")
    client = make.signed_in_client(user)

    client.post("/core/language", {"language": "zh-hans", "next": "/"})

    user.refresh_from_db()
    assert user.language == "zh-hans"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sign_in_page_is_ours_in_both_languages(language):
    text = Client(HTTP_ACCEPT_LANGUAGE=language).get(SIGN_IN).content.decode()

    assert f'<html lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in text
    assert "<main" in text
    assert "signup" not in text


def test_somebody_who_has_left_cannot_sign_in_and_is_out_at_once():
    user = make.user(username="lan")
    client = make.signed_in_client(user)
    assert client.get("/accounts/rights").status_code == 200

    user.person.left_on = timezone.localdate()
    user.person.save()

    assert client.get("/accounts/rights").status_code == 302
    assert sign_in(Client(), "lan").headers["Location"] == "/sign-in/closed"


def test_somebody_who_leaves_tomorrow_works_today():
    user = make.user(username="lan", person=make.person(left_on=timezone.localdate() + dt.timedelta(days=1)))

    assert make.signed_in_client(user).get("/accounts/rights").status_code == 200


def test_a_user_who_is_shut_out_is_told_so_and_by_whom_to_be_helped():
    make.user(username="lan", is_active=False)
    client = Client(HTTP_ACCEPT_LANGUAGE="en")

    answer = sign_in(client, "lan")

    assert answer.headers["Location"] == "/sign-in/closed"
    assert "Ask an administrator" in client.get("/sign-in/closed").content.decode()
    assert client.get("/accounts/rights").status_code == 302


def test_a_one_time_password_opens_nothing_but_the_choice_of_another():
    user = make.user(username="lan", one_time_until=timezone.now() + dt.timedelta(hours=1))
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    sign_in(client, "lan")

    assert client.get("/accounts/rights").headers["Location"] == "/accounts/settings/password"
    page = client.get("/accounts/settings/password").content.decode()
    answer = client.post(
        "/accounts/settings/password", {"old": make.PASSWORD, "new": "reed-harbour-88", "again": "reed-harbour-88"}
    )

    user.refresh_from_db()
    assert "Choose your password" in page
    assert answer.headers["Location"] == "/"
    assert user.one_time_until is None
    assert client.get("/accounts/rights").status_code == 200


def test_a_one_time_password_that_ran_out_opens_nothing():
    make.user(username="lan", one_time_until=timezone.now() - dt.timedelta(minutes=1))

    assert sign_in(Client(), "lan").headers["Location"] == "/sign-in/closed"


def test_a_session_ends_after_a_time_of_rest_and_not_after_a_time(time_machine, settings):
    start = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
    time_machine.move_to(start, tick=False)
    make.user(username="lan")
    client = Client()
    sign_in(client, "lan")

    for minutes in (50, 100, 150):
        time_machine.move_to(start + dt.timedelta(minutes=minutes))
        assert client.get("/accounts/rights").status_code == 200
    time_machine.move_to(start + dt.timedelta(minutes=150 + 61))

    assert client.get("/accounts/rights").headers["Location"].startswith("/sign-in/")


def test_a_session_in_use_is_written_once_a_minute(time_machine):
    start = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
    time_machine.move_to(start, tick=False)
    make.user(username="lan")
    client = Client()
    sign_in(client, "lan")

    time_machine.move_to(start + dt.timedelta(seconds=59), tick=False)
    client.get("/accounts/rights")
    assert Session.objects.get().seen_at == start

    time_machine.move_to(start + dt.timedelta(seconds=61), tick=False)
    client.get("/accounts/rights")
    assert Session.objects.get().seen_at == start + dt.timedelta(seconds=61)


def test_a_fragment_asked_for_after_the_end_sends_the_whole_page_to_the_door():
    answer = Client().get(
        "/accounts/users?q=l",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/rights?a=1#x"},
    )

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=/accounts/rights%3Fa%3D1"


def test_a_form_sent_after_the_end_leads_back_to_its_page():
    answer = Client().post("/accounts/settings/tokens", headers={"Referer": "http://testserver/accounts/settings"})

    assert answer.headers["Location"] == "/sign-in/?next=/accounts/settings"


def test_a_form_sent_from_elsewhere_leads_to_the_first_page():
    answer = Client().post("/accounts/settings/tokens", headers={"Referer": "https://elsewhere.example/x"})

    assert answer.headers["Location"] == "/sign-in/?next=/"


def test_signing_out_is_noted_and_ends_the_session():
    make.user(username="lan")
    client = Client()
    sign_in(client, "lan")

    client.post("/sign-in/out")

    assert names() == ["user.signed_in", "user.signed_out"]
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_reset_password", "account_change_password", "account_set_password"],
)
def test_what_we_do_not_use_of_the_library_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


# The second factor


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_second_factor(client: Client) -> str:
    client.post("/sign-in/again", {"password": make.PASSWORD})
    page = client.get("/sign-in/code/app").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page).group(1)
    answer = client.post("/sign-in/code/app", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/sign-in/code/spare"
    return secret


def test_a_second_factor_is_set_up_asked_for_and_kept_encrypted():
    make.user(username="lan")
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    sign_in(client, "lan")
    secret = with_second_factor(client)
    spare = re.findall(r"<code>(\w+)</code>", client.get("/sign-in/code/spare").content.decode())
    client.post("/sign-in/out")

    first = sign_in(client, "lan")
    outside = client.get("/accounts/rights")
    client.get("/sign-in/code")
    second = client.post("/sign-in/code", {"code": spare[0]})

    assert first.headers["Location"] == "/sign-in/code"
    assert outside.status_code == 302
    assert second.headers["Location"] == "/"
    assert client.get("/accounts/rights").status_code == 200
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert kept != secret
    assert SecondFactorAdapter().decrypt(kept) == secret
    assert "user.second_factor_set" in names()


def test_a_wrong_code_does_not_open():
    make.user(username="lan")
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    sign_in(client, "lan")
    with_second_factor(client)
    client.post("/sign-in/out")
    sign_in(client, "lan")

    answer = client.post("/sign-in/code", {"code": "000000"})

    assert "This code is not right" in answer.content.decode()
    assert client.get("/accounts/rights").status_code == 302


def test_setting_it_up_asks_for_the_password_again_when_the_sign_in_is_old():
    client = make.signed_in_client(make.user())

    answer = client.get("/sign-in/code/app")

    assert answer.headers["Location"].startswith("/sign-in/again")


def test_the_second_factor_can_be_given_up_and_codes_drawn_anew():
    make.user(username="lan")
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    sign_in(client, "lan")
    with_second_factor(client)

    for page in (
        "/sign-in/code/settings",
        "/sign-in/code/spare/new",
        "/sign-in/code/spare/file",
        "/sign-in/code/app/remove",
    ):
        assert client.get(page).status_code == 200
    client.post("/sign-in/code/spare/new")
    client.post("/sign-in/code/app/remove")

    assert not Authenticator.objects.exists()
    assert names()[-2:] == ["user.recovery_codes_drawn", "user.second_factor_given_up"]
