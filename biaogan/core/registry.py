"""How a lower app offers a place and an upper app fills it, in its `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Things by code, each registered once, listed in the order of registration."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._things: dict[str, T] = {}

    def register(self, code: str, thing: T) -> T:
        if code in self._things:
            raise LookupError(f"the {self._what} {code!r} is registered twice")
        self._things[code] = thing
        return thing

    def __getitem__(self, code: str) -> T:
        try:
            return self._things[code]
        except KeyError:
            raise LookupError(f"there is no {self._what} {code!r}") from None

    def __contains__(self, code: str) -> bool:
        return code in self._things

    def __iter__(self) -> Iterator[T]:
        return iter(self._things.values())

    def items(self) -> list[tuple[str, T]]:
        return list(self._things.items())
