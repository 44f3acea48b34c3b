"""Start the database, keep it to the life of this process, and stop it."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from biaogan.server import home as data_home
from biaogan.server.postgres import account as accounts
from biaogan.server.postgres import cluster, programs
from biaogan.server.postgres.account import Account
from biaogan.server.postgres.addresses import PORT, Addresses, socket_folder
from biaogan.server.postgres.programs import Programs
from biaogan.server.postgres.roles import ensure_roles_and_database
from biaogan.server.processes import all_pids, dies_with_parent, is_running, program_of, works_in
from biaogan.server.words import Refused

SECONDS_TO_START = 60.0  # after a crash the log is replayed first
SECONDS_TO_STOP = 30.0
SECONDS_FOR_ORPHANS = 20.0


def start(home: Path | None = None, *, throwaway: bool = False) -> "Server":
    """Start the database of `home` and return it, ready and with its roles.

    A throw-away one keeps nothing through a crash, lets the owner create databases, and is deleted
    when stopped; its home may be left out. Call it from a thread that lives as long as the server
    should. Raises Refused with a sentence for the terminal.
    """
    if home is None:
        home = Path(tempfile.mkdtemp(prefix="biaogan-test-"))
    data_home.make_ready(home := home.resolve())
    with contextlib.ExitStack() as undo:
        if throwaway:
            undo.callback(shutil.rmtree, home, ignore_errors=True)
        server = _prepare(home, undo.enter_context(data_home.HomeLock(home)), throwaway=throwaway)
        undo.push(server)
        server.run()
        undo.pop_all()
    return server


def running(home: Path) -> Addresses | None:
    """Return the addresses of the database that another process runs from `home`, if one does."""
    for file in home.glob("postgres/*/data/postmaster.pid"):
        state = _State.read(file)
        if state.is_ready and is_running(state.pid) and works_in(state.pid, file.parent):
            return Addresses(state.sockets)
    return None


def _prepare(home: Path, lock: data_home.HomeLock, *, throwaway: bool) -> "Server":
    parent = home / "postgres"
    owner = accounts.choose(next(parent.glob("*/data"), parent))
    tools = programs.find(home, owner)
    cluster.refuse_other_majors(home, tools.major)
    folder = cluster.folder_of(home, tools.major)
    if not parent.exists():
        parent.mkdir()
        parent.chmod(0o755)
    owner.make_folder(folder)
    data = cluster.ensure(folder, tools, owner, throwaway=throwaway)
    # Root runs no program that the database's account could have put there.
    clients = tools if owner.is_ours else programs.find(home, accounts.ourselves())
    addresses = Addresses(socket_folder(folder, owner))
    return Server(home, tools, clients, owner, data, addresses, lock, throwaway=throwaway)


class Server(contextlib.AbstractContextManager["Server"]):
    """One running PostgreSQL, which ends when this process does."""

    def __init__(
        self,
        home: Path,
        tools: Programs,
        clients: Programs,
        account: Account,
        data: Path,
        addresses: Addresses,
        lock: data_home.HomeLock,
        *,
        throwaway: bool,
    ) -> None:
        self.home, self.account, self.data = home, account, data
        #: psql, pg_dump and pg_restore, for ourselves to run.
        self.programs = clients
        self.addresses, self.throwaway = addresses, throwaway
        self.owner_url, self.app_url = addresses.owner_url, addresses.app_url
        self.public_url, self.superuser_url = addresses.public_url, addresses.superuser_url
        self._lock = lock
        self._postgres = tools["postgres"]
        self._log = home / "postgres" / "start.log"
        self.process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Start the processes and wait until they answer; also the way to start again after a crash."""
        self._clear_the_way()
        with self._log.open("wb") as log, cluster.opened(self.data, self.account) as (name, descriptors):
            self.process = subprocess.Popen(
                self._command(name),
                cwd="/",
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Away from the terminal's group, or Ctrl-C would stop the database before the web.
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGINT),
                **self.account.popen_options(),
            )
        self._wait_until_ready(self.process)
        ensure_roles_and_database(self.addresses, self.programs, throwaway=self.throwaway)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Stop the processes (clients are cut off), and delete a throw-away home. Safe to repeat."""
        if self.process is not None:
            _end(self.process)
            self.process = None
            with contextlib.suppress(OSError):
                # Empty now; the one in /tmp would stay there for good.
                self.addresses.sockets.rmdir()
        self._lock.release()
        if self.throwaway:
            shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.stop()

    def _command(self, data: Path) -> list[str | Path]:
        settings = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(self.addresses.sockets),
            "unix_socket_permissions": "0700",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [self._postgres, "-D", data, *options]

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and process.poll() is None:
            # A file left by a crash may also say «ready», but names another process.
            state = _State.read(self.data / "postmaster.pid")
            if state.pid == process.pid and state.is_ready:
                return
            time.sleep(0.01)
        _end(process)
        raise Refused("database_did_not_start", folder=self.data, reason=self._last_words())

    def _last_words(self) -> str:
        logs = [self._log, *(self.data / "log").glob("*.log")]
        newest = max(
            (each for each in logs if each.stat().st_size), key=lambda each: each.stat().st_mtime, default=None
        )
        lines = newest.read_text(errors="replace").splitlines() if newest else []
        return " / ".join(lines[-4:])

    def _clear_the_way(self) -> None:
        """End what an earlier start left behind, then remove its marks.

        PostgreSQL itself trusts the process number in those files, which by now may be a stranger's
        or a zombie's, and would refuse to start. We hold the lock and have seen that no process
        stands in the data folder, so the marks mean nothing.
        """
        _end_orphans(self.data)
        socket = self.addresses.sockets / f".s.PGSQL.{PORT}"
        for mark in (self.data / "postmaster.pid", socket, socket.with_name(socket.name + ".lock")):
            mark.unlink(missing_ok=True)


class _State:
    """What PostgreSQL writes to postmaster.pid, as far as it has been written."""

    def __init__(self, lines: list[str]) -> None:
        self.pid = int(lines[0]) if lines and lines[0].strip().isdigit() else 0
        self.sockets = Path(lines[4]) if len(lines) > 4 else Path()
        self.is_ready = len(lines) > 7 and lines[7].strip() == "ready"

    @classmethod
    def read(cls, file: Path) -> "_State":
        try:
            return cls(file.read_text().splitlines())
        except OSError:
            return cls([])


def _end(process: subprocess.Popen[bytes]) -> None:
    for ask, patience in ((signal.SIGINT, SECONDS_TO_STOP), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        if process.poll() is not None:
            return
        process.send_signal(ask)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)


def _end_orphans(data: Path) -> None:
    """Wait for the processes of an earlier database in `data`, which its parent's death has told to stop.

    Two servers on one data folder would destroy it, so this asks the kernel and not a file.
    Raises Refused if they do not end.
    """
    begun = time.monotonic()
    while pids := list(_orphans(data)):
        waited = time.monotonic() - begun
        if waited > SECONDS_FOR_ORPHANS:
            raise Refused("database_busy", folder=data, pids=", ".join(map(str, pids)))
        if waited > SECONDS_FOR_ORPHANS / 2:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGQUIT)
        time.sleep(0.05)


def _orphans(data: Path) -> Iterator[int]:
    return (pid for pid in all_pids() if program_of(pid) == "postgres" and works_in(pid, data) and is_running(pid))
