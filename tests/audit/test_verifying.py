import pytest
from django.db import connection

from biaogan.audit import jobs
from biaogan.audit.checks import Result
from biaogan.audit.models import Event, Seal
from biaogan.audit.verifying import verify_seals
from tests.conftest import NOW
from tests.factories import audit as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> list[Event]:
    found = make.events(5)
    jobs.seal(now=NOW)
    return found


def tamper(sql: str, *values: object) -> None:
    """Do what no trigger stops: a superuser who says that this is a replica."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET session_replication_role = DEFAULT")


def codes(result: Result) -> list[tuple[str, str]]:
    return [(flaw.code, flaw.where) for flaw in result.flaws]


def test_an_untouched_chain_holds(made):
    result = verify_seals(now=NOW)

    assert result == Result(looked_at=5)


@pytest.mark.parametrize(
    "change",
    [
        "name = 'complaint.closed'",
        "facts = '{}'",
        "at = at + interval '1 microsecond'",
        "actor_ref = 'user:8'",
        "unit_ref = 1",
        "happened_at = at",
    ],
)
def test_a_changed_event_is_found(made, change):
    tamper(f"UPDATE audit_event SET {change} WHERE id = %s", made[2].pk)

    assert codes(verify_seals(now=NOW)) == [("audit.event_changed", f"seal 3, event {made[2].pk}")]


def test_the_first_of_several_flaws_is_told(made):
    tamper("UPDATE audit_event SET name = 'x' WHERE id >= %s", made[3].pk)
    tamper("DELETE FROM audit_event WHERE id = %s", made[1].pk)

    result = verify_seals(now=NOW)

    assert codes(result) == [("audit.event_deleted", f"seal 2, event {made[1].pk}")]
    assert result.looked_at == 1


def test_a_changed_last_event_is_told_from_a_changed_last_seal(made):
    tamper("UPDATE audit_event SET name = 'x' WHERE id = %s", made[4].pk)
    assert codes(verify_seals(now=NOW))[0][0] == "audit.event_changed"

    tamper("UPDATE audit_event SET name = 'complaint.accepted' WHERE id = %s", made[4].pk)
    tamper("UPDATE audit_seal SET mac = %s WHERE position = 5", bytes(32))
    assert codes(verify_seals(now=NOW))[0][0] == "audit.seal_changed"


def test_a_changed_seal_is_found(made):
    tamper("UPDATE audit_seal SET mac = %s WHERE position = 2", bytes(32))

    assert codes(verify_seals(now=NOW)) == [("audit.seal_changed", f"seal 2, event {made[1].pk}")]


def test_a_seal_moved_to_another_time_is_found(made):
    tamper("UPDATE audit_seal SET at = at - interval '1 day' WHERE position = 2")

    assert codes(verify_seals(now=NOW))[0][1].startswith("seal 2")


def test_a_deleted_seal_is_found(made):
    tamper("DELETE FROM audit_seal WHERE position = 2")

    assert codes(verify_seals(now=NOW)) == [("audit.seal_deleted", "seal 2")]


def test_deleted_newest_seals_are_found(made):
    tamper("DELETE FROM audit_seal WHERE position > 3")

    assert codes(verify_seals(now=NOW)) == [("audit.newest_seals_deleted", "seal 4")]


def test_exchanged_seals_are_found(made):
    tamper(
        "UPDATE audit_seal SET event_ref = -event_ref WHERE position IN (2, 3);"
        "UPDATE audit_seal SET event_ref = CASE position WHEN 2 THEN %s ELSE %s END WHERE position IN (2, 3)",
        made[2].pk, made[1].pk,
    )  # fmt: skip

    assert codes(verify_seals(now=NOW))[0][1].startswith("seal 2")


@pytest.mark.parametrize("tables", ["audit_seal", "audit_event, audit_seal"])
def test_emptied_tables_are_found(made, tables):
    tamper(f"TRUNCATE {tables}")

    assert codes(verify_seals(now=NOW)) == [("audit.newest_seals_deleted", "seal 1")]


def test_a_chain_begun_anew_is_found_even_where_it_is_whole(made, monkeypatch):
    tamper("TRUNCATE audit_seal")
    monkeypatch.setattr("biaogan.audit.sealing._require_whole", lambda head: None)
    monkeypatch.setattr("biaogan.audit.anchors.remember", lambda head, at: None)
    tamper("DELETE FROM audit_event WHERE id = %s", made[0].pk)
    make.event()
    jobs.seal(now=NOW)

    assert codes(verify_seals(now=NOW)) == [("audit.chain_replaced", "seal 5")]


def test_an_event_that_waits_for_its_seal_is_a_note_and_no_flaw(made):
    make.event()

    result = verify_seals(now=NOW)

    assert result.flaws == []
    assert result.notes == ["Events that wait for their seal: 1."]


def test_an_event_slipped_in_later_cannot_stand_before_its_sealing(made):
    tamper(
        "INSERT INTO audit_event (id, name, subject_type, subject_id, actor_ref, at, facts)"
        " VALUES (%s, 'x', 'x', '1', 'user:1', %s, '{}')",
        made[0].pk - 1, NOW,
    )  # fmt: skip
    jobs.seal(now=NOW)

    assert verify_seals(now=NOW).flaws == []
    assert Seal.objects.latest("position").event_ref == made[0].pk - 1


def test_progress_is_told_to_the_end(made):
    told = []

    verify_seals(now=NOW, progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (5, 5)
