"""Customers that do not exist."""

from __future__ import annotations

from typing import Any

from biaogan.accounts.access import job_actor
from biaogan.parties.actions import record_party
from biaogan.parties.models import Party
from tests.conftest import NOW


def make_party(**values: Any) -> Party:
    values.setdefault("name", "王小明")
    values.setdefault("phone", "13800001234")
    return record_party(**{"by": job_actor("test"), "now": NOW, **values})
