"""`biaogan export metrics`: what the pages show, as a file."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from biaogan.accounts.access import actor_of, job_actor
from biaogan.accounts.roles import Role
from biaogan.complaints.actions.history import Past, register_many
from biaogan.core.errors import InputRefused
from biaogan.core.exchange import EXPORTERS, export_file
from biaogan.core.time import ZONE
from tests.conftest import NOW
from tests.factories import accounts, org

pytestmark = pytest.mark.django_db

RECEIVED = dt.datetime(2026, 11, 2, 10, 0, tzinfo=ZONE)
TOLD = "complaints-told-in-time"


@pytest.fixture
def branch():
    made = org.branch()
    rows = [
        Past(outlet, RECEIVED, "wait", f"k{days}", told_at=RECEIVED + dt.timedelta(days=days))
        for days, outlet in zip((3, 12, 16), made.outlets, strict=False)
    ]
    register_many(rows, by=job_actor("test"), now=NOW)
    return made


def exported(path: Path, by=None, **options: str) -> list[dict[str, str]]:
    export_file(EXPORTERS["metrics"], path, by=by or job_actor("test"), now=NOW, options=options)
    with path.open(encoding="utf-8-sig") as file:
        head, *lines = csv.reader(file)
    names = [column.name for column in EXPORTERS["metrics"].columns]
    assert len(head) == len(names)
    return [dict(zip(names, line, strict=True)) for line in lines]


def test_a_unit_and_those_just_below_it_stand_in_the_file(branch, tmp_path):
    found = exported(tmp_path / "a.csv", metric=TOLD, unit=branch.branch.code, period="2026-11")

    whole, *parts = found
    assert (whole["unit"], whole["numerator"], whole["denominator"]) == (branch.branch.code, "2", "3")
    assert (whole["value"], whole["period"]) == ("66.67", "2026-11")
    assert {part["unit"] for part in parts} == {unit.code for unit in branch.sub_branches}
    assert sum(int(part["denominator"]) for part in parts) == 3


def test_without_options_every_metric_of_this_month_is_told_for_the_top(branch, tmp_path):
    found = exported(tmp_path / "a.csv")

    assert {line["unit"] for line in found} >= {branch.bank.code}
    assert len({line["metric"] for line in found}) > 3
    assert {line["period"] for line in found} == {"2026-11"}


def test_a_day_before_knows_nothing_of_what_came_later(branch, tmp_path):
    (whole,) = exported(
        tmp_path / "a.csv", metric="complaints-received", unit=branch.bank.code, period="2026-11", as_of="2026-11-01"
    )

    assert whole["denominator"] == "0"


def test_who_sees_one_branch_exports_that_branch_alone(branch, tmp_path):
    leader = actor_of(accounts.user_with_role(Role.LEADER, branch.sub_branches[0]), now=NOW)

    found = exported(tmp_path / "a.csv", by=leader, metric=TOLD)

    assert found[0]["unit"] == branch.sub_branches[0].code
    with pytest.raises(InputRefused):
        exported(tmp_path / "b.csv", by=leader, unit=branch.sub_branches[1].code)


@pytest.mark.parametrize(
    "options",
    [
        {"metric": "nothing"},
        {"unit": "nothing"},
        {"period": "2026-13"},
        {"as_of": "2026-02-30"},
        {"as_of": "x"},
        {"x": "1"},
    ],
)
def test_what_does_not_exist_is_refused(branch, tmp_path, options):
    with pytest.raises(InputRefused):
        exported(tmp_path / "a.csv", **options)
