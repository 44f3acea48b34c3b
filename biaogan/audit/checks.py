"""What `biaogan verify` proves. Upper apps add their own checks: the hashes of the evidence, for one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from biaogan.core.registry import Registry

if TYPE_CHECKING:
    from biaogan.core.errors import Text

#: Called with what is done and what there is to do, for a progress bar.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Flaw:
    """Something that is not as it was left: a code for programs, a sentence for people, and where."""

    code: str
    message: str
    where: str = ""


@dataclass
class Result:
    """How many things a check looked at, what is wrong with them, and what else its reader should know."""

    looked_at: int = 0
    flaws: list[Flaw] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Check:
    """`run(now=…, progress=…)` reads only, and reads everything."""

    name: str
    label: Text
    run: Callable[..., Result]


CHECKS: Registry[Check] = Registry("check")


def register_check(name: str, label: Text, run: Callable[..., Result]) -> None:
    CHECKS.register(name, Check(name, label, run))


def no_progress(done: int, total: int) -> None:
    """Say nothing of the progress."""


def run_all(*, now: dt.datetime, progress: Callable[[Check], Progress] | None = None) -> dict[str, Result]:
    """Run every check; `progress` gives each its bar."""
    return {check.name: check.run(now=now, progress=progress(check) if progress else no_progress) for check in CHECKS}
