import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from biaogan.server.postgres import Server, running, start
from biaogan.server.postgres.launcher import _orphans
from biaogan.server.words import Refused

#: Starts the database of argv[1] and stays until it is killed.
STAYS = """
import pathlib, sys, time
from biaogan.server.postgres import start
server = start(pathlib.Path(sys.argv[1]))
print(server.owner_url, server.process.pid, flush=True)
time.sleep(60)
"""


def stay(home: Path) -> tuple["subprocess.Popen[str]", str]:
    process = subprocess.Popen([sys.executable, "-c", STAYS, str(home)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, process.stdout.readline().split()[0]


def finish(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def the_only_data_folder(home: Path) -> Path:
    (data,) = home.glob("postgres/*/data")
    return data


def wait_until(claim, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_throw_away_server_answers_every_role_and_leaves_nothing(ask):
    with start(throwaway=True) as server:
        home, sockets = server.home, server.addresses.sockets
        urls = [server.superuser_url, server.owner_url, server.app_url, server.public_url]
        roles = [ask(url, "SELECT current_user, usesuper FROM pg_user WHERE usename = current_user")[0] for url in urls]

    assert roles == [
        ("biaogan_super", True),
        ("biaogan_owner", False),
        ("biaogan_app", False),
        ("biaogan_public", False),
    ]
    assert not home.exists()
    assert not sockets.exists()


def test_the_server_is_closed_to_the_network_and_to_other_users(throwaway, ask):
    sockets = throwaway.addresses.sockets

    assert ask(throwaway.superuser_url, "SHOW listen_addresses") == [("",)]
    assert ask(throwaway.superuser_url, "SELECT DISTINCT auth_method FROM pg_hba_file_rules WHERE type <> 'local'") == [
        ("reject",)
    ]
    assert sockets.stat().st_mode & 0o077 == 0


def test_chinese_text_has_trigrams_and_data_have_checksums(throwaway, ask):
    ask(throwaway.owner_url, "CREATE EXTENSION IF NOT EXISTS pg_trgm")

    assert len(ask(throwaway.owner_url, "SELECT unnest(show_trgm('服务态度'))")) == 5
    assert ask(throwaway.owner_url, "SHOW data_checksums") == [("on",)]
    assert ask(throwaway.owner_url, "SHOW server_encoding") == [("UTF8",)]


def test_the_owner_makes_databases_and_trusted_extensions_and_no_more(throwaway, ask):
    ask(throwaway.owner_url, "CREATE EXTENSION ltree")
    ask(throwaway.owner_url, "CREATE EXTENSION btree_gist")
    ask(throwaway.owner_url, "CREATE DATABASE another")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(throwaway.owner_url, "CREATE ROLE somebody")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(throwaway.owner_url, "COPY (SELECT 1) TO PROGRAM 'true'")


def test_statistics_of_statements_are_kept_without_the_superuser(throwaway, ask):
    ask(throwaway.owner_url, "SELECT 1 AS remembered")

    rows = ask(throwaway.owner_url, "SELECT query FROM pg_stat_statements WHERE query LIKE '%AS remembered%'")
    assert ("SELECT $1 AS remembered",) in rows


def test_data_survive_a_stop_and_owners_of_real_homes_make_no_databases(home, ask):
    with start(home) as server:
        ask(server.owner_url, "CREATE TABLE kept AS SELECT '标杆' AS word")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(server.owner_url, "CREATE DATABASE another")

    with start(home) as server:
        assert ask(server.owner_url, "SELECT word FROM kept") == [("标杆",)]
        server.stop()
        server.stop()


def test_a_second_start_is_refused_and_names_the_first(made):
    with start(made) as server:
        assert running(made) == server.addresses
        with pytest.raises(Refused) as refusal:
            start(made)

    assert refusal.value.key == "home_in_use"
    assert f"process {os.getpid()}" in str(refusal.value)
    assert running(made) is None


def test_data_of_another_major_version_are_refused_untouched_with_the_way_out(home):
    data = home / "postgres" / "14" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("14\n")

    with pytest.raises(Refused, match=r"PostgreSQL 14.*postgresql/14/bin biaogan backup FILE.*biaogan restore FILE"):
        start(home)

    assert list((home / "postgres").rglob("*")) == [data.parent, data, data / "PG_VERSION"]


def test_a_stale_mark_that_names_a_living_stranger_does_not_hinder(made, ask):
    with start(made) as server:
        ask(server.owner_url, "CREATE TABLE stale (a int)")
        mark = server.data / "postmaster.pid"
        lines = mark.read_text().splitlines()
    assert lines[7].strip() == "ready"
    mark.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    assert running(made) is None
    with start(made) as server:
        assert ask(server.owner_url, "SELECT * FROM stale") == []


@pytest.mark.faults
def test_a_first_start_that_was_cut_off_is_begun_anew(home, ask):
    start(home).stop()
    data = the_only_data_folder(home)
    unfinished = data.with_name("data.unfinished")
    data.rename(unfinished)

    with start(home) as server:
        assert ask(server.owner_url, "SELECT 1") == [(1,)]
    assert not unfinished.exists()


def test_a_long_path_gets_a_short_closed_socket_folder(made, ask):
    long = made.rename(made.with_name("网" * 80))

    with start(long) as server:
        assert ask(server.owner_url, "SELECT 1") == [(1,)]
        assert len(os.fsencode(server.addresses.sockets / ".s.PGSQL.5432")) <= 107
        assert server.addresses.sockets.parent == Path("/tmp")
        assert server.addresses.sockets.stat().st_mode & 0o077 == 0
        assert running(long) == server.addresses


def test_a_short_socket_folder_of_somebody_else_is_not_used(made):
    long = made.rename(made.with_name("x" * 120))
    with start(long) as server:
        sockets = server.addresses.sockets
    sockets.mkdir(mode=0o777)
    sockets.chmod(0o777)

    with pytest.raises(Refused) as refusal:
        start(long)

    assert refusal.value.key == "socket_folder_not_ours"
    sockets.rmdir()


def test_a_home_that_is_a_file_is_refused_in_a_sentence(home):
    (home / "file").touch()

    with pytest.raises(Refused, match="cannot be written to"):
        start(home / "file")


def test_a_damaged_configuration_is_told_in_the_database_s_own_words(made):
    (the_only_data_folder(made) / "local.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(Refused, match="no_such_setting"):
        start(made)

    assert running(made) is None


def test_local_settings_win_over_ours(made, ask):
    (the_only_data_folder(made) / "local.conf").write_text("work_mem = '3MB'\n")

    with start(made) as server:
        assert ask(server.owner_url, "SHOW work_mem") == [("3MB",)]


@pytest.mark.skipif(os.geteuid() != 0, reason="a folder closed to others is closed by root")
def test_as_root_a_home_below_a_closed_folder_works_and_the_folder_stays_closed(made, ask):
    closed = made.with_name("closed")
    closed.mkdir(mode=0o700)
    made.rename(closed / "var")

    for _ in range(2):
        with start(closed / "var") as server:
            assert server.account.uid != 0
            assert ask(server.owner_url, "SELECT 1") == [(1,)]

    assert closed.stat().st_mode & 0o777 == 0o700
    assert closed.stat().st_uid == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the server another account")
def test_as_root_the_server_has_an_account_of_its_own_and_none_of_our_groups(throwaway):
    status = Path(f"/proc/{throwaway.process.pid}/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines())

    assert set(fields["Uid"].split()) == {str(throwaway.account.uid)}
    assert set(fields["Groups"].split()) <= {str(throwaway.account.gid)}
    assert int(fields["CapEff"], 16) == 0


@pytest.mark.faults
def test_a_killed_parent_leaves_no_server_behind_and_the_next_start_waits_for_its_end(made, ask):
    process, url = stay(made)
    ask(url, "CREATE TABLE mine AS SELECT 1 AS a")
    finish(process)

    with start(made) as server:
        assert ask(server.owner_url, "SELECT a FROM mine") == [(1,)]

    assert not list(_orphans(the_only_data_folder(made)))


@pytest.mark.faults
def test_after_kill_9_of_the_database_nothing_acknowledged_is_lost(made, ask):
    with start(made) as server:
        ask(server.owner_url, "CREATE TABLE acknowledged (a int)")
        ask(server.owner_url, "INSERT INTO acknowledged VALUES (1)")
        assert server.process
        server.process.kill()
        server.process.wait()
        assert not server.is_running()

        server.run()

        assert ask(server.owner_url, "SELECT a FROM acknowledged") == [(1,)]


@pytest.mark.faults
def test_kill_9_of_one_backend_is_survived_by_the_server_itself(made, ask):
    with start(made) as server:
        connection = psycopg.connect(server.owner_url)
        os.kill(connection.info.backend_pid, 9)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
        connection.close()

        def answers() -> bool:
            try:
                return ask(server.owner_url, "SELECT 1") == [(1,)]
            except psycopg.OperationalError:
                return False

        wait_until(answers)
        assert server.is_running()


@pytest.mark.faults
def test_an_ordinary_user_runs_it_under_their_own_name(as_nobody, tmp_path_factory, ask):
    folder = tmp_path_factory.mktemp("ordinary")
    # pytest closes its folders to others.
    for each in (folder, *list(folder.parents)[:2]):
        each.chmod(0o711)
    os.chown(folder, 65534, 65534)
    process = as_nobody("-c", STAYS, str(folder / "var"))
    assert process.stdout
    url, pid = process.stdout.readline().split()

    try:
        assert Path(f"/proc/{pid}").stat().st_uid == 65534
        assert ask(url, "SELECT current_user::text") == [("biaogan_owner",)]
    finally:
        finish(process)
    wait_until(lambda: not Path(f"/proc/{pid}/cwd").exists())


@pytest.mark.faults
def test_a_stranger_on_the_socket_s_name_does_not_hinder(made, ask):
    with start(made) as server:
        name = server.addresses.sockets / ".s.PGSQL.5432"
    with socket.socket(socket.AF_UNIX) as stranger:
        name.parent.mkdir(mode=0o700)
        stranger.bind(str(name))

        with start(made) as again:
            assert isinstance(again, Server)
            assert ask(again.owner_url, "SELECT 1") == [(1,)]


@pytest.fixture
def small_disk(home):
    folder = home / "small"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def insert_until_refused(url: str) -> int:
    """Return how many rows of 320 kB were acknowledged."""
    padding = "(SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 10000))"
    with psycopg.connect(url, autocommit=True) as connection:
        for done in range(1000):
            try:
                connection.execute(f"INSERT INTO acknowledged SELECT {done + 1}, {padding}")
            except psycopg.Error:
                return done
    raise AssertionError("the disk was never full")


@pytest.mark.faults
def test_a_full_disk_at_the_first_start_is_told_and_leaves_no_half_database(small_disk, ask):
    (small_disk / "ballast").write_bytes(bytes(150 << 20))

    with pytest.raises(Refused, match="No space left on device"):
        start(small_disk / "var")

    (small_disk / "ballast").unlink()
    with start(small_disk / "var") as server:
        assert ask(server.owner_url, "SELECT 1") == [(1,)]


@pytest.mark.faults
def test_what_was_acknowledged_before_the_disk_was_full_is_there_when_it_has_room_again(small_disk, ask):
    with start(small_disk / "var") as server:
        ask(server.owner_url, "CREATE TABLE acknowledged (n int, padding text)")
        free = os.statvfs(small_disk)
        (small_disk / "ballast").write_bytes(bytes(free.f_bavail * free.f_frsize - (4 << 20)))
        done = insert_until_refused(server.owner_url)
        assert done

        (small_disk / "ballast").unlink()
        if not server.is_running():
            server.run()

        def all_there() -> bool:
            try:
                return ask(server.owner_url, "SELECT max(n), count(*) FROM acknowledged") == [(done, done)]
            except psycopg.OperationalError:
                return False

        wait_until(all_there)
