"""The draw by lot. From hashes alone, so that the same seed and frame give the same units on any machine and for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

#: How it is drawn; kept with each draw.
METHOD = "sha256-tickets-1"


@dataclass(frozen=True)
class Lot:
    """A unit in the frame. Its code goes into the hash, since ids differ between installations."""

    code: str
    tickets: int = 1


def draw(seed: str, frame: Sequence[Lot], size: int) -> list[Lot]:
    """Return `size` lots of the frame in the order of the draw, all of them where there are no more.

    Each ticket is a number between nothing and one, and a lot counts by its best: with that, a lot with two tickets comes first
    twice as likely as one with a single ticket, and so on among those that remain. The order of the frame does not matter.
    """
    ranked = sorted(frame, key=lambda lot: (_best(seed, lot), lot.code), reverse=True)
    return ranked[: max(0, size)]


def _best(seed: str, lot: Lot) -> bytes:
    # The best of n even numbers lies as the n-th root of one does: no floating point, whose last digit differs between machines.
    tickets = (hashlib.sha256(f"{seed}\x1f{lot.code}\x1f{number}".encode()).digest() for number in range(lot.tickets))
    return max(tickets, default=b"")


def tickets(months_unseen: int | None, *, months_a_ticket: int, at_most: int) -> int:
    """Return how many tickets a unit has that was last seen so many months ago, None for never."""
    if months_unseen is None:
        return at_most
    return min(at_most, 1 + max(0, months_unseen) // months_a_ticket)
