"""`biaogan serve` as a whole, and what it survives."""

import datetime as dt
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest

from biaogan.server.postgres import running, start
from biaogan.server.processes import all_pids, is_running

pytestmark = pytest.mark.faults

COMMAND = ["-m", "biaogan", "serve", "--port", "auto"]
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE


class Installation:
    """One `biaogan serve` in a process of its own."""

    def __init__(self, home, *options, process=None, **environment):
        self.home = home
        self.begun = time.monotonic()
        self.process = process or subprocess.Popen(
            [sys.executable, *COMMAND, *options],
            env=os.environ | {"BIAOGAN_HOME": str(home), "PYTHONUNBUFFERED": "1"} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines = []
        self.url = ""

    def wait_until_it_says_where(self):
        for line in self.process.stdout:
            self.lines.append(line)
            if found := re.search(r"(?:at |：)(https?://\S+?)[ （]", line):
                self.url = found[1]
                self.seconds_to_start = time.monotonic() - self.begun
                return self
        self.process.communicate()
        raise AssertionError("".join(self.lines))

    def status(self):
        try:
            with urllib.request.urlopen(self.url, timeout=10, context=TRUSTING) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def family(self):
        """The numbers of the supervisor and of all that descend from it."""
        parents = {}
        for pid in all_pids():
            try:
                parents[pid] = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def member(self, part):
        """The number of the first process whose command line holds `part` (a parent's comes first), or 0."""
        return next((pid for pid in sorted(self.family()) if part in command_line(pid)), 0)

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.lines += [self.process.communicate(timeout=60)[0]]
        return self.process.returncode


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def proportional_size(pid):
    """What a process takes, in KiB; the database's helpers come and go, and one that has gone takes nothing."""
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    except OSError:
        return 0
    return int(found[1]) if found else 0


def eventually(claim, seconds=30):
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return True


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serve")
    yield folder / "var"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def installation(place):
    it = Installation(place).wait_until_it_says_where()
    yield it
    if it.process.poll() is None:
        it.stop()


def test_an_empty_folder_becomes_a_running_product(installation):
    assert installation.status() < 500
    assert installation.lines[0] == "Preparing the database …\n"


def test_the_web_works_as_a_role_that_owns_nothing_and_the_worker_too(installation):
    with psycopg.connect(running(installation.home).superuser_url, autocommit=True) as connection:
        owned = "SELECT count(*) FROM pg_class WHERE relowner = 'biaogan_app'::regrole"
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = 'biaogan_owner'"
        others = (
            "SELECT DISTINCT usename::text FROM pg_stat_activity WHERE datname = 'biaogan' AND pid <> pg_backend_pid()"
        )

        assert connection.execute(owned).fetchone() == (0,)
        assert connection.execute(tables).fetchone()[0] > 20
        assert eventually(lambda: connection.execute(others).fetchall() == [("biaogan_app",)])


def test_the_stack_at_rest_takes_500_megabytes_at_most(installation):
    megabytes = sum(proportional_size(pid) for pid in installation.family()) / 1024

    assert 50 < megabytes <= 500


def test_a_second_start_is_refused_and_says_where_the_first_is(installation):
    for language, words in (("C.UTF-8", "Biaogan already runs"), ("zh_CN.UTF-8", "标杆已在数据目录")):
        second = Installation(installation.home, LC_ALL=language)
        output = second.process.communicate(timeout=30)[0]

        assert second.process.returncode == 1
        assert words in output
        assert f"{installation.process.pid} {installation.url}" in output
        assert "Traceback" not in output


def test_a_taken_port_is_told_and_nothing_is_left_in_the_folder(home):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = subprocess.run(
            [sys.executable, "-m", "biaogan", "serve"],
            env=os.environ | {"BIAOGAN_HOME": str(home / "var"), "PORT": str(port)},
            capture_output=True,
            text=True,
            timeout=30,
        )

    assert told.returncode == 1
    assert f"PORT={port + 1}" in told.stderr
    assert [each.name for each in (home / "var").iterdir()] == ["serve.lock"]


@pytest.mark.parametrize("part", ["biaogan.server.web", "biaogan.config.worker"])
def test_a_process_killed_by_9_is_replaced(installation, part):
    killed = installation.member(part)

    os.kill(killed, signal.SIGKILL)

    eventually(lambda: not is_running(killed) and installation.member(part) not in (0, killed))
    eventually(lambda: 0 < installation.status() < 500)


def test_a_web_worker_killed_by_9_is_replaced_while_the_other_answers(installation):
    web = installation.member("biaogan.server.web")
    workers = [int(pid) for pid in Path(f"/proc/{web}/task/{web}/children").read_text().split()]
    assert len(workers) == 2

    os.kill(workers[0], signal.SIGKILL)

    # Sooner than a new worker could be there.
    eventually(lambda: 0 < installation.status() < 500, 1)
    eventually(lambda: len(Path(f"/proc/{web}/task/{web}/children").read_text().split()) == 2)


def test_the_database_killed_by_9_is_started_again_under_the_same_web(installation):
    web, database = installation.member("biaogan.server.web"), installation.member("postgres -D")

    os.kill(database, signal.SIGKILL)

    eventually(lambda: not is_running(database))
    eventually(lambda: running(installation.home) is not None)
    eventually(lambda: all(0 < installation.status() < 500 for _ in range(10)))
    assert installation.member("biaogan.server.web") == web


def test_the_customer_s_door_stands_beside_on_the_same_database(installation):
    door = Installation(installation.home, "--only", "public").wait_until_it_says_where()

    assert door.url != installation.url
    assert len(door.family()) == 4  # itself, the web and its two workers: neither database nor worker
    assert door.stop() == 0
    assert 0 < installation.status() < 500


def test_sigterm_stops_everything_and_nothing_stays(installation):
    family = installation.family()
    # A browser keeps its connection open.
    idle = socket.create_connection(("127.0.0.1", int(installation.url.rsplit(":", 1)[1])))
    begun = time.monotonic()

    assert installation.stop() == 0

    assert time.monotonic() - begun < 15
    idle.close()
    assert len(family) > 10
    assert not [pid for pid in family if is_running(pid)]


def test_again_it_starts_sooner_and_kill_9_of_the_supervisor_leaves_no_process(installation, place):
    if installation.process.poll() is None:
        installation.stop()
    again = Installation(place).wait_until_it_says_where()
    family = again.family()

    assert again.lines[0] != "Preparing the database …\n"
    again.stop(signal.SIGKILL)
    eventually(lambda: not [pid for pid in family if is_running(pid)], 10)

    after = Installation(place).wait_until_it_says_where()
    assert 0 < after.status() < 500
    assert after.stop(signal.SIGINT) == 0
    assert "Traceback" not in "".join(after.lines)


@pytest.mark.parametrize("seconds", [0.1, 0.4, 1.0, 2.0])
def test_a_start_interrupted_at_any_moment_can_be_repeated(home, seconds):
    first = Installation(home / "var")
    time.sleep(seconds)
    family = first.family()

    assert first.stop(signal.SIGINT) in (0, 1, -signal.SIGINT)
    eventually(lambda: not [pid for pid in family if is_running(pid)], 10)

    second = Installation(home / "var").wait_until_it_says_where()
    assert second.stop() == 0


def test_it_serves_https_with_a_certificate(home, certificate):
    cert, key = certificate
    it = Installation(home / "var", "--tls-cert", str(cert), "--tls-key", str(key)).wait_until_it_says_where()

    try:
        assert it.url.startswith("https://")
        assert 0 < it.status() < 500
    finally:
        it.stop()


@pytest.fixture
def certificate(tmp_path):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = builder.not_valid_before(today).not_valid_after(today + dt.timedelta(days=1)).sign(key, hashes.SHA256())
    (tmp_path / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return tmp_path / "cert.pem", tmp_path / "key.pem"


def test_an_ordinary_user_runs_the_whole(as_nobody, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ordinary")
    # pytest closes its folders to others.
    for each in (folder, *list(folder.parents)[:2]):
        each.chmod(0o711)
    os.chown(folder, 65534, 65534)
    process = as_nobody(*COMMAND, BIAOGAN_HOME=str(folder / "var"))

    it = Installation(folder / "var", process=process).wait_until_it_says_where()

    assert 0 < it.status() < 500
    assert {Path(f"/proc/{pid}").stat().st_uid for pid in it.family()} == {65534}
    assert it.stop() == 0
    shutil.rmtree(folder, ignore_errors=True)


def an_older_postgresql():
    folders = sorted(Path("/usr/lib/postgresql").glob("1[567]/bin"))
    return folders[0] if folders else pytest.skip("no older PostgreSQL on this machine")


def test_an_older_major_version_runs_is_refused_by_a_newer_one_and_moves_by_backup(home):
    older = {"BIAOGAN_POSTGRES_BIN": str(an_older_postgresql())}
    old, new, file = home / "old", home / "new", home / "backup.tar"

    def biaogan(place, *words, **environment):
        command = [sys.executable, "-m", "biaogan", *words]
        environment = os.environ | {"BIAOGAN_HOME": str(place)} | environment
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)

    first = Installation(old, **older).wait_until_it_says_where()
    assert 0 < first.status() < 500
    first.stop()

    refused = biaogan(old, "serve", "--port", "auto")
    assert refused.returncode == 1
    assert "BIAOGAN_POSTGRES_BIN=/usr/lib/postgresql/" in refused.stderr

    assert biaogan(old, "backup", str(file), **older).returncode == 0
    shutil.copytree(old / "secrets", new / "secrets")
    restored = biaogan(new, "restore", str(file))
    assert restored.returncode == 0, restored.stderr

    moved = Installation(new).wait_until_it_says_where()
    assert 0 < moved.status() < 500
    moved.stop()
    assert len(list(new.glob("postgres/18/data"))) == 1


def test_an_external_server_is_migrated_and_used_under_the_two_roles_it_was_named_with(home):
    with start(home / "server") as server:
        with psycopg.connect(server.superuser_url, autocommit=True) as connection:
            connection.execute("CREATE ROLE bank_owner LOGIN")
            connection.execute("CREATE ROLE bank_app LOGIN")
            connection.execute("CREATE DATABASE bank OWNER bank_owner")
        urls = {
            "DATABASE_URL": server.addresses.url("bank_app", "bank"),
            "DATABASE_OWNER_URL": server.addresses.url("bank_owner", "bank"),
        }

        it = Installation(home / "node", **urls).wait_until_it_says_where()

        assert 0 < it.status() < 500
        assert not (home / "node" / "postgres").exists()
        with psycopg.connect(server.addresses.url("bank_app", "bank")) as connection:
            assert connection.execute("SELECT count(*) FROM audit_event").fetchone()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DELETE FROM audit_event")
        # The web is not told how to become the owner.
        web = it.member("biaogan.server.web")
        assert b"bank_owner" not in Path(f"/proc/{web}/environ").read_bytes()
        assert it.stop() == 0
