"""`biaogan serve`: the database, the web and the worker, started in order, kept alive, stopped in order."""

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

from biaogan.server import home as data_home
from biaogan.server import ports
from biaogan.server.children import BACK_OFF, Child, Gate, run_to_end
from biaogan.server.databases import Database, database_for
from biaogan.server.environment import for_children
from biaogan.server.migrating import bring_up_to_date
from biaogan.server.secrets import make_secrets
from biaogan.server.words import Refused, say

Door = Literal["both", "internal", "public"]

#: The file of the data home with what the demonstration says of its users; empty where the data is not its own.
SIGN_INS = "demonstration.txt"

SECONDS_TO_FINISH = 15.0
SECONDS_TO_ANSWER = 60.0


@dataclass(frozen=True)
class Wishes:
    """What the command line asked for."""

    home: Path
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    tls_cert: Path | None = None
    tls_key: Path | None = None
    door: Door = "both"
    demo: bool = False


class StopAsked(BaseException):
    """Somebody pressed Ctrl-C or sent SIGTERM. Unwinds through everything that was started."""


def serve(wishes: Wishes) -> None:
    """Run until told to stop. Raises Refused with a sentence for the terminal if it cannot start."""
    with contextlib.suppress(StopAsked), contextlib.ExitStack() as stack:
        stack.enter_context(_signals_stop_us())
        stack.enter_context(data_home.told_in_a_sentence(wishes.home))
        address = _taken_place(wishes, stack)
        database = stack.enter_context(database_for(wishes.home, public_only=wishes.door == "public"))
        children = _children(wishes, database, address)
        _start(wishes, database, children, stack)
        _wait_for_the_first_answer(children[0], address)
        _tell_where(wishes, address)
        if wishes.demo:
            # The first page stands meanwhile, and says that nobody can sign in yet.
            _fill(wishes, database)
            print((wishes.home / SIGN_INS).read_text(encoding="utf-8"), end="", flush=True)
        for child in children[1:]:
            child.start()
        _watch(database, children)


def _taken_place(wishes: Wishes, stack: contextlib.ExitStack) -> ports.Address:
    """Take the home and the port for as long as `stack` lasts, and make the keys."""
    data_home.make_ready(wishes.home)
    data_home.require_finished(wishes.home)
    lock = stack.enter_context(data_home.HomeLock(wishes.home, _lock_name(wishes)))
    port = stack.enter_context(ports.reserve(wishes.host, wishes.port))
    address = _address(wishes, port.getsockname()[1])
    lock.tell(str(address))
    make_secrets(wishes.home)
    return address


def _start(wishes: Wishes, database: Database, children: list[Child], stack: contextlib.ExitStack) -> None:
    """Start the web; it and the others stop in that order, before the database."""
    for child in reversed(children):
        stack.callback(child.stop, patience=SECONDS_TO_FINISH)
    with Gate() as gate:
        # It loads the product on one core while the database is migrated on another.
        children[0].start(gate)
        bring_up_to_date(wishes.home, database)
        gate.open()


def _lock_name(wishes: Wishes) -> str:
    # The customer's door may stand beside the rest, on the same database.
    return "public" if wishes.door == "public" else "serve"


@contextlib.contextmanager
def _signals_stop_us() -> Iterator[None]:
    """Make the first SIGINT, SIGTERM or SIGHUP raise StopAsked here; the later ones find us stopping."""
    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: object) -> NoReturn:
        for each in asked:
            signal.signal(each, signal.SIG_IGN)
        raise StopAsked

    before = {each: signal.signal(each, stop) for each in asked}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _address(wishes: Wishes, port: int) -> ports.Address:
    names = os.environ.get("BIAOGAN_HOSTS")
    if not names and wishes.host not in ("127.0.0.1", "localhost", "::1"):
        # Telephones in the branch ask for the machine by its number.
        os.environ["BIAOGAN_HOSTS"] = ",".join(["127.0.0.1", "localhost", "[::1]", *ports.own_names()])
    name = names.split(",")[0].lstrip(".*") if names else "127.0.0.1"
    return ports.Address(wishes.host, port, tls=wishes.tls_cert is not None, name=name or "127.0.0.1")


def _fill(wishes: Wishes, database: Database) -> None:
    """Load the demonstration network once, and keep whom one can sign in as in the data home."""
    kept = wishes.home / SIGN_INS
    if not kept.exists():
        environment = for_children(wishes.home, app_url=database.app_url, owner_url=database.owner_url)
        part = kept.with_suffix(".part")
        with part.open("wb") as output:
            run_to_end(["-m", "biaogan", "demo", "--if-empty"], environment, output=output)
        part.rename(kept)


def _children(wishes: Wishes, database: Database, address: ports.Address) -> list[Child]:
    """Return the web and, unless another supervisor on this database has it, the worker."""
    web = for_children(wishes.home, app_url=database.app_url)
    web["BIAOGAN_DOOR"] = wishes.door
    arguments = ["--host", wishes.host, "--port", str(address.port), "--workers", str(wishes.workers)]
    if address.tls:
        web.setdefault("BIAOGAN_SECURE_COOKIES", "yes")
        arguments += ["--tls-cert", str(wishes.tls_cert), "--tls-key", str(wishes.tls_key)]
    children = [Child("biaogan.server.web", *arguments, environment=web)]
    if database.needs_worker:
        worker = for_children(wishes.home, app_url=database.worker_url, owner_url=database.owner_url)
        children.append(Child("biaogan.config.worker", environment=worker))
    return children


def _wait_for_the_first_answer(web: Child, address: ports.Address) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not address.answers("/"):
        if not web.is_running():
            raise Refused("web_did_not_start")
        if time.monotonic() > deadline:
            raise Refused("web_does_not_answer", seconds=int(SECONDS_TO_ANSWER), address=address)
        time.sleep(0.05)


def _tell_where(wishes: Wishes, address: ports.Address) -> None:
    print(say("running", address=address), flush=True)
    if wishes.host in ("0.0.0.0", "::"):  # noqa: S104 - asked for on the command line
        for number in ports.own_numbers():
            print(f"  {ports.Address(number, address.port, tls=address.tls)}", flush=True)


def _watch(database: Database, children: list[Child]) -> NoReturn:
    """Start again whatever dies, until StopAsked."""
    deaths, due = 0, 0.0
    with _woken_by_deaths() as woken:
        while True:
            now = time.monotonic()
            if database.is_down() and now >= due:
                print(say("database_died"), file=sys.stderr, flush=True)
                deaths, due = _revive(database, deaths, now)
            for child in children:
                if child.seconds_until_due() <= 0:
                    print(say("child_died", name=child.command[2]), file=sys.stderr, flush=True)
                    child.revive()
            waits = [child.seconds_until_due() for child in children]
            if database.is_down():
                waits.append(max(0.0, due - time.monotonic()))
            select.select([woken], [], [], min([*waits, 60.0]))
            with contextlib.suppress(BlockingIOError):
                os.read(woken, 512)


def _revive(database: Database, deaths: int, now: float) -> tuple[int, float]:
    """Return how often it failed in a row, and when to try next."""
    try:
        database.revive()
    except Refused as refused:
        print(refused, file=sys.stderr, flush=True)
        return deaths + 1, now + BACK_OFF[min(deaths, len(BACK_OFF) - 1)]
    return 0, 0.0


@contextlib.contextmanager
def _woken_by_deaths() -> Iterator[int]:
    """Yield a descriptor that becomes readable when a child has died."""
    reading, writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    before = signal.signal(signal.SIGCHLD, lambda number, frame: None)
    try:
        yield reading
    finally:
        signal.signal(signal.SIGCHLD, before)
        signal.set_wakeup_fd(-1)
        os.close(reading)
        os.close(writing)
