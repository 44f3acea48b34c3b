"""Back up an installation into one file, and restore one from it. The keys are never part of it."""

import datetime as dt
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from biaogan.server import home as data_home
from biaogan.server.archive import Reader, Writer, files_below
from biaogan.server.postgres import account as accounts
from biaogan.server.postgres import programs, running, start
from biaogan.server.postgres.programs import Programs
from biaogan.server.secrets import fingerprints, secrets_folder
from biaogan.server.words import Refused

DUMP = "database.dump"
EVIDENCE = "evidence"


def back_up(home: Path, file: Path) -> dict[str, Any]:
    """Write database and evidence of `home` to `file` and return what the file says about itself.

    Works beside a running installation. Raises Refused with a sentence for the terminal.
    """
    if file.exists():
        raise Refused("file_exists", file=file)
    if _server_elsewhere() is None and not (home / "postgres").is_dir():
        raise Refused("home_empty", home=home)
    try:
        with Writer(file) as archive, _dumped(home, file.parent) as (dump, tools):
            # The dump first: evidence never changes, so what its rows name is there afterwards.
            archive.add(dump, DUMP)
            evidence = evidence_folder(home)
            for each in files_below(evidence):
                archive.add(each, f"{EVIDENCE}/{each.relative_to(evidence).as_posix()}")
            facts = _facts(home, tools)
            archive.finish(facts)
    except OSError as error:
        raise Refused("backup_failed", file=file, reason=error.strerror or error) from error
    return facts | {"file": str(file), "bytes": file.stat().st_size, "evidence_files": len(archive.sums) - 1}


def evidence_folder(home: Path) -> Path:
    return Path(os.environ.get("BIAOGAN_EVIDENCE") or home / EVIDENCE)


def _facts(home: Path, tools: Programs) -> dict[str, Any]:
    return {
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "biaogan": version("biaogan"),
        "postgresql": tools.version,
        # Not the keys: what each makes of a fixed text, so that a restore can tell the right ones.
        "keys": fingerprints(home),
    }


@contextmanager
def _dumped(home: Path, beside: Path) -> Iterator[tuple[Path, Programs]]:
    with _owner_url(home) as (url, tools), tempfile.TemporaryDirectory(dir=beside, prefix=".biaogan-") as scratch:
        dump = Path(scratch) / DUMP
        _run([tools["pg_dump"], "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}", url])
        yield dump, tools


def _server_elsewhere() -> str | None:
    return os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")


@contextmanager
def _owner_url(home: Path) -> Iterator[tuple[str, Programs]]:
    """Yield the tables' owner's URL: of DATABASE_URL's server, of the running one, or of one started for this."""
    if url := _server_elsewhere():
        yield url, programs.find(home, accounts.ourselves())
    elif addresses := running(home):
        yield addresses.owner_url, programs.find(home, accounts.ourselves())
    else:
        with start(home) as server:
            yield server.owner_url, server.programs


def restore(home: Path, file: Path, *, without_keys: bool = False) -> dict[str, Any]:
    """Make the empty `home` what `file` holds and return what the file says about itself.

    Everything is compared with its sum before the first change; after a failure `home` is as empty as
    before. Raises Refused with a sentence for the terminal.
    """
    archive = Reader(file)
    data_home.make_ready(home)
    # Held to the end: what is emptied after a failure must not be a start's that came in between.
    with data_home.HomeLock(home, "serve"):
        _require_empty(home)
        if not without_keys:
            _require_keys(home, archive)
        return _fill_or_empty(home, archive)


def _fill_or_empty(home: Path, archive: Reader) -> dict[str, Any]:
    mark = home / data_home.UNFINISHED
    mark.touch()
    try:
        return _fill(home, archive)
    except BaseException as error:
        _empty(home)
        if isinstance(error, OSError):
            raise Refused("restore_failed", file=archive.file, reason=error.strerror or error) from error
        raise
    finally:
        mark.unlink()


def _fill(home: Path, archive: Reader) -> dict[str, Any]:
    with _owner_url(home) as (url, tools), tempfile.TemporaryDirectory(dir=home) as scratch:
        dump, wanted = Path(scratch) / DUMP, Path(scratch) / "list"
        archive.extract(DUMP, dump)
        _require_no_tables(tools, url)
        wanted.write_text(_without_foreign_parts(_run([tools["pg_restore"], "--list", dump])))
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", f"--use-list={wanted}"]
        _run([tools["pg_restore"], *options, f"--dbname={url}", dump])
    evidence_folder(home).mkdir(mode=0o700, parents=True, exist_ok=True)
    files = archive.extract_folder(EVIDENCE, evidence_folder(home))
    return {name: archive.facts[name] for name in ("made_at", "biaogan", "postgresql")} | {"evidence_files": files}


def _without_foreign_parts(listing: str) -> str:
    """Leave out what a superuser made in every database of ours already, and the owner may not touch."""
    return "\n".join(line for line in listing.splitlines() if "pg_stat_statements" not in line)


def _require_empty(home: Path) -> None:
    """Raises Refused unless `home` holds at most keys, marks and what an interrupted restore left."""
    if (home / data_home.UNFINISHED).exists():
        _empty(home)
    evidence = evidence_folder(home)
    if (home / "postgres").exists() or next(files_below(evidence), None):
        raise Refused("home_not_empty", home=home)


def _require_no_tables(tools: Programs, url: str) -> None:
    question = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    if _run([tools["psql"], "-X", "-A", "-t", "-d", url, "-c", question]).strip() != "0":
        raise Refused("database_not_empty")


def _require_keys(home: Path, archive: Reader) -> None:
    ours, theirs = fingerprints(home), archive.facts["keys"]
    if missing := sorted(name for name, print_ in theirs.items() if ours.get(name) != print_):
        raise Refused("keys_missing", names=", ".join(missing), folder=secrets_folder(home))


def _empty(home: Path) -> None:
    shutil.rmtree(home / "postgres", ignore_errors=True)
    evidence = evidence_folder(home)
    for each in list(files_below(evidence)):
        each.unlink()
    shutil.rmtree(evidence, ignore_errors=True)


def _run(command: list[str | Path]) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    answer = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if answer.returncode:
        raise Refused("tool_failed", tool=Path(command[0]).name, reason=answer.stderr.strip())
    return answer.stdout
