"""Two devices write into the same field: what holds, and what is kept aside."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any


class Verdict(enum.StrEnum):
    #: It holds from now on.
    HOLDS = "holds"
    #: The field says so already.
    SAME = "same"
    #: The same as before, chosen although something else was kept aside: that is settled now.
    CHOSEN = "chosen"
    #: Somebody else wrote meanwhile what this device had not seen.
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Standing:
    """What a field says now. `revision` is the id of its last change that held, `aside` of the last that was kept aside; 0 for none."""

    value: Any
    revision: int = 0
    aside: int = 0

    @property
    def is_contested(self) -> bool:
        return self.aside > self.revision


def judge(standing: Standing, *, base: int, new: Any) -> Verdict:
    """Say what becomes of `new`, written by somebody who had seen the revision `base`."""
    if new == standing.value:
        return Verdict.CHOSEN if standing.is_contested and base == standing.revision else Verdict.SAME
    return Verdict.HOLDS if base == standing.revision else Verdict.CONFLICT
