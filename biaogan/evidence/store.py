"""The folder of the evidence: each file once, under its own SHA-256, below two levels of folders.

A file is written aside, flushed to the disk and renamed into its place before the transaction that names it commits: a crash leaves a file
too many, never a row without its file. Whoever keeps or clears a file holds its guard, so that a clean-up never takes what is being named.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import RuleBroken
from biaogan.core.registry import Registry

BLOCK = 1024 * 1024
INCOMING, THUMBNAILS = ".incoming", ".thumbnails"
#: So much stays free: the database lives on the same disk on a small machine.
RESERVE = 256 * 1024 * 1024

_HASH = re.compile(r"[0-9a-f]{64}")
_FOLDER = re.compile(r"[0-9a-f]{2}")

#: Who else keeps files here: each tells which of some hashes it still needs.
KEEPERS: Registry[Callable[[set[str]], set[str]]] = Registry("keeper of files")


def register_keeper(code: str, needed: Callable[[set[str]], set[str]]) -> None:
    KEEPERS.register(code, needed)


@dataclass(frozen=True)
class Incoming:
    """A file that has arrived whole and lies aside until it is kept or thrown away."""

    path: Path
    sha256: str
    size: int


def root() -> Path:
    return Path(settings.EVIDENCE_ROOT)


def path_of(sha256: str) -> Path:
    return root() / sha256[:2] / sha256[2:4] / sha256


def thumbnail_path(sha256: str) -> Path:
    return root() / THUMBNAILS / sha256[:2] / f"{sha256}.jpg"


def opened(sha256: str) -> IO[bytes]:
    """Open the file of that hash; raises RuleBroken where the store has lost it."""
    try:
        return path_of(sha256).open("rb")
    except FileNotFoundError:
        said = _("This file is missing from the store. The administrator can find out more with «biaogan verify».")
        raise RuleBroken("evidence.missing", said) from None


def guard(sha256: str) -> None:
    """Hold the file of that hash until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])


def guard_all(hashes: Iterable[str]) -> None:
    """Hold many files as `guard` does, in one order, so that two who hold some of the same never wait for each other."""
    keys = sorted({int(sha256[:15], 16) for sha256 in hashes})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def receive(source: IO[bytes], *, most: int) -> Incoming | None:
    """Copy `source` aside, on disk to the last byte; None once it is longer than `most`, with nothing left behind.

    Raises RuleBroken where the disk is full.
    """
    path: Path | None = None
    try:
        path = _new_file()
        arrived = _copy(source, path, most=most)
    except BaseException as error:
        throw_away(path)
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full() from error
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


def throw_away(path: Path | None) -> None:
    if path is not None:
        with suppress(FileNotFoundError):
            path.unlink()


def remove(sha256: str) -> None:
    """Delete the file and its small picture; the caller holds the guard and knows that nobody needs it."""
    throw_away(thumbnail_path(sha256))
    throw_away(path_of(sha256))


def needed_elsewhere(hashes: set[str]) -> set[str]:
    """Return those of the hashes that some other keeper still needs."""
    return {each for needed in KEEPERS for each in needed(hashes)}


def left_incoming(*, before: float) -> Iterator[Path]:
    """Yield files that arrived and were neither kept nor thrown away, as after a crash, last touched before that moment."""
    folder = root() / INCOMING
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.is_file() and path.stat().st_mtime < before:
            yield path


def hashes_by_folder(*, before: float | None = None) -> Iterator[dict[str, Path]]:
    """Yield the kept files, hash to path, a folder at a time; with `before`, those last written before that moment."""
    for outer in _folders(root()):
        for inner in _folders(outer):
            files = {path.name: path for path in inner.iterdir() if _HASH.fullmatch(path.name)}
            yield {name: path for name, path in files.items() if before is None or path.stat().st_mtime < before}


def disk_full() -> RuleBroken:
    return RuleBroken(
        "evidence.disk_full",
        _("The disk of the server is full. The file was not added; please tell the administrator."),
    )


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def now_seconds() -> float:
    # File times are the machine's, not the trade's.
    return time.time()


def _new_file() -> Path:
    folder = root() / INCOMING
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < RESERVE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    descriptor, name = tempfile.mkstemp(dir=folder)
    os.close(descriptor)
    return Path(name)


def _copy(source: IO[bytes], path: Path, *, most: int) -> tuple[str, int] | None:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as target:
        while block := source.read(BLOCK):
            size += len(block)
            if size > most:
                return None
            digest.update(block)
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest(), size


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return sorted(path for path in parent.iterdir() if _FOLDER.fullmatch(path.name) and path.is_dir())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
