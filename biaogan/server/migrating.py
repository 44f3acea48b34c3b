"""Bring the database to the schema of this release. Run as `python -m biaogan.server.migrating`.

A process of its own, as the tables' owner, and the only file here that uses Django: the supervisor
stays small, and the web never has the owner's rights. It is started only where something is pending.
"""

import argparse
import hashlib
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from biaogan.server.children import run_to_end
from biaogan.server.databases import Database
from biaogan.server.environment import for_children
from biaogan.server.words import say

PRODUCT = Path(__file__).parents[1]
#: Any number, but the same in all releases: two nodes that start at once migrate one after the other.
LOCK = 4_815_162_342
#: What stores the rows that are shipped with the code, and the files of an app in which they stand.
SHIPPING = "biaogan.core.shipping"
SHIPPED_IN = ("duties", "limits", "shipped")


def bring_up_to_date(home: Path, database: Database) -> None:
    """Migrate `database` unless it is of this release already, or others see to it. Raises Refused."""
    if database.owner_url is None or database.fingerprint() == fingerprint():
        return
    print(say("migrating"), file=sys.stderr, flush=True)
    roles = ["--app-role", database.app_role, "--public-role", database.public_role]
    run_to_end(["-m", "biaogan.server.migrating", *roles], for_children(home, app_url=database.owner_url))


def fingerprint() -> str:
    """Return a mark that changes whenever migrations, shipped rows or grants may have: of our files and of all packages."""
    digest = hashlib.sha256()
    grants = [PRODUCT / "server" / "postgres" / name for name in ("grants.sql", "public_door.py")]
    shipped = [file for name in SHIPPED_IN for file in PRODUCT.glob(f"*/{name}.py")]
    for file in sorted([*PRODUCT.glob("*/migrations/*.py"), *shipped, *grants]):
        digest.update(file.relative_to(PRODUCT).as_posix().encode() + b"\0" + file.read_bytes())
    for package in sorted(_installed()):
        digest.update(package.encode())
    return f"biaogan {digest.hexdigest()[:32]}"


def _installed() -> Iterator[str]:
    # The folders' names carry the versions; importlib.metadata would read a hundred files.
    spec = find_spec("django")
    if spec is not None and spec.origin is not None:
        yield from (each.name for each in Path(spec.origin).parents[1].glob("*.dist-info"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--app-role", required=True)
    parser.add_argument("--public-role", required=True)
    roles = parser.parse_args()

    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from psycopg import sql

    from biaogan.server.postgres import apply_grants

    leave_neighbours_rendered()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        call_command("migrate", interactive=False, verbosity=0)
        # By its name: the supervisor's files know nothing of the product's.
        import_module(SHIPPING).ship_all()
        apply_grants(_url(), app_role=roles.app_role, public_role=roles.public_role)
        # Remembered in the database itself, so that the mark cannot outlive it.
        name = sql.Identifier(str(connection.settings_dict["NAME"]))
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(fingerprint())))


def leave_neighbours_rendered() -> None:
    """Halve the time of `migrate`, which renders a model and all around it anew after every index and constraint.

    Those concern their own model alone, so only its lists are brought up to date. Call it after Django's set-up.
    """
    from django.db.migrations.operations import AddConstraint, AddIndex
    from pgtrigger.migrations import AddTrigger

    for operation in (AddConstraint, AddIndex, AddTrigger):
        operation.state_forwards = _own_model_only(operation.state_forwards)  # type: ignore[assignment, method-assign]


def _own_model_only(forwards: Callable[[Any, str, Any], None]) -> Callable[[Any, str, Any], None]:
    def state_forwards(operation: Any, app_label: str, state: Any) -> None:
        # A cached property: where it is absent, the state keeps to what it stores.
        rendered = state.__dict__.pop("apps", None)
        forwards(operation, app_label, state)
        if rendered is not None:
            state.__dict__["apps"] = rendered
            stored = state.models[app_label, operation.model_name.lower()].options
            meta = rendered.get_model(app_label, operation.model_name)._meta
            # Altering a field reads the constraints there: allauth's migrations do.
            for name in ("constraints", "indexes", "triggers"):
                setattr(meta, name, list(stored.get(name, ())))

    return state_forwards


def _url() -> str:
    from django.conf import settings

    return str(settings.DATABASE_URL)


if __name__ == "__main__":
    main()
