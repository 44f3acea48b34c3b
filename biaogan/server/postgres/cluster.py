"""The data folder: made once, refused when another major version made it, configured at each start."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from biaogan.server.postgres.account import Account
from biaogan.server.postgres.addresses import SUPERUSER
from biaogan.server.postgres.programs import Programs
from biaogan.server.words import Refused

#: Sizes for a whole stack within 500 MB; an administrator overrides them in local.conf.
USUAL = """\
shared_buffers = 128MB
max_connections = 60
work_mem = 8MB
maintenance_work_mem = 64MB
max_wal_size = 1GB
random_page_cost = 1.1
max_parallel_workers_per_gather = 1
jit = off
# After a large file was read in, lists are slow until the planner knows of its rows.
autovacuum_naptime = '15s'
timezone = 'UTC'
log_timezone = 'UTC'
password_encryption = 'scram-sha-256'
shared_preload_libraries = 'pg_stat_statements'
pg_stat_statements.track_utility = off
idle_in_transaction_session_timeout = '10min'
# No personal values in logs: neither the statement nor the DETAIL line, which quotes the row.
log_min_error_statement = panic
log_error_verbosity = terse
logging_collector = on
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = '1d'
log_rotation_size = 0
"""

#: For tests: nothing survives a crash, nothing needs to.
THROWAWAY = """\
shared_buffers = 64MB
logging_collector = off
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 4GB
autovacuum_naptime = '10min'
"""


def folder_of(home: Path, major: int) -> Path:
    return home / "postgres" / str(major)


def refuse_other_majors(home: Path, major: int) -> None:
    """Raises Refused if `home` holds the data of another major version and none of this one."""
    ours = folder_of(home, major) / "data"
    if ours.exists():
        _require_version(ours, major)
        return
    for data in sorted((home / "postgres").glob("*/data")):
        _require_version(data, major)


def _require_version(data: Path, major: int) -> None:
    mark = data / "PG_VERSION"
    old = mark.read_text().strip() if mark.exists() else "?"
    if old != str(major):
        raise Refused("other_major", folder=data, old=old, new=major)


def ensure(folder: Path, programs: Programs, account: Account, *, throwaway: bool) -> Path:
    """Return the data folder in `folder`, made if this is the first start, configured in any case."""
    data = folder / "data"
    if not data.exists():
        _make(folder, programs, account)
    _write(data / "biaogan.conf", USUAL + (THROWAWAY if throwaway else ""), account)
    return data


def _make(folder: Path, programs: Programs, account: Account) -> None:
    # Made beside and renamed, so that an interrupted first start leaves no half data folder.
    unfinished = folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    with opened(folder, account) as (name, descriptors):
        answer = account.run(_initdb(programs, name / unfinished.name), pass_fds=descriptors)
    if answer.returncode:
        raise Refused("initdb_failed", folder=folder, reason=_gist(answer.stderr))
    _write(
        unfinished / "postgresql.conf",
        "include = 'biaogan.conf'\ninclude_if_exists = 'local.conf'\n",
        account,
        append=True,
    )
    unfinished.rename(folder / "data")


def _write(file: Path, text: str, account: Account, *, append: bool = False) -> None:
    """Write as the account: a link that it may have planted there leads root nowhere."""
    if not append:
        file.unlink(missing_ok=True)
    with opened(file.parent, account) as (name, descriptors):
        command = ["tee", *(["--append"] if append else []), str(name / file.name)]
        answer = account.run(command, pass_fds=descriptors, text=text)
    if answer.returncode:
        raise Refused("initdb_failed", folder=file.parent, reason=_gist(answer.stderr))


def _gist(errors: str) -> str:
    lines = errors.strip().splitlines()
    return next((line for line in lines if "FATAL" in line or "error:" in line), lines[-1] if lines else "?")


def _initdb(programs: Programs, data: Path) -> list[str | Path]:
    # Without a UTF-8 character type pg_trgm takes Chinese for punctuation: show_trgm('服务态度') is empty.
    locale = ["--locale=C.UTF-8", "--encoding=UTF8"]
    if programs.major >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    access = ["--auth-local=trust", "--auth-host=reject", f"--username={SUPERUSER}"]
    return [programs["initdb"], "-D", data, "--data-checksums", *locale, *access]


@contextlib.contextmanager
def opened(data: Path, account: Account) -> Iterator[tuple[Path, list[int]]]:
    """Yield a name of `data` that works for `account`, and the descriptors that its process must inherit.

    Below /root, say, the account may not walk the path; the link to a folder that was opened before
    needs no walking. (Standing in the folder would not do: before version 16 the programs walk away
    from it while they look for their own place.)
    """
    if account.may_enter(data):
        yield data, []
        return
    descriptor = os.open(data, os.O_PATH | os.O_DIRECTORY)
    try:
        yield Path(f"/proc/self/fd/{descriptor}"), [descriptor]
    finally:
        os.close(descriptor)
