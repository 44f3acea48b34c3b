"""The account that PostgreSQL runs under: our own, or a system account where we are root."""

import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from biaogan.server.words import Refused

#: Tried in this order; the last two exist on every machine.
CANDIDATES = ("biaogan", "postgres", "daemon", "nobody")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def popen_options(self) -> dict[str, Any]:
        """Return what makes Popen run a program as this account, with none of our groups."""
        return {} if self.is_ours else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def run(
        self, command: Sequence[str | Path], *, pass_fds: Sequence[int] = (), text: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run `command` to its end; raises OSError where this account cannot run it."""
        options = self.popen_options() | {"cwd": "/", "pass_fds": pass_fds}
        return subprocess.run(command, input=text, capture_output=True, text=True, **options)

    def owns(self, folder: Path) -> bool:
        """Tell whether `folder` is a real folder that nobody but this account may open."""
        state = folder.lstat()
        return stat.S_ISDIR(state.st_mode) and state.st_uid == self.uid and not state.st_mode & 0o077

    def may_enter(self, folder: Path) -> bool:
        """Tell whether the modes of `folder` and of all above it let this account pass."""
        return self.is_ours or all(self._may_pass(each) for each in (folder, *folder.parents))

    def _may_pass(self, folder: Path) -> bool:
        state = folder.stat()
        if state.st_uid == self.uid:
            return bool(state.st_mode & stat.S_IXUSR)
        if state.st_gid == self.gid:
            return bool(state.st_mode & stat.S_IXGRP)
        return bool(state.st_mode & stat.S_IXOTH)

    def make_folder(self, folder: Path) -> None:
        """Make `folder`, or take it as it is where it is already this account's alone."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if not self.is_ours and folder.lstat().st_uid == os.geteuid():
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)


def ourselves() -> Account:
    return Account(os.geteuid(), os.getegid())


def choose(data: Path) -> Account:
    """Return the account for `data`: the owner it has, else ourselves, else a system account."""
    if os.geteuid() != 0:
        return ourselves()
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return Account(owner, data.stat().st_gid)
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Refused("no_account", names=", ".join(CANDIDATES))
