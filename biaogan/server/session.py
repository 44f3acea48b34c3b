"""The database for a command that is not `serve`: import, export, demo, verify."""

import atexit
import contextlib
import os
from pathlib import Path

from biaogan.server import home as data_home
from biaogan.server.databases import Database, database_for
from biaogan.server.environment import for_children
from biaogan.server.migrating import bring_up_to_date
from biaogan.server.postgres import running
from biaogan.server.secrets import make_secrets


def reach_database(home: Path) -> None:
    """Name the database of `home` in this process's environment, before Django reads its settings.

    The server that DATABASE_URL names, else the one that runs from `home`, else one started for as long
    as this process lives and brought to this release. Raises Refused with a sentence for the terminal.
    """
    os.environ["BIAOGAN_HOME"] = str(home)
    if os.environ.get("DATABASE_URL"):
        return
    if addresses := running(home):
        os.environ |= {"DATABASE_URL": addresses.app_url, "DATABASE_OWNER_URL": addresses.owner_url}
        return
    database = _start(home)
    os.environ |= for_children(home, app_url=database.app_url, owner_url=database.owner_url)


def _start(home: Path) -> Database:
    data_home.make_ready(home)
    data_home.require_finished(home)
    with contextlib.ExitStack() as undo:
        database = undo.enter_context(database_for(home))
        make_secrets(home)
        bring_up_to_date(home, database)
        atexit.register(undo.pop_all().close)
    return database
