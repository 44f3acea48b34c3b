"""How an event is written for sealing and how a seal is made of it. No database, no clock, no files."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

#: What comes before the first seal.
ORIGIN = bytes(32)

#: The fields of an event, in the order in which they are sealed. A new field is sealed under a new version.
FIELDS = ("id", "name", "subject_type", "subject_id", "case_ref", "unit_ref", "actor_ref", "at", "happened_at", "facts")
VERSION = "biaogan seal 1"


def seal_of(key: bytes, previous: bytes, position: int, sealed_at: dt.datetime, event: Sequence[Any]) -> bytes:
    """Return the seal at `position` over `event`, the values of FIELDS, and over all that `previous` seals."""
    return _mac(key, [VERSION, previous.hex(), position, _plain(sealed_at), [_plain(value) for value in event]])


def head_of(key: bytes, position: int, mac: bytes, at: dt.datetime) -> str:
    """Return the signature of a chain that ends at `position`, for the file outside the database."""
    return _mac(key, ["biaogan head 1", position, mac.hex(), _plain(at)]).hex()


def same(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)


def _mac(key: bytes, content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)


def _plain(value: Any) -> Any:
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds") if isinstance(value, dt.datetime) else value
