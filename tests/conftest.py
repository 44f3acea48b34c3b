"""What all tests share: the clock's hour, the shared data's folder, and a clean-up that passes the guards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation

from biaogan.core.time import ZONE
from biaogan.server.migrating import leave_neighbours_rendered

#: A Tuesday morning in a plain week.
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data that lies beside the project, or a skip that says so."""
    for folder in Path(__file__).resolve().parents:
        if (found := folder / "shared" / "data").is_dir():
            return found
    pytest.skip("the real data at ../shared/data is absent")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let each worker make its database as quickly as the product makes its own."""
    leave_neighbours_rendered()


@pytest.fixture(autouse=True, scope="session")
def _flush_passes_the_guards() -> Iterator[None]:
    # Transactional tests end with TRUNCATE, which the append-only tables refuse to everybody but a superuser who says so.
    flush = DatabaseOperations.execute_sql_flush

    def quietly(self: Any, sql_list: list[str]) -> None:
        wrapped = ["SET session_replication_role = replica", *sql_list, "SET session_replication_role = DEFAULT"]
        flush(self, wrapped if sql_list else sql_list)

    DatabaseOperations.execute_sql_flush = quietly  # type: ignore[method-assign]
    yield
    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _own_language() -> None:
    # A request leaves its language behind in the thread.
    translation.deactivate()


@pytest.fixture
def query_count(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    from django.test.utils import CaptureQueriesContext

    from biaogan.workcal.queries import calendar_for

    # The first look at the calendar, and the look every two seconds whether it has changed, would be counted as they fall.
    calendar_for("cn")
    monkeypatch.setattr("biaogan.workcal.queries.SECONDS_BETWEEN_LOOKS", 3600.0)
    return lambda: CaptureQueriesContext(connection)
