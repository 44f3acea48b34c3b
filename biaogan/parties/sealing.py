"""The keys of personal data: sealing (AES-256-GCM) and the blind index (HMAC-SHA-256) by which repeats are found.

A sealed value is: version 1, length of the key's id, the key's id, a nonce of 12 bytes, the ciphertext with its tag. What a value
belongs to (its row and field) is authenticated with it, so that values cannot be exchanged between rows.
"""

from __future__ import annotations

import base64
import binascii
import functools
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION = 1
NONCE = 12
KEY_BYTES = 32
#: 128 bits: no two customers share an index by chance, and the table stays small.
INDEX_BYTES = 16


class CannotUnseal(Exception):
    """The key is not in the key file, or the value was tampered with."""


@dataclass(frozen=True)
class KeyRing:
    current: str
    ciphers: dict[str, AESGCM]


class Sealer:
    """Seals and indexes with the keys as they are now; made once for a row, or for many."""

    def __init__(self) -> None:
        ring = key_ring()
        self.key_id = ring.current
        self._cipher = ring.ciphers[ring.current]
        self._head = bytes([VERSION, len(ring.current.encode())]) + ring.current.encode()
        self._blind_key = _blind_key(_stamp(settings.BLIND_INDEX_KEY_FILE))

    def seal(self, text: str, *, belongs_to: str) -> bytes:
        """Return `text` sealed with the current key; the empty text stays empty."""
        if not text:
            return b""
        nonce = os.urandom(NONCE)
        return self._head + nonce + self._cipher.encrypt(nonce, text.encode(), belongs_to.encode())

    def blind_index(self, field: str, normal_value: str) -> bytes | None:
        """Return what is stored to find the same value again, None for the empty value."""
        if not normal_value:
            return None
        return hmac.digest(self._blind_key, f"{field}\x00{normal_value}".encode(), "sha256")[:INDEX_BYTES]


def blind_index(field: str, normal_value: str) -> bytes | None:
    """Return the blind index of one value, to look for it."""
    return Sealer().blind_index(field, normal_value)


def unseal(sealed: bytes | memoryview, *, belongs_to: str) -> str:
    """Return the text that was sealed; raises CannotUnseal."""
    value = bytes(sealed)
    if not value:
        return ""
    key_id, rest = _split(value)
    cipher = key_ring().ciphers.get(key_id)
    if cipher is None:
        raise CannotUnseal(f"the key {key_id!r} is not in the key file")
    try:
        return cipher.decrypt(rest[:NONCE], rest[NONCE:], belongs_to.encode()).decode()
    except InvalidTag:
        raise CannotUnseal(f"a value of {belongs_to} does not fit its seal") from None


def key_id_of(sealed: bytes | memoryview) -> str:
    return _split(bytes(sealed))[0]


def key_ring() -> KeyRing:
    """Return the keys as the file has them now: a key added while we run is used at once."""
    return _ring(_stamp(settings.PARTIES_KEY_FILE))


def add_key(file: Path) -> str:
    """Write a new key into the key file, make it the current one, and return its id. `jobs.seal_anew` then moves all values to it."""
    ring = json.loads(file.read_text())
    key_id = str(max((int(known) for known in ring["keys"] if known.isdigit()), default=0) + 1)
    ring["keys"][key_id] = base64.b64encode(os.urandom(KEY_BYTES)).decode()
    ring["current"] = key_id
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(json.dumps(ring, indent=2) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(file)
    return key_id


def _split(value: bytes) -> tuple[str, bytes]:
    if len(value) < 2 or value[0] != VERSION or len(value) < 2 + value[1] + NONCE:
        raise CannotUnseal("the value is not one of ours")
    end = 2 + value[1]
    return value[2:end].decode(), value[end:]


def _stamp(file: Path) -> tuple[str, int]:
    try:
        return str(file), file.stat().st_mtime_ns
    except OSError as error:
        raise ImproperlyConfigured(f"the key file {file} cannot be read: {error.strerror}") from error


@functools.lru_cache(maxsize=4)
def _ring(stamp: tuple[str, int]) -> KeyRing:
    try:
        found = json.loads(Path(stamp[0]).read_text())
        ring = KeyRing(found["current"], {name: AESGCM(_decoded(key)) for name, key in found["keys"].items()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ImproperlyConfigured(f"the key file {stamp[0]} is not in order") from error
    if ring.current not in ring.ciphers:
        raise ImproperlyConfigured(f"the key file {stamp[0]} lacks the current key {ring.current!r}")
    return ring


@functools.lru_cache(maxsize=4)
def _blind_key(stamp: tuple[str, int]) -> bytes:
    try:
        return _decoded(Path(stamp[0]).read_text())
    except ValueError as error:
        raise ImproperlyConfigured(f"the key file {stamp[0]} is not in order") from error


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    return key
