"""What `biaogan bench` measures: one module a bench, each with `run(small=…)`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A measured figure: beside what it stands, how many times as much it is, which goal it has and whether it met it."""

    what: str
    value: float
    unit: str
    against: str = ""
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None
