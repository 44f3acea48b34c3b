"""Files that were uploaded to be looked at first and imported then. They wait in the data folder for a day."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from biaogan.core.access import Asker
from biaogan.core.errors import InputRefused
from biaogan.core.exchange.report import Report

#: Larger files take longer than a page may: they go through the command line.
MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 30_000

KEPT = dt.timedelta(days=1)

#: Bytes that every file system takes as a name.
LONGEST_NAME = 240


@dataclass(frozen=True)
class Waiting:
    """An uploaded file and the kind that it is to be imported as."""

    key: str
    path: Path
    kind: str
    mapping: str
    update: bool
    options: dict[str, str]


def _folder() -> Path:
    return Path(settings.HOME) / "uploads"


def keep(file: UploadedFile, *, kind: str, mapping: str, update: bool, options: dict[str, str], by: Asker) -> str:
    """Keep the file under a key that only `by` can open; raises InputRefused if it is too large."""
    if file.size is None or file.size > MAX_BYTES:
        message = _("Files of more than %(limit)s MB are imported on the server: biaogan import %(kind)s FILE.")
        raise InputRefused("exchange.too_big", message % {"limit": MAX_BYTES // 2**20, "kind": kind})
    key = uuid.uuid4().hex
    folder = _folder() / key
    folder.mkdir(parents=True, mode=0o700)
    # The visitor's name for the file is data, and never a path of ours.
    with (folder / "file").open("wb") as stored:
        for piece in file.chunks():
            stored.write(piece)
    told = {"name": file.name, "kind": kind, "mapping": mapping, "update": update, "options": options, "by": by.ref}
    (folder / "about.json").write_text(json.dumps(told), encoding="utf-8")
    return key


def waiting(key: str, *, by: Asker) -> Waiting | None:
    """Return the file kept under the key, None if it is gone or somebody else's."""
    folder = _folder() / key
    try:
        told = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if told["by"] != by.ref:
        return None
    path = _named(folder, told["name"])
    return Waiting(key, path, told["kind"], told["mapping"], told["update"], told["options"])


def _named(folder: Path, name: str) -> Path:
    """Return the file under the name its owner gave it, so that refusals name it; the name is reduced to its last part."""
    letters = "".join(letter for letter in Path(name.replace("\\", "/")).name if letter.isprintable())
    safe = letters.encode()[-LONGEST_NAME:].decode(errors="ignore") or "file"
    link = folder / "as" / safe
    if safe in {".", ".."}:
        return folder / "file"
    link.parent.mkdir(exist_ok=True)
    if not link.exists():
        link.hardlink_to(folder / "file")
    return link


def keep_report(key: str, report: Report) -> None:
    told = json.dumps(report.as_json(), ensure_ascii=False, default=str)
    (_folder() / key / "report.json").write_text(told, encoding="utf-8")


def report_of(key: str) -> Report | None:
    """Return what the last look at the file found, None if nobody looked yet."""
    try:
        return Report.from_json(json.loads((_folder() / key / "report.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError):
        return None


def forget(key: str) -> None:
    shutil.rmtree(_folder() / key, ignore_errors=True)


def forget_old(*, now: dt.datetime) -> int:
    """Delete the uploads that nobody came back for; return how many."""
    old = [path for path in _folder().glob("*") if path.stat().st_mtime < (now - KEPT).timestamp()]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return len(old)
