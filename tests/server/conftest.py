"""What the tests of the database and its supervisor share."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from biaogan.server.postgres import Server, start

REPOSITORY = Path(__file__).parents[2]
NOBODY = 65534


@pytest.fixture(autouse=True, scope="module")
def _no_server_is_named() -> Iterator[None]:
    # The run's own throw-away server, which Django's tests use, is named there.
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PUBLIC_URL", "BIAOGAN_HOME", "LANG", "LC_ALL"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty data home, deleted afterwards."""
    folder = tmp_path_factory.mktemp("home")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("made") / "var"
    start(folder).stop()
    (data,) = folder.glob("postgres/*/data")
    (data / "local.conf").write_text("fsync = off\n")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def made(home: Path, _made_once: Path) -> Iterator[Path]:
    """A data home that has been started before, lent from test to test: to make one takes longer than they do."""
    _made_once.rename(home / "var")
    yield home / "var"
    moved = next(home.rglob("postgres")).parent
    (data,) = moved.glob("postgres/*/data")
    (data / "local.conf").write_text("fsync = off\n")
    moved.rename(_made_once)


@pytest.fixture(scope="session")
def throwaway() -> Iterator[Server]:
    with start(throwaway=True) as server:
        yield server


@pytest.fixture
def ask() -> Callable[..., list[tuple[object, ...]]]:
    """Run one statement at a URL and return its rows."""

    def run(url: str, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def as_nobody(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.Popen[str]]:
    """Start Python as an ordinary user; for root only, who can become one."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    python = _python_for_everybody()

    def run(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        packages = [str(REPOSITORY), *(each for each in sys.path if each.endswith("site-packages"))]
        settings = {"PATH": os.environ["PATH"], "PYTHONPATH": ":".join(packages), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.Popen(
            [python, *arguments],
            cwd="/",
            env=settings | environment,
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return run


def _python_for_everybody() -> str:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        try:
            subprocess.run([candidate, "-c", ""], user=NOBODY, group=NOBODY, extra_groups=[], cwd="/", check=True)
        except OSError:
            continue
        return candidate
    pytest.skip(f"no {version} that an ordinary user may run")
