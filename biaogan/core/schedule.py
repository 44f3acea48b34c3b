"""What happens by itself. Apps register jobs here; `config/worker.py` runs them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from biaogan.core.registry import Registry

if TYPE_CHECKING:
    from biaogan.core.errors import Text


@dataclass(frozen=True)
class PeriodicJob:
    """`run(now=…)` is safe to run twice and on several workers; `cron` is in the network's zone, with five fields.

    `label` is what readers of a history call it.
    """

    name: str
    cron: str
    run: Callable[..., object]
    label: Text = ""


JOBS: Registry[PeriodicJob] = Registry("periodic job")


def every(cron: str, name: str, run: Callable[..., object], label: Text = "") -> None:
    JOBS.register(name, PeriodicJob(name, cron, run, label))


def label_of(name: str) -> str:
    """Return what readers call the job, or its name where nobody gave it another."""
    return str(JOBS[name].label) if name in JOBS and JOBS[name].label else name


def run_job(name: str, *, now: dt.datetime) -> object:
    return JOBS[name].run(now=now)
