"""What Linux tells about processes, and the promise that a child does not outlive its parent."""

import ctypes
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
# Loaded before any fork: a forked child must not take the loader's lock.
_libc = ctypes.CDLL(None, use_errno=True)


def dies_with_parent(by: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn` after which the kernel sends `by` when the parent is gone, even by kill -9.

    The kernel watches the *thread* that forked: start children from a thread that lives as long as
    they should. Runs after Popen's change of user, which would clear the setting.
    """
    parent = os.getpid()

    def ask_the_kernel() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(by), 0, 0, 0)
        _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel


def is_running(pid: int) -> bool:
    """Tell whether `pid` executes; a zombie, which `kill(pid, 0)` still finds, does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    # The name in parentheses may itself hold spaces and parentheses.
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False


def program_of(pid: int) -> str:
    """Return the name of the program that `pid` executes, or nothing where it may not be known."""
    try:
        return Path(f"/proc/{pid}/exe").readlink().name.removesuffix(" (deleted)")
    except OSError:
        return ""


def all_pids() -> Iterator[int]:
    return (int(entry.name) for entry in os.scandir("/proc") if entry.name.isdigit())
