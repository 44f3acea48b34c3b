"""Where parties appear: an upper app registers each of its references to a party, and thereby who may see whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from biaogan.accounts.access import Actor
from biaogan.core.registry import Registry


@dataclass(frozen=True)
class PartyUse:
    """One reference to parties.

    `seen_by(actor, permission)` returns the ids of the parties in rows that the actor may see, as a queryset of one column; with
    a permission, in rows where the actor has that permission. `case_of(party_id)` names the case for the audit trail. `is_held(party_id)`
    tells that law or a legal hold forbids to erase.
    """

    code: str
    seen_by: Callable[[Actor, str | None], QuerySet[Any, Any]]
    case_of: Callable[[int], int | None] = lambda party_id: None
    is_held: Callable[[int], bool] = lambda party_id: False


USES: Registry[PartyUse] = Registry("use of parties")


def register_party_use(use: PartyUse) -> None:
    USES.register(use.code, use)
