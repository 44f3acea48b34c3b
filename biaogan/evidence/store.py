"""The folder of the evidence: each file once, under its own SHA-256, below two levels of folders."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

BLOCK = 1024 * 1024
INCOMING = ".incoming"


@dataclass(frozen=True)
class Incoming:
    """A file that has arrived whole and lies aside until it is kept or thrown away."""

    path: Path
    sha256: str
    size: int


def path_of(sha256: str) -> Path:
    return Path(settings.EVIDENCE_ROOT) / sha256[:2] / sha256[2:4] / sha256


def receive(source: IO[bytes], *, most: int) -> Incoming | None:
    """Copy `source` aside, on disk to the last byte; None once it is longer than `most`, with nothing left behind."""
    folder = Path(settings.EVIDENCE_ROOT) / INCOMING
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as target:
            arrived = _copy(source, target, most=most)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        throw_away(path)
        raise
    if arrived is None:
        throw_away(path)
        return None
    return Incoming(path, *arrived)


def keep(incoming: Incoming) -> Path:
    """Move the file to its place, on disk before this returns. The same content a second time is the same file."""
    place = path_of(incoming.sha256)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if place.exists() and place.stat().st_size == incoming.size:
        throw_away(incoming.path)
        return place
    incoming.path.chmod(0o400)
    incoming.path.replace(place)
    _sync_folder(place.parent)
    return place


def throw_away(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()


def _copy(source: IO[bytes], target: IO[bytes], *, most: int) -> tuple[str, int] | None:
    digest, size = hashlib.sha256(), 0
    for block in _blocks(source):
        size += len(block)
        if size > most:
            return None
        digest.update(block)
        target.write(block)
    return digest.hexdigest(), size


def _blocks(source: IO[bytes]) -> Iterator[bytes]:
    while block := source.read(BLOCK):
        yield block


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
