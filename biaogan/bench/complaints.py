"""`biaogan bench complaints`: registering over HTTP, reading in, and register and inbox at a million complaints."""

from __future__ import annotations

import csv
import datetime as dt
import json
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biaogan.bench import Row
from biaogan.bench._load import Load, post
from biaogan.bench._stack import resting_memory, stack

if TYPE_CHECKING:
    from biaogan.accounts.models import User
    from biaogan.org.models import Unit

CONNECTIONS = 8

#: What one registration writes, as bare statements: the limit that a registration through the product is held to.
STATEMENTS_OF_THE_LIMIT = 12


def run(*, small: bool = False) -> list[Row]:
    """Measure in a server of its own; a tenth of the size if `small`."""
    scale = 10 if small else 1
    with stack() as (address, home):
        from biaogan.bench import _million

        rest = resting_memory(home)
        branches, outlets = _million.network(branches=400 // scale, outlets=40)
        viewers = _viewers(branches, outlets)
        rows = [Row("whole stack at rest", rest, "MB", "goal 500", rest / 500, "<= 500", rest <= 500)]
        rows += _registering(address, viewers["branch"], outlets[0], requests=2400 // scale)
        rows += _reading_in(home, outlets, count=30_000 // scale)
        _million.tidy_up()
        few = _reading(viewers, now=_now())
        _million.multiply(outlets, copies=33)
        return rows + _compared(few, _reading(viewers, now=_now()))


def _now() -> dt.datetime:
    from django.utils import timezone

    return timezone.now()


def _viewers(branches: list[Unit], outlets: list[Unit]) -> dict[str, User]:
    """Make a viewer of one outlet, of one branch, of everything; the branch's may register."""
    from biaogan.accounts.models import RoleGrant, User
    from biaogan.accounts.roles import Role
    from biaogan.bench._million import SINCE
    from biaogan.core.time import span_of_days
    from biaogan.org.models import Holding, Unit

    places = {"outlet": outlets[0], "branch": branches[0], "everything": Unit.objects.get(level="bank")}
    roles = {"outlet": Role.OUTLET_HEAD, "branch": Role.OFFICE_HEAD, "everything": Role.AUDITOR}
    made = {}
    heads = {"outlet": outlets[0].pk}
    for name, place in places.items():
        holding = Holding.objects.filter(post__unit_id=heads.get(name, 0)).first()
        user = User.objects.create(username=name, person=holding.person if holding else None)
        RoleGrant.objects.create(user=user, role=roles[name], unit=place, valid=span_of_days(SINCE, None))
        made[name] = user
    return made


def _registering(address: str, user: User, outlet: Unit, *, requests: int) -> list[Row]:
    from biaogan.accounts.access import actor_of
    from biaogan.accounts.actions import create_token

    now = _now()
    end = now + dt.timedelta(days=1)
    _token, secret = create_token(
        user=user, name="bench", scopes=["*"], expires_at=end, by=actor_of(user, now=now), now=now
    )

    def body(number: int) -> bytes:
        told = {
            "unit": outlet.code,
            "channel": "telephone",
            "summary": f"等候时间过长，第{number}件",
            "customer": {"name": "客户", "phone": f"138{number:08d}"},
        }
        return json.dumps(told).encode()

    def send(first: int, count: int) -> Load:
        return post(
            address, "/api/v1/complaints/", secret, lambda n: body(first + n), connections=CONNECTIONS, requests=count
        )

    send(900_000, 100)
    sent = send(0, requests)
    _require(set(sent.statuses) == {201}, f"registering was answered with {sent.statuses}")
    limit = _limit(requests)
    said = f"{STATEMENTS_OF_THE_LIMIT} bare INSERTs a transaction, {CONNECTIONS} connections: {limit:,.0f}/s"
    return [
        Row(
            "registering over HTTP",
            sent.per_second,
            "1/s",
            said,
            sent.per_second / limit,
            ">= 220",
            sent.per_second >= 220,
        ),
        Row("registering, median", sent.at(0.5), "ms"),
        Row("registering, 99 %", sent.at(0.99), "ms"),
    ]


def _limit(transactions: int) -> float:
    """Return how many transactions of bare INSERTs a second the same database takes from as many connections."""
    import os

    import psycopg

    address = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute("CREATE TABLE bench_row (id bigserial PRIMARY KEY, text text, at timestamptz DEFAULT now())")

    def work(count: int) -> None:
        with psycopg.connect(address) as link:
            for _ in range(count):
                for _statement in range(STATEMENTS_OF_THE_LIMIT):
                    link.execute("INSERT INTO bench_row (text) VALUES (%s)", ["x" * 200])
                link.commit()

    def all_at_once() -> None:
        threads = [threading.Thread(target=work, args=[transactions // CONNECTIONS]) for _ in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    seconds = _seconds(all_at_once)
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute("DROP TABLE bench_row")
    return transactions / seconds


def _reading_in(home: Path, outlets: list[Unit], *, count: int) -> list[Row]:
    from biaogan.accounts.access import job_actor
    from biaogan.complaints.importing import COMPLAINTS
    from biaogan.core.exchange import import_files

    path = home / "register.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["external_key", "received_at", "told_at", "ended_at", "summary", "unit"])
        begin = dt.datetime(2026, 1, 5, 9, 0)  # noqa: DTZ001 (read in the network's zone)
        for number in range(count):
            at = begin + dt.timedelta(minutes=number * 13 % 450_000)
            told = at + dt.timedelta(days=number % 17)
            ended = told.isoformat(" ") if number % 5 else ""
            writer.writerow(
                [number, at.isoformat(" "), ended, ended, "等候时间过长", outlets[number * 31 % len(outlets)].code]
            )
    seconds = _seconds(lambda: import_files(COMPLAINTS, [path], by=job_actor("bench"), now=_now()))
    rate = count / seconds
    return [Row("reading complaints in", rate, "1/s", "goal 3,000", rate / 3000, ">= 3,000", rate >= 3000)]


def _reading(viewers: dict[str, User], *, now: dt.datetime) -> dict[str, float]:
    """Return the median of each list for each viewer, on the server, in milliseconds."""
    from django.test import Client

    found = {}
    for name, user in viewers.items():
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(user)
        for what, path in (("register", "/complaints/"), ("inbox", "/inbox/?view=supervised")):
            found[f"{what}, viewer of {name}"] = _median(lambda path=path, client=client: _get(client, path))  # type: ignore[misc]
    return found


def _get(client: Any, path: str) -> None:
    answer = client.get(path)
    _require(answer.status_code == 200, f"{path} was answered with {answer.status_code}")


def _compared(few: dict[str, float], many: dict[str, float]) -> list[Row]:
    from biaogan.complaints.models import Complaint

    total = Complaint.objects.count()
    rows = []
    for what, median in many.items():
        ratio = median / few[what]
        met = median <= 25 and ratio <= 1.5
        said = f"the same at {total // 34:,}: {few[what]:.1f} ms"
        rows.append(Row(f"{what}, {total:,} complaints", median, "ms", said, ratio, "<= 25 ms, <= 1.5 x", met))
    return rows


def _median(work: Callable[[], object], times: int = 25) -> float:
    work()
    return 1000 * statistics.median(_seconds(work) for _ in range(times))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise RuntimeError(message)
