"""What somebody typed into the box above a register of cases: a number that is known, or words that were written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from biaogan.accounts.access import Actor
from biaogan.cases.queries.numbers import by_number
from biaogan.cases.queries.words import Match, matching
from biaogan.cases.rules import wanted

#: Nobody looks through more.
FOUND_AT_MOST = 200


@dataclass(frozen=True)
class Sought:
    """What a search means: these cases, the newest first, or those with certain words, or nothing since too little was typed."""

    ids: tuple[int, ...] = ()
    match: Match | None = None
    is_too_short: bool = False

    @property
    def words(self) -> tuple[int, ...]:
        return self.match.words if self.match else ()

    @property
    def counts_quickly(self) -> bool:
        return self.match is None or self.match.counts_quickly

    @property
    def condition(self) -> tuple[str, dict[str, Any]]:
        """What is asked of each case, as SQL with its parameters."""
        return (self.match.where or "TRUE", self.match.params) if self.match else ("TRUE", {"ids": list(self.ids)})

    @property
    def among(self) -> str:
        """Which cases are asked at all, as SQL."""
        return self.match.among if self.match else "SELECT unnest(%(ids)s::bigint[])"


def sought(actor: Actor, kind: str, permission: str, text: str, *, ids: Sequence[int]) -> Sought | None:
    """Return what `text` means for the actor among cases of `kind`, None where nothing was typed.

    `ids` are what it names by a number; they go before words.
    """
    if not text.strip():
        return None
    if ids:
        return Sought(tuple(ids))
    asked = wanted(text)
    if not asked.words:
        return Sought(is_too_short=asked.is_too_short)
    return Sought(match=matching(actor, kind, permission, asked.words))


def numbered(actor: Actor, kind: str, text: str) -> tuple[int, ...]:
    """Return the cases of `kind` that the actor may see and whose number was typed, or a part of it."""
    return tuple(by_number(actor, text).filter(kind=kind).values_list("pk", flat=True)[:FOUND_AT_MOST])
