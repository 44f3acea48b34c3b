"""A child process that is started again when it dies, more slowly each time."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import IO, Self

from biaogan.server.processes import dies_with_parent
from biaogan.server.words import Refused

#: Seconds to wait before the first, second, … start after a death.
BACK_OFF = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
#: A child that lived this long is sound again: its next death starts the count anew.
SOUND_AFTER = 60.0


class Child:
    """One Python module that runs as a process of its own, for as long as it is wanted."""

    def __init__(self, module: str, *arguments: str, environment: Mapping[str, str]) -> None:
        self.command = [sys.executable, "-m", module, *arguments]
        self.environment = environment
        self.deaths = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0

    def start(self, gate: "Gate | None" = None) -> None:
        """Start it; behind a gate, it only gets ready until the gate opens."""
        self._started_at = time.monotonic()
        self.process = subprocess.Popen(
            [*self.command, *(gate.arguments if gate else [])],
            env=self.environment,
            pass_fds=gate.descriptors if gate else (),
            stdin=subprocess.DEVNULL,
            # Away from the terminal's group: Ctrl-C is ours to pass on, in order.
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGKILL),
        )

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def seconds_until_due(self) -> float:
        """Return how long to wait before `revive`, 0 where it is due, infinity where the child runs."""
        if self.is_running():
            return float("inf")
        return max(0.0, self._started_at + BACK_OFF[min(self.deaths, len(BACK_OFF) - 1)] - time.monotonic())

    def revive(self) -> None:
        """Start it again after a death."""
        lived = time.monotonic() - self._started_at
        self.deaths = 0 if lived > SOUND_AFTER else self.deaths + 1
        self.start()

    def stop(self, *, patience: float) -> None:
        """Ask it to finish what it is doing, and kill it after `patience` seconds."""
        for ask, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
            if self.process is None or self.process.poll() is not None:
                return
            self.process.send_signal(ask)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)


class Gate:
    """Holds a child back until what it needs is there, while it loads the product."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()
        self.descriptors = (self._reading,)
        self.arguments = ["--gate", str(self._reading)]

    def open(self) -> None:
        os.write(self._writing, OPEN)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        os.close(self._reading)
        os.close(self._writing)


OPEN = b"."


def wait_at_gate(descriptor: int) -> None:
    """Return when the gate opens, or end this process where it never will."""
    with os.fdopen(descriptor, "rb") as gate:
        if gate.read(1) != OPEN:
            sys.exit(1)


def run_to_end(arguments: Sequence[str], environment: Mapping[str, str], *, output: IO[bytes] | None = None) -> None:
    """Run one step in a Python of its own, what it prints to `output` or the terminal; raises Refused if it fails."""
    answer = subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        preexec_fn=dies_with_parent(signal.SIGKILL),
    )
    if answer.returncode:
        raise Refused("step_failed", step=" ".join(word for word in arguments[1:3] if not word.startswith("-")))
