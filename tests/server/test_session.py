import os
import subprocess
import sys

import pytest

from biaogan.server.postgres import running, start
from biaogan.server.session import reach_database

#: What an import or export does: reach the database, load Django, read a row.
COMMAND = """
from pathlib import Path
from biaogan.server.session import reach_database
reach_database(Path(__import__("sys").argv[1]))
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user, count(*) > 0 FROM django_migrations")
    print(*cursor.fetchone())
"""


def run(home):
    return subprocess.run([sys.executable, "-c", COMMAND, str(home)], capture_output=True, text=True, timeout=120)


@pytest.fixture
def environment(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "BIAOGAN_HOME"):
        # Set first, so that it is forgotten afterwards.
        monkeypatch.setenv(name, "")


def test_a_command_uses_the_server_that_runs(made, environment):
    with start(made) as server:
        reach_database(made)

        assert os.environ["DATABASE_URL"] == server.app_url
        assert os.environ["DATABASE_OWNER_URL"] == server.owner_url


def test_a_command_uses_the_server_that_is_named(home, environment, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db.bank/biaogan")

    reach_database(home)

    assert os.environ["DATABASE_URL"] == "postgresql://app@db.bank/biaogan"
    assert list(home.iterdir()) == []


@pytest.mark.faults
def test_a_command_in_an_empty_home_makes_migrates_and_stops_a_server_of_its_own(home):
    first, second = run(home), run(home)

    for answer in (first, second):
        assert answer.stdout == "biaogan_app True\n", answer.stderr
    assert "Preparing the database" in first.stderr
    assert "Preparing the database" not in second.stderr
    assert running(home) is None
