import psycopg
import pytest

from biaogan.server.postgres import apply_grants, public_door

TABLES = """
CREATE TABLE ordinary (id bigserial PRIMARY KEY, a int);
CREATE TABLE events (id bigserial, at date NOT NULL) PARTITION BY RANGE (at);
COMMENT ON TABLE events IS 'append-only: what happened';
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE django_migrations (id bigserial, name text);
CREATE TABLE secret_notes (a int);
"""


@pytest.fixture(scope="module")
def granted(throwaway):
    with psycopg.connect(throwaway.owner_url) as connection:
        connection.execute(TABLES)
    patch = pytest.MonkeyPatch()
    patch.setattr(public_door, "TABLES", {"ordinary": "SELECT, INSERT", "not_made_yet": "SELECT"})
    patch.setattr("biaogan.server.postgres.grants.TABLES", public_door.TABLES)
    # Twice, as every migration repeats it.
    apply_grants(throwaway.owner_url, app_role="biaogan_app")
    apply_grants(throwaway.owner_url, app_role="biaogan_app")
    yield throwaway
    patch.undo()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ordinary (a) VALUES (1)",
        "UPDATE ordinary SET a = 2",
        "DELETE FROM ordinary",
        "SELECT * FROM ordinary",
        "INSERT INTO events (at) VALUES ('2026-05-01')",
        "SELECT * FROM events",
        "SELECT * FROM django_migrations",
        "CREATE TEMPORARY TABLE scratch (a int)",
    ],
)
def test_the_application_may(granted, ask, statement):
    ask(granted.app_url, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET at = '2026-05-02'",
        "DELETE FROM events",
        "TRUNCATE events",
        "UPDATE events_2026 SET at = '2026-05-02'",
        "DELETE FROM events_2026",
        "TRUNCATE events_2026",
        "TRUNCATE ordinary",
        "INSERT INTO django_migrations (name) VALUES ('0001')",
        "DELETE FROM django_migrations",
        "CREATE TABLE mine (a int)",
        "ALTER TABLE events ADD COLUMN a int",
        "DROP TABLE ordinary",
    ],
)
def test_the_application_may_not(granted, ask, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(granted.app_url, statement)


def test_a_table_made_later_is_open_to_the_application_at_once(granted, ask):
    ask(granted.owner_url, "CREATE TABLE later (id bigserial, a int)")

    ask(granted.app_url, "INSERT INTO later (a) VALUES (1)")


def test_the_public_door_sees_what_is_listed_and_nothing_else(granted, ask):
    ask(granted.public_url, "INSERT INTO ordinary (a) VALUES (3)")
    for statement in ("UPDATE ordinary SET a = 1", "SELECT * FROM secret_notes", "SELECT * FROM events"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(granted.public_url, statement)


def test_roles_of_another_server_may_have_other_names(granted, ask):
    ask(granted.superuser_url, "CREATE ROLE bank_app LOGIN")

    apply_grants(granted.owner_url, app_role="bank_app", public_role="nobody_has_made_this")

    url = granted.addresses.url("bank_app")
    ask(granted.superuser_url, "GRANT CONNECT ON DATABASE biaogan TO bank_app")
    ask(url, "UPDATE ordinary SET a = 5")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(url, "UPDATE events SET at = '2026-05-02'")
    # An installation with one role for all still migrates.
    apply_grants(granted.owner_url, app_role="biaogan_owner", public_role=None)
