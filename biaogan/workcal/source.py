"""Where a process without Django finds its calendars: in the database if there is one, else as they are shipped."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused, Problem
from biaogan.server import home
from biaogan.server.postgres import running
from biaogan.workcal import shipped, stored
from biaogan.workcal.rules import LayerData, WorkCalendar, compile_calendar

SECONDS_TO_CONNECT = 5


@contextmanager
def calendars(note: Callable[[str], None]) -> Iterator[Callable[[str], WorkCalendar]]:
    """Give the function that returns a calendar by its code, each compiled once. `note` is told what the user should know.

    It raises InputRefused for an unknown code. Raises Problem if DATABASE_URL names a database that does not answer:
    other calendars than the bank's own would not do in its place.
    """
    known: dict[str, WorkCalendar] = {}
    cursor = _cursor(note)

    def calendar_of(code: str) -> WorkCalendar:
        if code not in known:
            known[code] = compile_calendar(code, _layers(cursor, code))
        return known[code]

    try:
        yield calendar_of
    finally:
        if cursor is not None:
            cursor.connection.close()


def _layers(cursor: Any, code: str) -> list[LayerData]:
    found = stored.layers(cursor, code) if cursor is not None else shipped.layers_if_known(code)
    if not found:
        raise InputRefused("workcal.unknown_calendar", format_lazy(_("There is no calendar “{code}”."), code=code[:40]))
    return found


def _cursor(note: Callable[[str], None]) -> Any:
    """Return a cursor on stored calendars, None where there are none."""
    url = os.environ.get("DATABASE_URL")
    folder = home.from_environment()
    if not url:
        addresses = running(folder)
        if addresses is None:
            if (folder / "postgres").exists():
                note(str(_("The database is not running: the calendars as shipped are used, without your own.")))
            return None
        url = addresses.app_url
    return _connect(url)


def _connect(url: str) -> Any:
    import psycopg

    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=SECONDS_TO_CONNECT)
        cursor = connection.cursor()
        return cursor if stored.has_layers(cursor) else None
    except psycopg.errors.UndefinedTable:
        return None
    except psycopg.Error as error:
        message = format_lazy(_("The database does not answer: {reason}"), reason=str(error).strip().splitlines()[0])
        raise Problem("workcal.database_down", message) from None
