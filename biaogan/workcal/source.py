"""Where a process without Django finds its calendars: in the database if there is one, else as they are shipped."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused, Problem
from biaogan.server import home
from biaogan.server.postgres import running, start
from biaogan.server.words import Refused
from biaogan.workcal import shipped, stored
from biaogan.workcal.rules import LayerData, WorkCalendar, compile_calendar

SECONDS_TO_CONNECT = 5
SECONDS_FOR_ANOTHER = 20.0


@contextmanager
def calendars() -> Iterator[Callable[[str], WorkCalendar]]:
    """Give the function that returns a calendar by its code, each compiled once.

    It raises InputRefused for an unknown code. Raises Problem if there is a database that does not answer: other calendars
    than the bank's own would not do in its place.
    """
    known: dict[str, WorkCalendar] = {}
    with ExitStack() as stack:
        cursor = _cursor(stack)

        def calendar_of(code: str) -> WorkCalendar:
            if code not in known:
                known[code] = compile_calendar(code, _layers(cursor, code))
            return known[code]

        yield calendar_of


def _layers(cursor: Any, code: str) -> list[LayerData]:
    found = stored.layers(cursor, code) if cursor is not None else shipped.layers_if_known(code)
    if not found:
        raise InputRefused("workcal.unknown_calendar", format_lazy(_("There is no calendar “{code}”."), code=code[:40]))
    return found


def _cursor(stack: ExitStack) -> Any:
    """Return a cursor on stored calendars, None where there are none; `stack` closes what this opens."""
    url = os.environ.get("DATABASE_URL") or _own_url(home.from_environment(), stack)
    if not url:
        return None
    import psycopg

    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=SECONDS_TO_CONNECT)
        stack.callback(connection.close)
        cursor = connection.cursor()
        return cursor if stored.has_layers(cursor) else None
    except psycopg.errors.UndefinedTable:
        return None
    except psycopg.Error as error:
        raise _down(str(error).strip().splitlines()[0]) from None


def _own_url(folder: Path, stack: ExitStack) -> str:
    """Return the address of the data folder's own database, started if it rests; empty where none was ever made."""
    if addresses := running(folder):
        return addresses.app_url
    if not any(folder.glob("postgres/*/data")):
        return ""
    try:
        return stack.enter_context(start(folder)).app_url
    except Refused as error:
        if error.key != "home_in_use":
            raise _down(str(error)) from None
        return _url_of_another(folder, error)


def _url_of_another(folder: Path, refusal: Refused) -> str:
    """Wait until the process that holds the data folder has its database up."""
    until = time.monotonic() + SECONDS_FOR_ANOTHER
    while time.monotonic() < until:
        if addresses := running(folder):
            return addresses.app_url
        time.sleep(0.1)
    raise _down(str(refusal))


def _down(reason: str) -> Problem:
    return Problem("workcal.database_down", format_lazy(_("The database does not answer: {reason}"), reason=reason))
