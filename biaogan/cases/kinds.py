"""The kinds of case, registered by the apps that own them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from biaogan.accounts.roles import Permission
from biaogan.core.registry import Registry

if TYPE_CHECKING:
    from biaogan.core.errors import Text


@dataclass(frozen=True)
class CaseKind:
    """`view_permission` says who may see cases of this kind, `handle_permission` who may link them, bar people and make them confidential;
    `url_name` opens one by the case's id; `prefix` begins its number. `texts` gives, by the cases' ids, what they may be found by in words;
    `list_url_name` opens the list that such words narrow as «q».
    """

    code: str
    name: Text
    prefix: str
    view_permission: str
    url_name: str
    handle_permission: str = Permission.SUPERVISE
    texts: Callable[[Sequence[int]], Mapping[int, str]] | None = None
    list_url_name: str = ""


KINDS: Registry[CaseKind] = Registry("kind of case")


def register_case_kind(kind: CaseKind) -> None:
    KINDS.register(kind.code, kind)
