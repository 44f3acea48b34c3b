"""Who goes on when a finding ends: the app whose case it was found in, registered by source."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Protocol

from biaogan.core.registry import Registry

if TYPE_CHECKING:
    from biaogan.accounts.access import Actor
    from biaogan.rectification.models import Finding


class Follower(Protocol):
    """Called in the transaction in which a finding is closed, waived or withdrawn, whose row is locked."""

    def __call__(self, finding: Finding, *, by: Actor, now: dt.datetime) -> None: ...


FOLLOWERS: Registry[Follower] = Registry("follower of findings")


def register_follower(source: str, follower: Follower) -> None:
    FOLLOWERS.register(source, follower)
