"""The boxes of an ISO media file (MP4, M4A, HEIC): whether the file is whole. No database, no clock."""

from __future__ import annotations

from typing import IO

#: More boxes than any real file has at its top level.
MOST_BOXES = 10_000


def top_boxes(file: IO[bytes], *, size: int) -> list[bytes] | None:
    """Return the kinds of the top-level boxes, None where they do not fill the file: cut off, or not what it says."""
    found: list[bytes] = []
    at = 0
    while at < size and len(found) < MOST_BOXES:
        file.seek(at)
        head = file.read(16)
        length = _length(head, rest=size - at)
        if length is None or at + length > size:
            return None
        found.append(head[4:8])
        at += length
    return found if at == size else None


def _length(head: bytes, *, rest: int) -> int | None:
    if len(head) < 8:
        return None
    length = int.from_bytes(head[:4])
    if length == 0:
        return rest
    if length == 1:
        length = int.from_bytes(head[8:16]) if len(head) == 16 else 0
        return length if length >= 16 else None
    return length if length >= 8 else None
