"""The kinds of obligation, registered by the apps that owe them, each with the limit it is shipped with and where that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from biaogan.core.registry import Registry

if TYPE_CHECKING:
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


@dataclass(frozen=True)
class ObligationKind:
    """`url_name` opens the case it stands on; `is_window` has no debtor and is never missed."""

    code: str
    name: Text
    limit: DefaultLimit
    ladder: tuple[Step, ...] = ()
    url_name: str = ""
    is_window: bool = False


KINDS: Registry[ObligationKind] = Registry("kind of obligation")


def register_obligation_kind(kind: ObligationKind) -> None:
    KINDS.register(kind.code, kind)
