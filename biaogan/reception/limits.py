"""How often one address may write or try a code. The counts lie in the cache that all processes share."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import Problem
from biaogan.core.time import local_day


class TooOften(Problem):
    """Too much came from one address; HTTP 429."""


@dataclass(frozen=True)
class Quota:
    """So many times in `seconds`, and so many on a day, from one address."""

    what: str
    at_most: int
    seconds: int
    a_day: int


#: A hall full of customers may share one address of a telephone company.
WRITE = Quota("write", at_most=10, seconds=600, a_day=60)
#: Codes have 59 bits; this keeps guessing from being worth a try.
TRY_CODE = Quota("code", at_most=10, seconds=600, a_day=50)

#: Addresses of contractors have 256 bits; nobody needs to try many.
OPEN_LINK = Quota("link", at_most=10, seconds=600, a_day=50)


def require_quota(request: HttpRequest, quota: Quota, *, now: dt.datetime) -> None:
    """Count one more and raise TooOften above the quota."""
    who = _address(request)
    burst = _counted(f"say:{quota.what}:{who}:{int(now.timestamp()) // quota.seconds}", quota.seconds)
    day = _counted(f"say:{quota.what}:{who}:{local_day(now).isoformat()}", 24 * 3600)
    if burst > quota.at_most or day > quota.a_day:
        raise TooOften("say.too_often", _("Too many tries from this connection. Please wait ten minutes, or call us."))


def _counted(key: str, seconds: int) -> int:
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key)
    except ValueError:
        # It ran out between the two lines.
        return 1


def _address(request: HttpRequest) -> str:
    # A digest: the count needs no address, and the cache keeps none.
    return hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:32]
