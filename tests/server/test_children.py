import os
import signal
import sys
import time
from pathlib import Path

import pytest

from biaogan.server import children
from biaogan.server.children import Child, Gate
from biaogan.server.processes import is_running, program_of, works_in

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def ignores(pid: int, number: signal.Signals) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    (mask,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigIgn"))
    return bool(int(mask, 16) >> (number - 1) & 1)


@pytest.fixture
def child():
    made: list[Child] = []

    def make(*command: str) -> Child:
        child = Child("unused", environment=dict(os.environ))
        child.command = [sys.executable, *command]
        made.append(child)
        return child

    yield make
    for each in made:
        each.stop(patience=0.1)


def test_a_child_that_dies_again_and_again_is_started_ever_more_slowly(child, monkeypatch):
    monkeypatch.setattr(children.time, "monotonic", lambda: 1000.0)
    dying = child("-c", "")
    dying.start()

    waits = []
    for _ in range(7):
        dying.process.wait()
        waits.append(dying.seconds_until_due())
        dying.revive()

    assert waits == [0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 30.0]


def test_a_child_that_lived_long_is_started_again_at_once(child, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(children.time, "monotonic", lambda: now[0])
    dying = child("-c", "")
    dying.start()
    dying.deaths = 5
    dying.process.wait()
    now[0] += 61

    assert dying.seconds_until_due() == 0
    dying.revive()
    assert dying.deaths == 0


def test_a_running_child_is_never_due(child):
    running = child("-c", "import time; time.sleep(60)")
    running.start()

    assert running.seconds_until_due() == float("inf")
    running.stop(patience=5)
    assert running.process.returncode == -signal.SIGTERM
    running.stop(patience=5)


def test_a_child_that_does_not_listen_is_killed(child):
    stubborn = child("-c", STUBBORN)
    stubborn.start()
    while not ignores(stubborn.process.pid, signal.SIGTERM):
        time.sleep(0.01)

    stubborn.stop(patience=0.2)

    assert stubborn.process.returncode == -signal.SIGKILL
    assert not is_running(stubborn.process.pid)


WAITS = "import sys; from biaogan.server.children import wait_at_gate; wait_at_gate(int(sys.argv[-1]))"


def test_a_child_behind_a_gate_goes_on_when_it_opens(child):
    waiting = child("-c", WAITS)
    with Gate() as gate:
        waiting.start(gate)
        time.sleep(0.3)
        assert waiting.is_running()

        gate.open()

        assert waiting.process.wait(5) == 0


def test_a_child_behind_a_gate_that_never_opens_ends(child):
    waiting = child("-c", WAITS)
    with Gate() as gate:
        waiting.start(gate)

    assert waiting.process.wait(5) == 1


def test_the_kernel_is_asked_about_processes():
    assert is_running(os.getpid())
    assert not is_running(2**22 + 1)
    assert works_in(os.getpid(), Path.cwd())
    assert not works_in(os.getpid(), Path("/proc"))
    assert program_of(os.getpid()).startswith("python")
    assert program_of(2**22 + 1) == ""


def test_a_zombie_does_not_run():
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)

    os.kill(pid, 0)
    assert not is_running(pid)
    os.waitpid(pid, 0)
