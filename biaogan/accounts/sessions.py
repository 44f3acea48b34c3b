"""Sessions in a table that knows whose they are, so that they can be listed and ended. The SESSION_ENGINE."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.http import HttpRequest

#: A session that is in use is written no more often than this.
TOUCH_EVERY = dt.timedelta(minutes=1)


class SessionStore(db.SessionStore):
    def __init__(self, session_key: str | None = None) -> None:
        # A cookie may hold anything, a NUL included, which no query takes.
        super().__init__(session_key if session_key and session_key.isascii() and session_key.isalnum() else None)

    @classmethod
    def get_model_class(cls) -> Any:
        from biaogan.accounts.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.began_at, row.seen_at = _moment(data.get("began")), _moment(data.get("seen"))
        row.browser, row.address = data.get("browser", ""), data.get("address", "")
        return row


def begin(request: HttpRequest, *, now: dt.datetime) -> None:
    """Note on the fresh session when, where and in which browser it began."""
    request.session["began"] = request.session["seen"] = now.isoformat()
    request.session["browser"] = request.headers.get("User-Agent", "")[:200]
    request.session["address"] = request.META.get("REMOTE_ADDR", "")[:45]


def touch(request: HttpRequest, *, now: dt.datetime) -> None:
    """Keep the session that is in use alive: it ends after a time of rest, not after a time."""
    seen = _moment(request.session.get("seen"))
    if seen is None or now - seen >= TOUCH_EVERY:
        request.session["seen"] = now.isoformat()


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
