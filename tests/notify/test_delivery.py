"""Carrying messages on: never lost, never twice; a dead mail server stops nothing and is in plain sight."""

from __future__ import annotations

import datetime as dt
import smtplib
import threading
from contextlib import contextmanager

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection

from biaogan.accounts.access import Role, actor_of
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.notify import actions, channels, jobs, queries
from biaogan.notify.channels import CHANNELS, EMAIL, Channel, Down, Refused
from biaogan.notify.models import Delivery, Notification, Outage, Preference, QuietHours
from biaogan.notify.rules import Mode
from biaogan.notify.templates import MESSAGES, Message, register_message
from tests.conftest import NOW
from tests.factories import org
from tests.factories.accounts import actor_with, user
from tests.factories.notify import make_message

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def staff(language: str = "en", email: str = "li@bank.test") -> org.Person:
    return user(person=org.person(email=email), language=language).person


def tell(
    person: org.Person, *, now: dt.datetime = NOW, code: str | None = None, number: str = "C-2026-000001"
) -> Notification:
    return actions.tell(code or make_message(), to=[person], now=now, url="/cases/1/", number=number, due=NOW)[0]


def urgent() -> str:
    if "test.urgent" not in MESSAGES:
        register_message(
            Message(
                "test.urgent", "{number} 紧急", "{number} is urgent", "{due}", "{due}", topic="notice", is_urgent=True
            )
        )
    return "test.urgent"


@pytest.fixture
def sent(monkeypatch):
    """A channel in the place of e-mail: what it was given, and how it fails next."""

    class Sent(list):
        fails: list[Exception | None]
        is_down = False

    box = Sent()
    box.fails = []

    @contextmanager
    def opened():
        if box.is_down:
            raise Down("connection refused")

        def send(address, subject, body):
            if box.fails and (error := box.fails.pop(0)) is not None:
                raise error
            box.append((address, subject, body))

        yield send

    monkeypatch.setattr(CHANNELS, "_things", {EMAIL: Channel(EMAIL, "E-mail", channels.email_address, opened)})
    return box


def test_a_message_goes_out_by_mail_in_the_readers_language_with_its_link(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://biaogan.bank.test"]
    tell(staff("zh-hans"))

    assert jobs.deliver(now=NOW) == 1

    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == (["li@bank.test"], "C-2026-000001 待办")
    assert "请于 2026-11-24 周二 10:00 前办结。" in letter.body
    assert "https://biaogan.bank.test/cases/1/" in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_second_run_sends_nothing_again(sent):
    tell(staff())

    assert [jobs.deliver(now=NOW), jobs.deliver(now=NOW + MINUTE)] == [1, 0]
    assert len(sent) == 1


def test_who_has_no_address_is_told_in_the_product_alone(sent):
    tell(staff(email=""))

    assert jobs.deliver(now=NOW) == 0
    assert not Delivery.objects.exists()
    assert Notification.objects.get().routed_at == NOW


def test_what_was_read_in_the_meantime_does_not_come_again_by_mail(sent):
    told = tell(staff())
    Notification.objects.update(read_at=NOW)

    jobs.deliver(now=NOW)

    assert sent == []
    assert Delivery.objects.get(notification=told).sent_at == NOW


def choose(person, mode, topic="work", quiet=None):
    modes = {(topic, EMAIL): mode}
    actions.set_preferences(modes=modes, quiet=quiet, by=actor_of(person.user, now=NOW), now=NOW)


def test_topics_that_are_switched_off_do_not_come_but_urgent_messages_do(sent):
    person = staff()
    choose(person, Mode.OFF)
    choose(person, Mode.OFF, topic="notice")
    tell(person)
    tell(person, code=urgent())

    jobs.deliver(now=NOW)

    assert [subject for _address, subject, _body in sent] == ["C-2026-000001 is urgent"]


def test_the_messages_of_a_day_come_together_without_those_that_were_read(sent):
    person, other = staff(), staff(email="wang@bank.test")
    for each in (person, other):
        choose(each, Mode.DAILY)
    tell(person, number="C-1")
    tell(person, number="C-2")
    read = tell(person, number="C-3")
    tell(other, number="C-4")
    Notification.objects.filter(pk=read.pk).update(read_at=NOW)

    assert jobs.deliver(now=NOW) == 0
    assert jobs.deliver(now=NOW + dt.timedelta(hours=22)) == 2

    (address, subject, body), (second, _subject, _body) = sent
    assert (address, subject, second) == ("li@bank.test", "Biaogan: 2 new messages", "wang@bank.test")
    assert "C-1 is waiting" in body
    assert "C-2 is waiting" in body
    assert "C-3" not in body
    assert not Delivery.objects.filter(sent_at=None).exists()


def test_quiet_hours_hold_back_all_but_what_is_urgent(sent):
    person = staff()
    choose(person, Mode.AT_ONCE, quiet=(dt.time(9), dt.time(11)))
    tell(person)
    tell(person, code=urgent())

    assert jobs.deliver(now=NOW) == 1
    assert jobs.deliver(now=NOW + 59 * MINUTE) == 0
    assert jobs.deliver(now=NOW + 60 * MINUTE) == 1


def test_a_dead_server_makes_everything_wait_and_is_on_record(sent):
    sent.is_down = True
    tell(staff())

    assert jobs.deliver(now=NOW) == 0
    tell(staff(email="wang@bank.test"))
    assert jobs.deliver(now=NOW + 2 * MINUTE) == 0

    outage = Outage.objects.get()
    assert (outage.since, outage.attempts, outage.error) == (NOW, 2, "connection refused")
    state = queries.channel_states()[0]
    assert (state.waiting, state.uncertain, state.given_up) == (2, 0, 0)
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {0}, "the server's fault is not the message's"

    sent.is_down = False
    assert jobs.deliver(now=outage.next_try_at - MINUTE) == 0, "not before its time"
    assert jobs.deliver(now=outage.next_try_at) == 2
    assert not Outage.objects.exists()


def test_the_real_mail_channel_knows_a_dead_server(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    def refuse(*args, **kwargs):
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(smtplib, "SMTP", refuse)
    tell(staff())

    jobs.deliver(now=NOW)

    assert "Connection refused" in Outage.objects.get().error


def test_a_message_that_fails_is_tried_again_with_growing_waits_and_given_up_in_plain_sight(sent):
    tell(staff())
    now = NOW
    sent.fails = [smtplib.SMTPDataError(451, b"try later")] * 8

    for attempt in range(1, 8):
        assert jobs.deliver(now=now) == 0
        delivery = Delivery.objects.get()
        assert (delivery.attempts, delivery.claimed_at, delivery.given_up_at) == (attempt, None, None)
        assert jobs.deliver(now=delivery.not_before - dt.timedelta(seconds=1)) == 0
        now = delivery.not_before
    jobs.deliver(now=now)

    delivery = Delivery.objects.get()
    assert delivery.given_up_at == now
    assert "451" in delivery.error
    assert list(queries.stuck(claimed_before=now)) == [delivery]


def test_an_address_that_does_not_exist_is_given_up_at_once_and_stops_no_other(sent):
    sent.fails = [Refused("550 no such user"), None]
    tell(staff())
    tell(staff(email="wang@bank.test"))

    assert jobs.deliver(now=NOW) == 1
    assert Delivery.objects.get(given_up_at=NOW).person.email == "li@bank.test"


def test_a_line_that_breaks_while_a_message_is_handed_over_leaves_it_uncertain_not_sent_twice(sent):
    sent.fails = [Down("connection reset")]
    tell(staff())
    tell(staff(email="wang@bank.test"))

    jobs.deliver(now=NOW)
    jobs.deliver(now=NOW + dt.timedelta(hours=1))

    assert [address for address, _subject, _body in sent] == ["wang@bank.test"]
    state = queries.channel_states()[0]
    assert (state.waiting, state.uncertain) == (0, 1)


def test_a_sender_that_dies_leaves_its_message_uncertain_for_the_administrator(sent, monkeypatch):
    person = staff()
    tell(person)
    jobs.route(now=NOW)
    Delivery.objects.update(claimed_at=NOW)
    admin = actor_with(Role.ADMINISTRATOR, org.unit())

    assert jobs.deliver(now=NOW + dt.timedelta(days=1)) == 0
    delivery = queries.stuck(claimed_before=NOW + MINUTE).get()
    actions.send_again(delivery_id=delivery.pk, by=admin, now=NOW)
    assert jobs.deliver(now=NOW + dt.timedelta(days=1)) == 1

    with pytest.raises(RuleBroken):
        actions.send_again(delivery_id=delivery.pk, by=admin, now=NOW)


def test_an_administrator_may_count_a_message_as_sent(sent):
    sent.fails = [Refused("550")]
    tell(staff())
    jobs.deliver(now=NOW)
    delivery = Delivery.objects.get()

    with pytest.raises(PermissionDenied):
        actions.count_as_sent(delivery_id=delivery.pk, by=actor_with(Role.OFFICE_HEAD, org.unit()), now=NOW)
    actions.count_as_sent(delivery_id=delivery.pk, by=actor_with(Role.ADMINISTRATOR, org.unit()), now=NOW)

    delivery.refresh_from_db()
    assert (delivery.sent_at, delivery.given_up_at) == (NOW, None)
    assert jobs.deliver(now=NOW + dt.timedelta(days=1)) == 0


def test_a_line_break_in_a_subject_makes_no_header(sent):
    tell(staff(), number="C-1\r\nBcc: all@bank.test")

    jobs.deliver(now=NOW)

    assert sent[0][1] == "C-1 Bcc: all@bank.test is waiting"


def test_many_messages_are_routed_with_few_statements(sent, query_count):
    people = [staff(email=f"p{number}@bank.test") for number in range(12)]
    actions.tell(make_message(), to=people, now=NOW, number="x", due=NOW)

    with query_count() as made:
        jobs.route(now=NOW)

    assert len(made) <= 8
    assert Delivery.objects.count() == 12


def test_choices_that_do_not_exist_are_refused_and_the_last_choice_counts():
    person = staff()

    with pytest.raises(InputRefused):
        choose(person, "sometimes")
    with pytest.raises(InputRefused):
        choose(person, Mode.OFF, topic="nothing")
    choose(person, Mode.OFF, quiet=(dt.time(22), dt.time(7)))
    choose(person, Mode.DAILY)

    assert Preference.objects.get().mode == Mode.DAILY
    assert not QuietHours.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_sends_each_message(sent):
    for number in range(10):
        tell(staff(email=f"p{number}@bank.test"))
    jobs.route(now=NOW)
    begin = threading.Barrier(4)

    def work() -> None:
        begin.wait()
        jobs.deliver(now=NOW)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(sent) == 10
    assert len({address for address, _subject, _body in sent}) == 10
    assert not Delivery.objects.filter(sent_at=None).exists()
