import os
import subprocess
import sys

import psycopg
import pytest

from biaogan.server.environment import for_children
from biaogan.server.migrating import fingerprint
from biaogan.server.postgres import start
from biaogan.server.secrets import make_secrets

OURS = ["-m", "biaogan.server.migrating", "--app-role", "biaogan_app", "--public-role", "biaogan_public"]
DJANGO_S = ["-m", "django", "migrate", "--verbosity", "0"]


@pytest.mark.faults
def test_the_quicker_migration_makes_the_schema_that_django_makes(home):
    make_secrets(home)
    schemas = []
    with start(home, throwaway=True) as server:
        for name, arguments in (("ours", OURS), ("theirs", DJANGO_S)):
            with psycopg.connect(server.owner_url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            url = server.addresses.url("biaogan_owner", name)
            environment = for_children(home, app_url=url)
            subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True)
            dump = [server.programs["pg_dump"], "--schema-only", "--no-privileges", "--restrict-key=same", url]
            schemas.append(subprocess.run(dump, check=True, capture_output=True, text=True).stdout)

    ours, theirs = schemas
    assert "CREATE TRIGGER" in ours
    assert ours.splitlines() == theirs.splitlines()


def test_the_mark_of_a_migration_changes_with_a_migration_only(monkeypatch, tmp_path):
    monkeypatch.setattr("biaogan.server.migrating.PRODUCT", tmp_path)
    for name in (
        "server/postgres/grants.sql",
        "server/postgres/public_door.py",
        "org/migrations/0001_initial.py",
        "org/limits.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    before = fingerprint()

    (tmp_path / "org" / "models.py").write_text("anything")
    os.utime(tmp_path / "org" / "migrations" / "0001_initial.py")
    assert fingerprint() == before

    (tmp_path / "org" / "migrations" / "0001_initial.py").write_text("two")
    assert fingerprint() != before


def test_the_mark_changes_with_rows_that_are_shipped(monkeypatch, tmp_path):
    monkeypatch.setattr("biaogan.server.migrating.PRODUCT", tmp_path)
    for name in ("server/postgres/grants.sql", "server/postgres/public_door.py", "org/limits.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    before = fingerprint()

    (tmp_path / "org" / "limits.py").write_text("two")

    assert fingerprint() != before
