"""The kinds of obligation, registered by the apps that owe them, each with the limit it is shipped with and where that comes from."""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from biaogan.core.registry import Registry

if TYPE_CHECKING:
    from biaogan.accounts.access import Actor
    from biaogan.core.errors import Text


@dataclass(frozen=True)
class DefaultLimit:
    """The shipped limit. `source` is «law», «brief» or «bank_to_confirm»; `warn_before` is a limit such as «1wd», empty for none."""

    amount: int
    clock: str
    basis_zh: str
    basis_en: str
    source: str = "bank_to_confirm"
    warn_before: str = ""


@dataclass(frozen=True)
class Step:
    """A rung of the ladder: so long after the end, these are told. `after` is a limit such as «0wd»; `tell` names
    «debtor», «head», «upper_head», «office_head» or «vice_president»."""

    after: str
    tell: tuple[str, ...]


class Hand(enum.StrEnum):
    """What may be done to an obligation in the inbox itself. The rest happens on the case, which knows more than the limit."""

    MEET = "meet"
    PAUSE = "pause"
    EXTEND = "extend"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Act:
    """The move that meets an obligation: a page of the case, opened from the inbox by one key. `url_name` takes the case's id.

    One that needs no further input is made `at_once`: whoever owes it posts to the same address. `doable` returns, of cases with
    names of addresses, those whose move the actor may make now; it is asked once for a page. Without it that is whoever owes it.
    """

    label: Text
    url_name: str
    icon: str = "arrow-right"
    at_once: bool = False
    doable: Callable[[Actor, Collection[tuple[int, str]]], Collection[tuple[int, str]]] | None = None


@dataclass(frozen=True)
class ObligationKind:
    """`url_name` opens the case it stands on; `is_window` has no debtor and is never missed.

    `titles` returns, for ids of cases, what each obligation is called where the kind's name says too little; all in one query.
    `case_kind`, whose permission to view counts, is the code's first part unless it is named. With `extended_from_above` an
    extension by hand belongs to the level above the debtor's institution.
    """

    code: str
    name: Text
    limit: DefaultLimit
    ladder: tuple[Step, ...] = ()
    url_name: str = ""
    is_window: bool = False
    case_kind: str = ""
    act: Act | None = None
    by_hand: frozenset[Hand] = frozenset()
    extended_from_above: bool = False
    titles: Callable[[Sequence[int]], Mapping[int, Text]] | None = None

    @property
    def seen_as(self) -> str:
        """The kind of case whose permission to view counts."""
        return self.case_kind or self.code.partition(".")[0]


KINDS: Registry[ObligationKind] = Registry("kind of obligation")


def register_obligation_kind(kind: ObligationKind) -> None:
    KINDS.register(kind.code, kind)


def kind_of(code: str) -> ObligationKind | None:
    """Return the kind as its app registered it; None for a kind of an app that is no longer installed."""
    try:
        return KINDS[code]
    except LookupError:
        return None
