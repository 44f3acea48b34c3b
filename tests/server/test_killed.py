"""What a client that asks again with the same key finds after kill -9: each complaint once, with all that belongs to it."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import psycopg
import pytest

from biaogan.server.postgres import running
from biaogan.server.supervisor import SIGN_INS
from tests.server.test_serve import Installation, eventually

pytestmark = pytest.mark.faults

COMPLAINTS, CLIENTS = 60, 4

#: Part of the command line of what is killed, after so many complaints.
KILLS = {10: "biaogan.server.web", 25: "biaogan.config.worker", 40: "postgres -D"}


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    it = Installation(tmp_path_factory.mktemp("killed") / "var", "--demo").wait_until_it_says_where()
    assert eventually((it.home / SIGN_INS).exists, seconds=120)
    yield it
    it.stop()


def command(bank, *words):
    return subprocess.run(
        [sys.executable, "-m", "biaogan", *words],
        env=os.environ | {"BIAOGAN_HOME": str(bank.home)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def rows(bank, statement):
    with psycopg.connect(running(bank.home).owner_url) as connection:
        return connection.execute(statement).fetchall()


class Program:
    """It registers complaints, each until it is told that it is there."""

    def __init__(self, bank):
        told = command(bank, "token", "create", "manager", "--name", "kill", "--json")
        self.url = f"{bank.url}/api/v1/complaints/"
        self.secret = json.loads(told.stdout)["secret"]
        unit = rows(bank, "SELECT code FROM org_unit WHERE name = '文昌网点'")[0][0]
        self.told_of = {"unit": unit, "receiving_unit": unit}
        self.to_do = queue.SimpleQueue()
        self.told, self.tries, self.refused = {}, 0, []
        for number in range(COMPLAINTS):
            self.to_do.put(number)

    def run(self):
        while True:
            try:
                number = self.to_do.get_nowait()
            except queue.Empty:
                return
            while number not in self.told and not self.refused:
                self.try_once(number)

    def try_once(self, number):
        self.tries += 1
        body = json.dumps(self.told_of | {"summary": f"kill {number:03}"}).encode()
        asked = urllib.request.Request(self.url, body, {"Content-Type": "application/json"}, method="POST")
        asked.add_header("Authorization", f"Bearer {self.secret}")
        asked.add_header("Idempotency-Key", f"kill-{number}")
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                self.told[number] = json.load(answer)["id"]
        except urllib.error.HTTPError as error:
            # 503: the database is away. 409: the first try is still being worked on.
            if error.code not in (409, 503):
                self.refused.append((error.code, error.read()))
            time.sleep(0.1)
        except (OSError, ValueError):
            time.sleep(0.1)


def test_whatever_is_killed_by_9_each_complaint_is_there_once_and_whole(bank):
    program = Program(bank)
    clients = [threading.Thread(target=program.run) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for count, part in KILLS.items():
        eventually(lambda count=count: len(program.told) >= count or program.refused, 90)
        if victim := bank.member(part):
            os.kill(victim, signal.SIGKILL)
    for client in clients:
        client.join(120)

    assert program.refused == []
    assert len(program.told) == COMPLAINTS
    found = rows(bank, WHOLE)
    assert [row[0] for row in found] == [f"kill {number:03}" for number in range(COMPLAINTS)]
    assert {row[1] for row in found} == {program.told[number] for number in range(COMPLAINTS)}
    # What belongs to one belongs to each: duties, events, messages in the outbox.
    assert len({row[2:] for row in found}) == 1
    assert min(found[0][2:4]) > 0


#: Each complaint with how much belongs to it.
WHOLE = """
    SELECT c.summary, c.case_id,
        (SELECT count(*) FROM obligations_obligation o WHERE o.case_id = c.case_id),
        (SELECT count(*) FROM audit_event e WHERE e.case_ref = c.case_id AND e.name = 'complaint.registered'),
        (SELECT count(*) FROM audit_event e WHERE e.case_ref = c.case_id),
        (SELECT count(*) FROM notify_notification n WHERE n.case_id = c.case_id)
    FROM complaints_complaint c WHERE c.summary LIKE 'kill %' ORDER BY c.summary
"""


def test_afterwards_the_installation_finds_nothing_wrong_with_itself(bank):
    eventually(lambda: running(bank.home) is not None)
    doctor, verify = command(bank, "doctor"), command(bank, "verify")

    # The demonstration comes without the notices of years to come.
    wrong = [line for line in doctor.stdout.splitlines() if line.startswith("✗") and "cn 20" not in line]
    assert wrong == [], doctor.stdout
    assert verify.returncode == 0, verify.stdout + verify.stderr
