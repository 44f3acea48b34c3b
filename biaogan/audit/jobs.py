"""What happens to the trail by itself: it is sealed."""

from __future__ import annotations

import datetime as dt

from biaogan.audit import sealing


def seal(*, now: dt.datetime) -> int:
    """Seal what was recorded since the last run."""
    return sealing.seal_all(now=now)


def seal_stragglers(*, now: dt.datetime) -> int:
    """Seal, once a night, what the frequent run no longer looks for."""
    return sealing.seal_all(now=now, from_the_beginning=True)
