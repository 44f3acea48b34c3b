"""A whole installation for a bench: its own data folder, the real server with all its safety on, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

PATIENCE = 120


@contextlib.contextmanager
def stack() -> Iterator[tuple[str, Path]]:
    """Run `biaogan serve` from an empty folder and set Django up on its database; yield its address and the folder."""
    home = Path(tempfile.mkdtemp(prefix="biaogan-bench-"))
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    environment |= {"BIAOGAN_HOME": str(home)}
    command = [sys.executable, "-m", "biaogan", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, server)
        _set_up(home)
        yield address, home
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)
        shutil.rmtree(home, ignore_errors=True)


def _set_up(home: Path) -> None:
    import django

    from biaogan.server.session import reach_database

    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "biaogan.config.settings.prod")
    reach_database(home)
    django.setup()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError("the server of the bench ended")
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 (loopback)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server of the bench did not answer")


def resting_memory(home: Path) -> float:
    """Return the proportional memory of all processes that work with `home`, in MB."""
    return sum(
        _pss(int(entry.name)) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _works_with(entry, home)
    )


def _works_with(process: Path, home: Path) -> bool:
    try:
        told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        return str(home).encode() in told and process.name != str(os.getpid())
    except OSError:
        return False


def _pss(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
