"""Telling: in the deed's transaction, to each person once, in the reader's words, and without personal values."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Role
from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused
from biaogan.notify import actions, queries
from biaogan.notify.models import MessageText, Notification
from biaogan.notify.rules import after_quiet_hours, next_daily, next_try
from biaogan.notify.templates import MESSAGES, Message, fill, register_message
from tests.conftest import NOW
from tests.factories import org
from tests.factories.accounts import actor_with, user
from tests.factories.cases import make_case
from tests.factories.notify import make_message

ZONE = NOW.tzinfo


def at(clock: str, day: int = 24) -> dt.datetime:
    return dt.datetime.combine(dt.date(2026, 11, day), dt.time.fromisoformat(clock), tzinfo=ZONE)


@pytest.mark.parametrize(
    ("clock", "quiet", "end"),
    [
        ("21:59", ("22:00", "07:00"), None),
        ("22:00", ("22:00", "07:00"), at("07:00", 25)),
        ("03:00", ("22:00", "07:00"), at("07:00")),
        ("07:00", ("22:00", "07:00"), None),
        ("12:30", ("12:00", "13:00"), at("13:00")),
        ("13:00", ("12:00", "13:00"), None),
        ("12:00", ("12:00", "12:00"), None),
    ],
)
def test_quiet_hours_hold_a_message_back_until_their_end(clock, quiet, end):
    now = at(clock)
    start, stop = (dt.time.fromisoformat(each) for each in quiet)

    assert after_quiet_hours(now.astimezone(dt.UTC), start, stop) == (end or now)


def test_without_quiet_hours_nothing_is_held_back():
    assert after_quiet_hours(NOW, None, None) == NOW


@pytest.mark.parametrize(("clock", "due"), [("07:59", at("08:00")), ("08:00", at("08:00")), ("08:01", at("08:00", 25))])
def test_the_messages_of_a_day_go_together_at_eight(clock, due):
    assert next_daily(at(clock)) == due


def test_waits_grow_and_end():
    assert next_try(NOW, 1) == NOW + dt.timedelta(minutes=1)
    assert next_try(NOW, 7) == NOW + dt.timedelta(days=1)
    assert next_try(NOW, 8) is None


def test_nothing_but_plain_names_is_filled_in():
    assert (
        fill("{number} {number.__class__} {0} {unknown} {{number}}", {"number": "C-1"})
        == "C-1 {number.__class__} {0} — {C-1}"
    )


def test_a_message_of_an_unknown_topic_is_not_registered():
    with pytest.raises(LookupError):
        register_message(Message("test.topic", "", "", "", "", topic="nothing"))


def test_a_message_that_does_not_say_what_a_placeholder_stands_for_is_not_registered():
    with pytest.raises(LookupError, match="strange"):
        register_message(Message("test.strange", "{strange}", "", "", ""))


def test_a_message_says_what_its_placeholders_stand_for_in_their_order():
    message = Message("test.said", "{count} {number}", "", "{count}", "", meanings={"count": "how many customers"})

    with translation.override("en"):
        said = [(name, str(meaning)) for name, meaning in message.glossary]

    assert said == [("count", "how many customers"), ("number", "the number of the case")]


pytest_db = pytest.mark.django_db


@pytest_db
def test_people_are_told_once_each_in_the_words_of_their_language():
    head, other = org.person(), org.person()

    made = actions.tell(make_message(), to=[head, other, head], now=NOW, number="C-2026-000001", due=NOW)

    assert {row.person_id for row in made} == {head.pk, other.pk}
    with translation.override("zh-hans"):
        assert queries.words_of(made)[0] == queries.Words("C-2026-000001 待办", "请于 2026-11-24 周二 10:00 前办结。")
    with translation.override("en"):
        assert queries.words_of(made)[0].body == "Please finish it by Tue 24 Nov 2026, 10:00."


@pytest_db
def test_who_has_left_or_is_barred_from_the_case_is_not_told():
    gone, barred, head = org.person(left_on=NOW.date()), org.person(), org.person()
    case = make_case(org.unit(), barred=barred)

    made = actions.tell(make_message(), to=[gone, barred, head], case=case, now=NOW, number=case.number, due=NOW)

    assert [row.person for row in made] == [head]


@pytest_db
def test_telling_nobody_is_no_mistake_and_telling_wrongly_is():
    assert actions.tell(make_message(), to=[], now=NOW, number="x", due=NOW) == []
    for wrong in ({"number": "x"}, {"number": "x", "due": NOW, "name": "王小明"}):
        with pytest.raises(LookupError):
            actions.tell(make_message(), to=[org.person()], now=NOW, **wrong)
    with pytest.raises(LookupError):
        actions.tell("test.unknown", to=[org.person()], now=NOW)


@pytest_db
def test_telling_costs_two_statements_however_many_are_told(query_count):
    people = [org.person() for _ in range(20)]
    case = make_case(org.unit())

    with query_count() as made:
        actions.tell(make_message(), to=people, case=case, now=NOW, number=case.number, due=NOW)

    assert len(made) == 2


@pytest_db
def test_what_is_rolled_back_was_never_told():
    with transaction.atomic():
        actions.tell(make_message(), to=[org.person()], now=NOW, number="x", due=NOW)
        transaction.set_rollback(True)

    assert not Notification.objects.exists()


@pytest_db
def test_a_number_of_a_customer_that_slips_into_a_message_is_masked():
    made = actions.tell(make_message(), to=[org.person()], now=NOW, number="致电13800001234", due=NOW)

    assert made[0].values["number"] == "致电138****1234"


@pytest_db
def test_words_with_a_translation_are_told_in_the_readers_language():
    made = actions.tell(
        make_message(), to=[org.person()], now=NOW, number=_("Simplified Chinese"), due=dt.date(2026, 11, 30)
    )

    with translation.override("en"):
        assert queries.words_of(made)[0].subject == "Simplified Chinese is waiting"
        assert queries.words_of(made)[0].body.endswith("Mon 30 Nov 2026.")
    with translation.override("zh-hans"):
        assert queries.words_of(made)[0].subject == "简体中文 待办"


@pytest_db
def test_a_message_of_an_older_product_still_shows():
    row = Notification(code="test.gone", values={}, at=NOW)

    assert queries.words_of([row]) == [queries.Words("test.gone", "")]


TEXTS = {"subject_zh": "{number} 请办", "body_zh": "限 {due}。", "subject_en": "{number}: act", "body_en": "By {due}."}


@pytest_db
def test_what_was_told_keeps_the_words_of_its_day():
    code, head, by = make_message(), org.person(), actor_with(Role.OFFICE_HEAD, org.unit())
    hour = dt.timedelta(hours=1)

    def told(now):
        return actions.tell(code, to=[head], now=now, number="C-1", due=NOW)

    before = told(NOW)
    actions.edit_message(code=code, by=by, now=NOW + hour, **TEXTS)
    after = told(NOW + 2 * hour)
    actions.reset_message(code=code, by=by, now=NOW + 3 * hour)
    again = told(NOW + 4 * hour)

    with translation.override("en"):
        subjects = [words.subject for words in queries.words_of([*before, *after, *again])]
    assert subjects == ["C-1 is waiting", "C-1: act", "C-1 is waiting"]
    assert queries.texts_now(MESSAGES[code]) is None
    assert Event.objects.filter(name="notify.message_changed").count() == 2


@pytest_db
def test_words_are_changed_only_by_who_may_in_both_languages_and_with_what_is_filled_in():
    code, unit = make_message(), org.unit()

    def attempt(role=Role.OFFICE_HEAD, **changes):
        actions.edit_message(code=code, by=actor_with(role, unit), now=NOW, **(TEXTS | changes))

    with pytest.raises(PermissionDenied):
        attempt(Role.COMPLAINT_OFFICER)
    with pytest.raises(InputRefused, match=r"notify\.empty_text"):
        attempt(subject_en=" ")
    with pytest.raises(InputRefused, match=r"notify\.unknown_placeholder"):
        attempt(body_zh="{customer}")

    assert not MessageText.objects.exists()
    attempt()
    with pytest.raises(DatabaseError), transaction.atomic():
        MessageText.objects.update(subject_zh="x")


@pytest_db
def test_marking_as_read_reaches_only_ones_own_messages():
    from biaogan.accounts.access import actor_of

    mine, other = user(), user()
    actions.tell(make_message(), to=[mine.person, other.person], now=NOW, number="x", due=NOW)
    me = actor_of(mine, now=NOW)

    assert queries.unread_count(me) == 1
    assert (
        actions.mark_read(notification_ids=list(Notification.objects.values_list("pk", flat=True)), by=me, now=NOW) == 1
    )
    assert queries.unread_count(me) == 0
    assert queries.unread_count(actor_of(other, now=NOW)) == 1
    assert actions.mark_read(notification_ids=None, by=me, now=NOW) == 0
