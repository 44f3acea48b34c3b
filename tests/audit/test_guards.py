"""Who can touch the trail, and what becomes of it: the application may not, the owner is stopped, a superuser is found out."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import ProgrammingError

from biaogan.audit import jobs
from biaogan.audit.models import Event
from biaogan.audit.verifying import verify_seals
from biaogan.server.postgres.grants import SCRIPT
from tests.conftest import NOW
from tests.factories import audit as make

pytestmark = pytest.mark.django_db

APP, OWNER = "biaogan_app", "biaogan_owner"

#: Every way to unmake a record, on both tables.
DEEDS = {
    "change an event": "UPDATE audit_event SET name = 'x'",
    "delete an event": "DELETE FROM audit_event",
    "empty the events": "TRUNCATE audit_event",
    "change a seal": "UPDATE audit_seal SET mac = ''",
    "delete a seal": "DELETE FROM audit_seal",
    "empty the seals": "TRUNCATE audit_seal",
}


@pytest.fixture
def made() -> list[Event]:
    """Three sealed events in tables that stand as after a real migration: the owner's, with the grants of a release."""
    found = make.events(3)
    jobs.seal(now=NOW)
    with connection.cursor() as cursor:
        for table in ("audit_event", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} OWNER TO {OWNER}")
        for name, value in {"app_role": APP, "public_role": "", "public_door": ""}.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [f"biaogan.{name}", value])
        cursor.execute(SCRIPT.read_text())
    return found


def attempt(role: str, sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(sql)


@pytest.mark.parametrize("sql", DEEDS.values(), ids=DEEDS)
def test_the_application_lacks_the_right(made, sql):
    with pytest.raises(ProgrammingError, match="permission denied"):
        attempt(APP, sql)

    assert verify_seals(now=NOW).flaws == []


def test_the_application_may_record_and_seal(made):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APP}")
    make.event()
    jobs.seal(now=NOW)

    result = verify_seals(now=NOW)

    assert result.flaws == []
    assert result.looked_at == 4


@pytest.mark.parametrize("sql", DEEDS.values(), ids=DEEDS)
def test_the_owner_is_stopped_by_the_guards(made, sql):
    with pytest.raises(ProgrammingError, match="pgtrigger: Cannot"):
        attempt(OWNER, sql)

    assert verify_seals(now=NOW).flaws == []


@pytest.mark.parametrize("role", [APP, OWNER])
def test_neither_may_call_itself_a_replica(made, role):
    with pytest.raises(DatabaseError, match="permission denied to set parameter"):
        attempt(role, "SET LOCAL session_replication_role = replica")


@pytest.mark.parametrize("deed", DEEDS)
def test_the_owner_who_takes_the_guards_away_is_found_out(made, deed):
    for table in ("audit_event", "audit_seal"):
        attempt(OWNER, f"ALTER TABLE {table} DISABLE TRIGGER USER")
    attempt(OWNER, DEEDS[deed])

    assert verify_seals(now=NOW).flaws


@pytest.mark.parametrize("deed", DEEDS)
def test_a_superuser_who_calls_himself_a_replica_is_found_out(made, deed):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(DEEDS[deed])
        cursor.execute("SET session_replication_role = DEFAULT")

    assert verify_seals(now=NOW).flaws


def test_a_superuser_without_that_word_is_stopped_too(made):
    with (
        pytest.raises(ProgrammingError, match="pgtrigger: Cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(DEEDS["change an event"])
