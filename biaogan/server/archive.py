"""The file that a backup is: a tar of the database's dump and of folders, with the SHA-256 of each member.

The list of members comes last, so that everything is read once; a file without it is not whole.
"""

import hashlib
import io
import json
import os
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, Self

from biaogan.server.words import Refused

MANIFEST = "manifest.json"
FORMAT = 1


class _Hashed(io.RawIOBase):
    """Reads through, keeping the sum of what was read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.sum = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self.sum.update(block)
        return block


class Writer:
    """Writes a new archive beside its place and moves it there when it is whole."""

    def __init__(self, file: Path) -> None:
        self.file, self.unfinished = file, file.with_name(file.name + ".unfinished")
        self.sums: dict[str, str] = {}

    def __enter__(self) -> Self:
        # It holds what customers and colleagues wrote: for the one who made it alone.
        descriptor = os.open(self.unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._stream = os.fdopen(descriptor, "wb")
        self._tar = tarfile.open(fileobj=self._stream, mode="w", format=tarfile.PAX_FORMAT)
        return self

    def __exit__(self, kind: type[BaseException] | None, *failure: object) -> None:
        self._stream.close()
        if kind is not None:
            self.unfinished.unlink(missing_ok=True)

    def add(self, source: Path, name: str) -> None:
        with source.open("rb") as stream:
            member = self._tar.gettarinfo(arcname=name, fileobj=stream)
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            hashed = _Hashed(stream)
            self._tar.addfile(member, hashed)
        self.sums[name] = hashed.sum.hexdigest()

    def finish(self, facts: dict[str, Any]) -> None:
        """Add the list of members and move the file to its place."""
        text = json.dumps(facts | {"format": FORMAT, "sha256": self.sums}, indent=1, ensure_ascii=False).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mtime, member.mode = len(text), int(time.time()), 0o600
        self._tar.addfile(member, io.BytesIO(text))
        self._tar.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        self.unfinished.rename(self.file)


class Reader:
    """An archive whose every member has been compared with its sum."""

    def __init__(self, file: Path) -> None:
        """Raises Refused if `file` is no archive, not whole, or changed."""
        self.file = file
        try:
            self.facts = self._verified()
        except (tarfile.TarError, EOFError, KeyError, ValueError) as error:
            raise Refused("archive_unreadable", file=file, reason=error) from error
        except OSError as error:
            raise Refused("archive_unreadable", file=file, reason=error.strerror or error) from error

    def extract(self, name: str, target: Path) -> None:
        """Write the member `name` to `target`, a new file."""
        with tarfile.open(self.file, "r:") as tar, target.open("xb") as out:
            _copy(tar.extractfile(name), out)

    def extract_folder(self, name: str, folder: Path) -> int:
        """Write the members below `name` to `folder` and return their number."""
        written = 0
        with tarfile.open(self.file, "r:") as tar:
            for member in tar:
                path = PurePosixPath(member.name)
                if path.parts[0] == name and member.isfile():
                    target = folder.joinpath(*path.parts[1:])
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with target.open("xb") as out:
                        _copy(tar.extractfile(member), out)
                    target.chmod(member.mode & 0o777)
                    written += 1
        return written

    def _verified(self) -> dict[str, Any]:
        found: dict[str, str] = {}
        facts: dict[str, Any] = {}
        with tarfile.open(self.file, "r:") as tar:
            for member in tar:
                stream = tar.extractfile(member) if _is_plain(member) else None
                if stream is None:
                    raise ValueError(member.name)
                if member.name == MANIFEST:
                    facts = json.load(stream)
                else:
                    found[member.name] = _sum(stream)
        _require_same(found, facts)
        return facts


def _is_plain(member: tarfile.TarInfo) -> bool:
    path = PurePosixPath(member.name)
    return member.isfile() and not path.is_absolute() and ".." not in path.parts


def _require_same(found: dict[str, str], facts: dict[str, Any]) -> None:
    if facts.get("format") != FORMAT:
        raise ValueError("no list of members" if not facts else f"format {facts.get('format')}")
    listed = facts["sha256"]
    for name in sorted({*found, *listed}):
        if found.get(name) != listed.get(name):
            raise ValueError(name)


def _sum(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := stream.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def _copy(source: IO[bytes] | None, target: IO[bytes]) -> None:
    if source is None:
        raise ValueError("not a file")
    while block := source.read(1 << 20):
        target.write(block)


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the plain files below `folder`, in order."""
    return (each for each in sorted(folder.rglob("*")) if each.is_file() and not each.is_symlink())
