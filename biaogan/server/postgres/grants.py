"""What each role may do to each table, asked from the database itself after every migration."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from biaogan.server.postgres.addresses import PUBLIC
from biaogan.server.postgres.public_door import TABLES

SCRIPT = Path(__file__).with_name("grants.sql")


def apply_grants(owner_url: str, *, app_role: str, public_role: str | None = PUBLIC) -> None:
    """Let `app_role` work with the owner's tables, but never change an append-only one.

    Append-only is every table whose comment begins with those words. A role that the server does
    not know is left out. Safe to repeat.
    """
    import psycopg  # only migrating processes need it, and it would double the supervisor

    doors = [f"{table} {rights}" for table, rights in TABLES.items()]
    with psycopg.connect(owner_url) as connection:
        settings = {"app_role": app_role, "public_role": public_role or "", "public_door": "\n".join(doors)}
        for name, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, true)", [f"biaogan.{name}", value])
        connection.execute(SCRIPT.read_bytes())


def role_of(url: str) -> str:
    return unquote(urlsplit(url).username or "")
