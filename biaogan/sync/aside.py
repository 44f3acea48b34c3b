"""Where the pieces of an upload lie until it is whole and claimed: below the folder of the evidence, one file each."""

from __future__ import annotations

import errno
import os
import shutil
import uuid
from pathlib import Path

from biaogan.evidence import store

FOLDER = ".uploads"


def path_of(ident: uuid.UUID) -> Path:
    # The last two digits of such an id are random: no folder grows out of hand.
    return store.root() / FOLDER / ident.hex[-2:] / ident.hex


def write(ident: uuid.UUID, offset: int, content: bytes) -> None:
    """Write a piece, on disk before this returns. What lies behind the offset is of a piece that was never acknowledged."""
    path = path_of(ident)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(path.parent).free < store.RESERVE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def length_of(ident: uuid.UUID) -> int:
    """Return how much of it is here, nothing where the file is missing."""
    try:
        return path_of(ident).stat().st_size
    except FileNotFoundError:
        return 0


def throw_away(ident: uuid.UUID) -> None:
    store.throw_away(path_of(ident))
