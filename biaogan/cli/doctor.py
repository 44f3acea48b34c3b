"""`biaogan doctor`: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from biaogan.cli import setup_django
from biaogan.cli.language import speak

#: Below so many megabytes of free space, evidence and backups may soon fail.
ENOUGH_SPACE_MB = 2048

#: The periodic jobs run every minute; so long without one, the worker is not there.
WORKER_SILENCE = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `advice` says what to do where it is not well."""

    what: str
    is_well: bool
    said: str
    advice: str = ""


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One object on stdout, for machines.")
@click.option("--settings", "show_settings", is_flag=True, help="List every environment variable that is read.")
def doctor(as_json: bool, show_settings: bool) -> None:
    """Look at database, keys, space, calendars and worker; exit 1 where something is not well."""
    setup_django()
    speak()
    if show_settings:
        _print_settings()
        return
    findings = [finding for look in LOOKS for finding in look()]
    if as_json:
        click.echo(json.dumps({"findings": [dataclasses.asdict(each) for each in findings]}, ensure_ascii=False))
    else:
        for each in findings:
            click.echo(f"{'✓' if each.is_well else '✗'} {each.what}: {each.said}")
            if not each.is_well:
                click.echo(f"    → {each.advice}")
    if not all(each.is_well for each in findings):
        raise SystemExit(1)


def _print_settings() -> None:
    from biaogan.config.settings.environment import KNOWN

    for name, meaning in sorted(KNOWN.items()):
        click.echo(f"{name:<28} {meaning}")


def _database() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.utils.translation import gettext as _

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        major = int(cursor.fetchone()[0]) // 10000
    advice = _("Move the data to PostgreSQL 15 or newer: docs/operations.md.")
    yield Finding(_("PostgreSQL"), major >= 15, str(major), advice)
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    said = _("of this release") if not pending else _("%(count)d steps behind") % {"count": len(pending)}
    yield Finding(_("Schema"), not pending, said, _("Restart with «biaogan serve»; it brings the schema up to date."))


def _guards() -> Iterator[Finding]:
    from django.db import connection
    from django.utils.translation import gettext as _

    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname FROM pg_class
            WHERE relkind IN ('r', 'p') AND obj_description(oid, 'pg_class') LIKE 'append-only%%'
              AND (has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE') OR has_table_privilege(oid, 'TRUNCATE'))
            """
        )
        open_tables = sorted(row[0] for row in cursor.fetchall())
    said = ", ".join(open_tables[:5]) if open_tables else _("the application may only add to them")
    advice = _("Give DATABASE_URL a role that owns no table, and restart: it gets the narrow rights.")
    yield Finding(_("Append-only tables"), not open_tables, said, advice)


def _keys() -> Iterator[Finding]:
    from django.conf import settings
    from django.utils.translation import gettext as _

    for what, path in (
        (_("Keys of personal data"), settings.PARTIES_KEY_FILE),
        (_("Key that finds repeats"), settings.BLIND_INDEX_KEY_FILE),
        (_("Key of the seals"), settings.AUDIT_KEY_FILE),
    ):
        yield _key(what, Path(path))


def _key(what: str, path: Path) -> Finding:
    from django.utils.translation import gettext as _

    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return Finding(
            what,
            False,
            _("cannot be read: %(path)s") % {"path": path},
            _("Put the key file back from where it is kept."),
        )
    advice = _("Let only its owner read it: chmod 600 %(path)s") % {"path": path}
    return Finding(what, not mode & 0o077, str(path), advice)


def _space() -> Iterator[Finding]:
    from django.conf import settings
    from django.utils.translation import gettext as _

    free = shutil.disk_usage(settings.HOME).free // 2**20
    said = _("%(free)s MB free") % {"free": f"{free:,}"}
    yield Finding(
        _("Disk"), free >= ENOUGH_SPACE_MB, said, _("Make room, or move the data folder: docs/operations.md.")
    )


def _calendars() -> Iterator[Finding]:
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from biaogan.core.time import local_day
    from biaogan.org.models import Unit
    from biaogan.workcal.queries import calendar_for

    today = local_day(timezone.now())
    # From November on, limits run into the next year.
    last = dt.date(today.year + (today.month >= 11), 12, 31)
    for code in sorted(set(Unit.objects.values_list("calendar", flat=True)) or {"cn"}):
        unsettled = calendar_for(code).unsettled_years(today, last)
        said = ", ".join(f"{layer} {year}" for layer, year, _state in unsettled) or _("final")
        advice = _("Import the notices of these years: biaogan import holidays FILE --layer LAYER.")
        yield Finding(_("Calendar %(code)s") % {"code": code}, not unsettled, said, advice)


def _worker() -> Iterator[Finding]:
    from django.db import connection
    from django.utils import timezone
    from django.utils.translation import gettext as _

    with connection.cursor() as cursor:
        cursor.execute("SELECT max(at) FROM procrastinate_events WHERE type = 'succeeded'")
        last = cursor.fetchone()[0]
    is_well = last is not None and timezone.now() - last < WORKER_SILENCE
    said = (
        _("last job at %(at)s") % {"at": timezone.localtime(last).strftime("%Y-%m-%d %H:%M")}
        if last
        else _("has not run yet")
    )
    yield Finding(_("Worker"), is_well, said, _("Run «biaogan serve», which starts it, and look at what it prints."))


LOOKS: list[Callable[[], Iterator[Finding]]] = [_database, _guards, _keys, _space, _calendars, _worker]
