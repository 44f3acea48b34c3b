"""My messages, my preferences, the words of messages and the outbox, through the browser."""

from __future__ import annotations

import pytest
from django.urls import reverse

from biaogan.accounts.access import Role
from biaogan.notify import actions, jobs
from biaogan.notify.models import Delivery, MessageText, Notification, Preference
from tests.conftest import NOW
from tests.factories import org
from tests.factories.accounts import signed_in_client, user, user_with_role
from tests.factories.notify import CODE, make_message

pytestmark = pytest.mark.django_db


def tell(person, number="C-2026-000001", url=""):
    return actions.tell(make_message(), to=[person], now=NOW, url=url, number=number, due=NOW)[0]


def test_my_messages_show_mine_and_nobody_elses_in_my_language():
    me, other = user(), user()
    tell(me.person, "C-1")
    tell(other.person, "C-2")

    english = signed_in_client(me).get(reverse("notify:mine")).content.decode()
    chinese = signed_in_client(me, HTTP_ACCEPT_LANGUAGE="zh-CN").get(reverse("notify:mine")).content.decode()

    assert "C-1 is waiting" in english
    assert "C-2" not in english
    assert "C-1 待办" in chinese


def test_opening_a_message_marks_it_and_goes_where_it_points():
    me = user()
    inside, outside = tell(me.person, url="/messages/preferences"), tell(me.person, url="//evil.test/")
    client = signed_in_client(me)

    assert client.post(reverse("notify:open", args=[inside.pk])).headers["Location"] == "/messages/preferences"
    assert client.post(reverse("notify:open", args=[outside.pk])).headers["Location"] == reverse("notify:mine")
    assert not Notification.objects.filter(read_at=None).exists()
    assert signed_in_client(user()).post(reverse("notify:open", args=[inside.pk])).status_code == 404


def test_all_are_marked_as_read_and_the_count_is_gone():
    me = user()
    tell(me.person)
    client = signed_in_client(me)

    assert '<span class="count">1</span>' in client.get(reverse("notify:mine")).content.decode()
    client.post(reverse("notify:read_all"))

    html = client.get(reverse("notify:mine"), {"show": "unread"}).content.decode()
    assert "You have seen everything." in html
    assert '<span class="count">' not in html


def test_a_user_without_a_person_has_no_messages():
    client = signed_in_client(user(person=None))

    assert "No messages yet" in client.get(reverse("notify:mine")).content.decode()
    assert (
        client.post(
            reverse("notify:preferences"), {f"{topic}-email": "off" for topic in ("work", "decision", "notice")}
        ).status_code
        == 409
    )


def test_the_list_costs_the_same_queries_however_long_it_is(query_count):
    me = user()
    client = signed_in_client(me)

    def cost() -> int:
        with query_count() as made:
            client.get(reverse("notify:mine"))
        return len(made)

    tell(me.person)
    cost()
    one = cost()
    for number in range(20):
        tell(me.person, f"C-{number}")

    assert cost() == one


def choices(**changes):
    from biaogan.notify.templates import TOPICS

    return {f"{topic}-email": "at_once" for topic in TOPICS} | changes


def test_preferences_are_kept_and_shown_again():
    client = signed_in_client(user())
    url = reverse("notify:preferences")

    client.post(url, choices(**{"work-email": "daily", "quiet_from": "22:00", "quiet_to": "07:00"}))
    half = client.post(url, choices(quiet_from="22:00")).content.decode()
    html = client.get(url).content.decode()

    assert Preference.objects.get(topic="work").mode == "daily"
    assert "Give both ends of the quiet hours, or neither." in half
    assert 'value="22:00"' in html
    assert "No e-mail address." in html


@pytest.mark.parametrize(("language", "meaning"), [("en", "the number of the case"), ("zh-hans", "案件编号")])
def test_the_page_of_a_message_says_what_each_placeholder_stands_for(language, meaning):
    client = signed_in_client(user_with_role(Role.OFFICE_HEAD, org.unit()))
    url = reverse("notify:text", args=[make_message()])

    html = client.get(url, headers={"Accept-Language": language}).content.decode()

    assert f"<dt><code>{{number}}</code></dt><dd>{meaning}</dd>" in html


def test_the_words_of_a_message_are_edited_previewed_and_reset():
    code, client = make_message(), signed_in_client(user_with_role(Role.OFFICE_HEAD, org.unit()))
    url = reverse("notify:text", args=[code])
    words = {
        "subject_zh": "{number} 请办",
        "body_zh": "限 {due}。",
        "subject_en": "{number}: act",
        "body_en": "By {due}.",
    }

    assert "does not fill in: {customer}" in client.post(url, words | {"body_en": "{customer}"}).content.decode()
    html = client.post(url, words, follow=True).content.decode()
    assert "⟨案件编号⟩ 请办" in html
    assert "By ⟨the day and time of the limit⟩." in html
    assert "own" in client.get(reverse("notify:texts")).content.decode()
    client.post(reverse("notify:reset_text", args=[code]))

    assert MessageText.objects.filter(code=CODE).count() == 2
    assert client.get(reverse("notify:text", args=["nothing"])).status_code == 404


def test_the_outbox_shows_the_administrator_what_is_stuck_but_not_what_it_says():
    me = user(person=org.person(email="li@bank.test"))
    tell(me.person, "C-2026-000007")
    jobs.route(now=NOW)
    Delivery.objects.update(claimed_at=NOW.replace(year=2025))
    client = signed_in_client(user_with_role(Role.ADMINISTRATOR, org.unit()))
    delivery = Delivery.objects.get()

    html = client.get(reverse("notify:outbox")).content.decode()
    assert me.person.name in html
    assert "uncertain" in html
    assert "C-2026-000007" not in html
    client.post(reverse("notify:send_again", args=[delivery.pk]))
    assert "Nothing to decide" in client.get(reverse("notify:outbox")).content.decode()
    assert client.post(reverse("notify:count_as_sent", args=[delivery.pk])).status_code == 409
    assert client.post(reverse("notify:count_as_sent", args=[0])).status_code == 404


def test_settings_of_messages_are_closed_to_others():
    client = signed_in_client(user_with_role(Role.COMPLAINT_OFFICER, org.unit()))

    assert [client.get(reverse(f"notify:{name}")).status_code for name in ("texts", "outbox")] == [403, 403]
