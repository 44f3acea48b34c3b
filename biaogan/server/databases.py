"""The database that a supervisor works with: its own, another supervisor's, or a server elsewhere."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from biaogan.server.postgres import Addresses, Server, running, start
from biaogan.server.postgres.addresses import APP, PUBLIC
from biaogan.server.postgres.grants import role_of


@dataclass
class Database:
    #: The web's; at the customer's door alone a narrower role's.
    app_url: str
    worker_url: str
    #: None where another supervisor, or another node, migrates.
    owner_url: str | None
    app_role: str
    public_role: str
    needs_worker: bool
    server: Server | None = None

    def is_down(self) -> bool:
        return self.server is not None and not self.server.is_running()

    def revive(self) -> None:
        if self.server is not None:
            self.server.run()

    def fingerprint(self) -> str:
        """Return the mark of the last migration, or nothing where only a migrating process could tell."""
        if self.server is None:
            return ""
        question = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        command = [str(self.server.programs["psql"]), "-X", "-A", "-t", "-d", self.server.owner_url, "-c", question]
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout.strip()


@contextlib.contextmanager
def database_for(home: Path, *, public_only: bool = False) -> Iterator[Database]:
    """Yield the server that DATABASE_URL names, else that of `home`, started unless it runs already.

    Raises Refused with a sentence for the terminal.
    """
    if url := os.environ.get("DATABASE_URL"):
        yield _elsewhere(url, public_only=public_only)
    elif public_only and (addresses := running(home)):
        yield _beside(addresses)
    else:
        with start(home) as server:
            yield _own(server, public_only=public_only)


def _elsewhere(url: str, *, public_only: bool) -> Database:
    public_url = os.environ.get("DATABASE_PUBLIC_URL")
    return Database(
        app_url=(public_url or url) if public_only else url,
        worker_url=url,
        owner_url=None if public_only else os.environ.get("DATABASE_OWNER_URL"),
        app_role=role_of(url),
        public_role=role_of(public_url) if public_url else PUBLIC,
        needs_worker=not public_only,
    )


def _beside(addresses: Addresses) -> Database:
    url = addresses.public_url
    return Database(url, url, owner_url=None, app_role=APP, public_role=PUBLIC, needs_worker=False)


def _own(server: Server, *, public_only: bool) -> Database:
    return Database(
        app_url=server.public_url if public_only else server.app_url,
        worker_url=server.app_url,
        owner_url=server.owner_url,
        app_role=APP,
        public_role=PUBLIC,
        needs_worker=True,
        server=server,
    )
