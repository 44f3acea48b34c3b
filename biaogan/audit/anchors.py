"""Heads of the chain, signed and kept in the data folder: what shows that the newest seals are gone from the database."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from biaogan.audit import rules
from biaogan.core.errors import Problem

#: How much of a file is read, from its end.
TAIL = 64 * 1024


@dataclass(frozen=True)
class Head:
    """That the chain had `position` seals, the last of them `mac`."""

    position: int
    mac: bytes


def key() -> bytes:
    """Return the key that seals events. Raises Problem where its file cannot be read."""
    file = Path(settings.AUDIT_KEY_FILE)
    try:
        return base64.b64decode(file.read_text().strip(), validate=True)
    except (OSError, binascii.Error):
        message = _("The key that seals the audit trail cannot be read: %(file)s.")
        raise Problem("audit.key_missing", message % {"file": file}) from None


def folder() -> Path:
    return Path(settings.HOME) / "audit"


def remember(head: Head, *, at: dt.datetime) -> None:
    """Add the head to this month's file; it is on the disk when this returns."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    signature = rules.head_of(key(), head.position, head.mac, at)
    line = {"position": head.position, "mac": head.mac.hex(), "at": at.isoformat(), "signature": signature}
    file = folder() / f"heads-{at:%Y-%m}.log"
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(json.dumps(line) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def last() -> Head | None:
    """Return the newest head that we signed, None where none was ever kept here."""
    for file in sorted(folder().glob("heads-*.log"), reverse=True):
        head = next(_heads(file), None)
        if head is not None:
            return head
    return None


def _heads(file: Path) -> Iterator[Head]:
    """Yield the signed heads at the end of the file, the newest first."""
    signing = key()
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - TAIL))
        lines = stream.read().decode(errors="replace").splitlines()
    for line in reversed(lines):
        try:
            said = json.loads(line)
            head, at = Head(said["position"], bytes.fromhex(said["mac"])), dt.datetime.fromisoformat(said["at"])
            signature = rules.head_of(signing, head.position, head.mac, at)
            is_ours = hmac.compare_digest(signature, said["signature"])
        except (ValueError, KeyError, TypeError):
            # Torn by a crash in mid-write; the line before it still stands.
            continue
        if is_ours:
            yield head
