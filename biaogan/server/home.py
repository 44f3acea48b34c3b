"""The data home: one folder with everything that an installation keeps, used by one start at a time."""

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from biaogan.server.words import Refused

DEFAULT = Path("var")
#: Stands in a home while a restore fills it.
UNFINISHED = "restore.unfinished"


def from_environment() -> Path:
    return Path(os.environ.get("BIAOGAN_HOME") or DEFAULT).resolve()


def make_ready(home: Path) -> None:
    """Create `home` unless it is there; raises Refused where it cannot be written to."""
    # Nobody's to look into; but as root, the database's account must get to its own folder.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    with told_in_a_sentence(home):
        home.mkdir(mode=mode, parents=True, exist_ok=True)
        if not os.access(home, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


@contextlib.contextmanager
def told_in_a_sentence(home: Path) -> Iterator[None]:
    """Raise Refused for what the disk refuses: full, read-only, somebody else's."""
    try:
        yield
    except OSError as error:
        raise Refused("home_not_ours", home=home, reason=error.strerror or error) from error


def require_finished(home: Path) -> None:
    """Raises Refused if a restore into `home` was cut off."""
    if (home / UNFINISHED).exists():
        raise Refused("restore_unfinished", home=home)


class HomeLock:
    """Holds `home` for this process until released, or until the process ends in whatever way."""

    def __init__(self, home: Path, name: str = "database") -> None:
        self.home = home
        self.file = home / f"{name}.lock"
        self._descriptor = -1

    def take(self) -> Self:
        """Raises Refused, naming the process that holds it."""
        # A file descriptor of Python is closed in children, so none of them keeps the lock.
        with told_in_a_sentence(self.home):
            descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise Refused("home_in_use", home=self.home, holder=self.file.read_text().strip()) from error
        self._descriptor = descriptor
        self.tell()
        return self

    def tell(self, address: str = "") -> None:
        """Leave our number, and where we can be found, for a second start to say."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()} {address}\n".encode(), 0)

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self.take()

    def __exit__(self, *failure: object) -> None:
        self.release()
