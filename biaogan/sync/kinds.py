"""The kinds of offline work, registered by the apps that do it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from biaogan.core.registry import Registry

if TYPE_CHECKING:
    from biaogan.accounts.access import Actor
    from biaogan.core.errors import Text
    from biaogan.sync.models import Device


@dataclass(frozen=True)
class Work:
    """A piece of offline work: done at `happened_at`, arrived at `now`, by `by` on `device`. `payload` is not yet trusted."""

    id: uuid.UUID
    payload: dict[str, Any]
    device: Device
    by: Actor
    happened_at: dt.datetime
    now: dt.datetime


@dataclass(frozen=True)
class OfflineKind:
    """`handle` runs in the transaction of the receipt and returns what the device is told, as JSON.

    It raises what actions raise: RuleBroken, InputRefused, PermissionDenied, DoesNotExist. It runs once for each id.
    """

    code: str
    name: Text
    handle: Callable[[Work], dict[str, Any]]


KINDS: Registry[OfflineKind] = Registry("kind of offline work")


def register_offline_kind(kind: OfflineKind) -> None:
    KINDS.register(kind.code, kind)
