"""Customers that do not exist."""

from __future__ import annotations

from typing import Any

from biaogan.accounts.access import job_actor
from biaogan.cases.models import Case
from biaogan.parties.actions import record_party
from biaogan.parties.models import Party
from tests.conftest import NOW

#: party -> case, and the parties that must be kept: what tests of this app use in the place of a kind's own table.
CASES: dict[int, int] = {}
HELD: set[int] = set()

#: Everything about somebody, made up; the numbers have the right check characters.
WHOLE = {
    "name": "王小明",
    "phone": "13800001234",
    "id_number": "11010519491231002X",
    "account": "6222020200112233446",
    "address": "广西壮族自治区梧州市万秀区西江二路1号",
}


def make_party(*, case: Case | None = None, held: bool = False, **values: Any) -> Party:
    values.setdefault("name", "王小明")
    values.setdefault("phone", "13800001234")
    party = record_party(**{"by": job_actor("test"), "now": NOW, **values})
    if case is not None:
        CASES[party.pk] = case.pk
    if held:
        HELD.add(party.pk)
    return party
