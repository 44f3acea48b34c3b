"""Which units lie under a path: only `org`, above this app, can tell, and `accounts` puts its answer in here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

#: From paths to the ids of all units at or below them, as a subquery.
Reader = Callable[[Sequence[str]], Any]

_reader: list[Reader] = []


def register_units(reader: Reader) -> None:
    _reader[:] = [reader]


def units_under(paths: Sequence[str]) -> Any:
    """Return the units under `paths`, none before somebody has said how to tell."""
    return _reader[0](paths) if _reader else []
