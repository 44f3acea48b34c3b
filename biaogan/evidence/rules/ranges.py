"""Which stretch of a file a program asks for (RFC 9110, 14.2): a player that is moved forward, a download that goes on. No files."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: More digits than any file has bytes.
_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True)
class Stretch:
    """Bytes of a file: the first one, and how many."""

    first: int
    length: int

    def of(self, size: int) -> str:
        """Return how an answer names the stretch."""
        return f"bytes {self.first}-{self.first + self.length - 1}/{size}"


class NoSuchStretch(ValueError):
    """The file ends before the stretch begins."""


def stretch_of(asked: str, *, size: int) -> Stretch | None:
    """Return the stretch of a file of `size` bytes that a Range header asks for, None where the whole file is to be sent.

    What is not understood, and several stretches at once, ask for the whole. Raises NoSuchStretch.
    """
    found = _ONE_RANGE.fullmatch(asked.strip().replace(" ", ""))
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        # «-500»: the last 500 bytes.
        length = min(int(last), size)
        return _within(Stretch(size - length, length))
    if last and int(last) < int(first):
        return None
    end = min(int(last) + 1, size) if last else size
    return _within(Stretch(int(first), end - int(first)))


def _within(stretch: Stretch) -> Stretch:
    if stretch.length <= 0:
        raise NoSuchStretch
    return stretch
