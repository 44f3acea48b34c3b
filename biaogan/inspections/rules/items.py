"""Which items a sheet asks, what has to be proven, and what becomes a finding."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from biaogan.handbook.choices import Channel as ItemChannel
from biaogan.handbook.choices import Proof
from biaogan.handbook.rules import ItemScore
from biaogan.inspections.choices import Channel

_C = ItemChannel

#: What of a handbook is looked at by a channel. A customer sees no records.
CHANNELS_OF: dict[str, frozenset[str]] = {
    Channel.ONSITE: frozenset({_C.ONSITE, _C.DEVICE, _C.RECORD}),
    Channel.OFFSITE: frozenset({_C.OFFSITE, _C.RECORD}),
    Channel.MYSTERY: frozenset({_C.MYSTERY}),
    Channel.SELF_CHECK: frozenset({_C.ONSITE, _C.DEVICE, _C.RECORD}),
}


class Asked(Protocol):
    @property
    def channels(self) -> Collection[str]: ...
    @property
    def proof(self) -> str: ...


def asks_item(channel: str, item: Asked) -> bool:
    return bool(CHANNELS_OF[channel] & set(item.channels))


def is_deducting(score: ItemScore) -> bool:
    """Tell whether the answer says that something is wrong."""
    return score.deducted > 0 or score.is_veto


def is_proof_wanted(item: Asked, score: ItemScore) -> bool:
    return (item.proof == Proof.ALWAYS and score.is_applicable) or (
        item.proof == Proof.DEDUCTION and is_deducting(score)
    )
