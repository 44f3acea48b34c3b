"""A database whose disk has no room left: nothing half done, and it goes on as soon as there is room again."""

from __future__ import annotations

import shutil
import subprocess

import psycopg
import pytest

from biaogan.server.postgres import start

pytestmark = pytest.mark.faults

MEGABYTE = 2**20


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_refuses_the_statement_and_spares_what_was_there(small_disk):
    with start(small_disk / "var") as server:
        with psycopg.connect(server.owner_url, autocommit=True) as connection:
            connection.execute("CREATE TABLE words (word text)")
            connection.execute("INSERT INTO words VALUES ('kept')")
        ballast = small_disk / "ballast"
        with ballast.open("wb") as file:
            file.write(b"\0" * max(0, shutil.disk_usage(small_disk).free - 4 * MEGABYTE))

        with psycopg.connect(server.owner_url) as connection, pytest.raises(psycopg.OperationalError) as refusal:
            write_on(connection)

        assert refusal.value.sqlstate == "53100"
        ballast.unlink()
        with psycopg.connect(server.owner_url, autocommit=True) as connection:
            assert connection.execute("SELECT * FROM words").fetchall() == [("kept",)]
            connection.execute("INSERT INTO words VALUES ('again')")


def write_on(connection):
    for _ in range(40):
        connection.execute("INSERT INTO words SELECT repeat(md5(n::text), 8) FROM generate_series(1, 2000) n")
