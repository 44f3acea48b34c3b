import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from biaogan.audit import anchors, jobs, sealing
from biaogan.audit.models import Event, Seal
from biaogan.core.errors import Problem
from tests.conftest import NOW
from tests.factories import audit as make

pytestmark = pytest.mark.django_db


def sealed_events() -> list[int]:
    return list(Seal.objects.order_by("position").values_list("event_ref", flat=True))


def test_new_events_are_sealed_once_in_their_order():
    made = make.events(3)

    assert jobs.seal(now=NOW) == 3
    assert jobs.seal(now=NOW) == 0
    assert sealed_events() == [event.pk for event in made]
    assert list(Seal.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3]


def test_an_event_that_commits_late_is_sealed_late_and_not_skipped():
    first = make.event()
    late = first.pk + 1
    make.event(pk=first.pk + 2)
    jobs.seal(now=NOW)

    make.event(pk=late)
    jobs.seal(now=NOW)

    assert sealed_events() == [first.pk, first.pk + 2, late]


def test_what_the_window_no_longer_covers_waits_for_the_night(monkeypatch):
    monkeypatch.setattr(sealing, "WINDOW", 1)
    first = make.event()
    make.event(pk=first.pk + 2)
    make.event(pk=first.pk + 3)
    jobs.seal(now=NOW)
    make.event(pk=first.pk + 1)

    assert jobs.seal(now=NOW) == 0
    assert jobs.seal_stragglers(now=NOW) == 1
    assert sealed_events()[-1] == first.pk + 1


def test_many_events_are_sealed_in_batches(monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    make.events(5)

    assert jobs.seal(now=NOW) == 5
    assert Seal.objects.count() == 5


def test_the_file_outside_the_database_remembers_the_newest_seal(heads_of_this_test_alone):
    make.events(2)

    jobs.seal(now=NOW)

    assert anchors.last() == sealing.newest()
    assert [file.name for file in heads_of_this_test_alone.iterdir()] == ["heads-2026-11.log"]


def test_a_torn_or_foreign_line_of_that_file_does_not_count(heads_of_this_test_alone):
    make.events(2)
    jobs.seal(now=NOW)
    head = anchors.last()
    file = heads_of_this_test_alone / "heads-2026-11.log"

    forged = file.read_text().replace('"position": 2', '"position": 9')
    file.write_text(file.read_text() + forged + '{"position": 3, "ma')

    assert anchors.last() == head


def test_the_newest_month_is_asked_first():
    make.events(1)
    jobs.seal(now=NOW)
    make.event()
    jobs.seal(now=NOW + dt.timedelta(days=10))

    head = anchors.last()

    assert head is not None
    assert head.position == 2


def test_a_chain_that_was_cut_is_not_continued():
    make.events(2)
    jobs.seal(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; DELETE FROM audit_seal WHERE position = 2")
        cursor.execute("SET session_replication_role = DEFAULT")

    with pytest.raises(Problem, match=r"audit\.chain_cut"):
        jobs.seal(now=NOW)


def test_a_missing_key_is_told_by_its_name(settings, tmp_path):
    settings.AUDIT_KEY_FILE = tmp_path / "nowhere.key"
    make.event()

    with pytest.raises(Problem, match=r"audit\.key_missing") as told:
        jobs.seal(now=NOW)

    assert "nowhere.key" in told.value.message


@pytest.mark.django_db(transaction=True)
def test_a_second_sealer_goes_home_while_the_first_is_at_work():
    make.events(2)
    answers = []

    def second() -> None:
        answers.append(sealing.seal_batch(now=NOW))
        connection.close()

    with transaction.atomic():
        assert sealing._locked()
        other = threading.Thread(target=second)
        other.start()
        other.join()

    assert answers == [0]
    assert sealing.seal_batch(now=NOW) == 2


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_is_still_open_is_waited_for_without_stopping_the_others():
    began, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            make.event(subject_id="slow")
            began.set()
            may_commit.wait(10)
        connection.close()

    other = threading.Thread(target=slow)
    other.start()
    began.wait(10)
    quick = make.event(subject_id="quick")
    jobs.seal(now=NOW)
    before = sealed_events()
    may_commit.set()
    other.join()
    jobs.seal(now=NOW)

    late = Event.objects.get(subject_id="slow")
    assert late.pk < quick.pk
    assert before == [quick.pk]
    assert sealed_events() == [quick.pk, late.pk]
