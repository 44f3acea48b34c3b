"""The four roles: a superuser to set up, an owner to migrate, the application's, the public door's."""

import os
import subprocess
from pathlib import Path

from biaogan.server.postgres.addresses import SUPERUSER, Addresses
from biaogan.server.postgres.programs import Programs
from biaogan.server.words import Refused

SCRIPT = Path(__file__).with_name("roles.sql")


def ensure_roles_and_database(addresses: Addresses, programs: Programs, *, throwaway: bool = False) -> None:
    """Bring roles and database to what `roles.sql` says; safe to repeat.

    Through psql, because psycopg would double the memory of the supervisor.
    """
    variables = f"owner_attributes={'CREATEDB' if throwaway else 'NOCREATEDB'}"
    database = addresses.url(SUPERUSER, "postgres")
    answer = subprocess.run(
        [programs["psql"], "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", variables, "-d", database, "-f", SCRIPT],
        env={name: value for name, value in os.environ.items() if not name.startswith("PG")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if answer.returncode:
        raise Refused("sql_failed", reason=answer.stderr.strip())
