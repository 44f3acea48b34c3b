"""What happens by itself. Apps register jobs here; `config/worker.py` runs them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from biaogan.core.registry import Registry


@dataclass(frozen=True)
class PeriodicJob:
    """`run(now=…)` is safe to run twice and on several workers; `cron` is in the network's zone, with five fields."""

    name: str
    cron: str
    run: Callable[..., object]


JOBS: Registry[PeriodicJob] = Registry("periodic job")


def every(cron: str, name: str, run: Callable[..., object]) -> None:
    JOBS.register(name, PeriodicJob(name, cron, run))


def run_job(name: str, *, now: dt.datetime) -> object:
    return JOBS[name].run(now=now)
