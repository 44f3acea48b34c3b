from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import translation

from biaogan.accounts.access import job_actor
from biaogan.audit.models import Event
from biaogan.cases.models import Case
from biaogan.complaints.choices import State
from biaogan.complaints.importing import COMPLAINTS
from biaogan.complaints.models import Complaint, StateChange
from biaogan.core.exchange import Report, import_files
from biaogan.obligations.models import Obligation
from tests.factories import org

pytestmark = pytest.mark.django_db

BY = job_actor("test")

#: mapping, file, complaints that load, rows that say the same again, rows that cannot be true
FILES = [
    ("cfpb", "cfpb_sample_share.csv", 1585, 0, 3),
    ("cfpb-without-key", "cfpb_ccdb_pipeline_subset_cc0.csv", 279, 1, 0),
    ("bpi2013", "bpi2013_closed_problems_share.csv", 749, 0, 0),
    ("helpdesk", "helpdesk_share.csv", 2301, 0, 0),
    ("wabo", "wabo_receipt_share.csv", 712, 0, 0),
]


def _import(path: Path, mapping: str, now: dt.datetime, **options: bool) -> Report:
    return import_files(COMPLAINTS, [path], mapping=mapping, by=BY, now=now, **options)


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "register.csv"
    path.write_text("\n".join(["external_key,received_at,told_at,ended_at,summary,unit", *lines]), encoding="utf-8")
    return path


def test_a_register_is_read_with_states_limits_and_events(tmp_path: Path, now: dt.datetime) -> None:
    outlet = org.branch().outlets[0]
    path = _file(
        tmp_path,
        f"1,2026-11-02 10:00,2026-11-10 16:00,2026-11-11 09:00,wait,{outlet.code}",
        f"2,2026-11-20 10:00,,,attitude,{outlet.code}",
    )

    report = _import(path, "", now)

    closed, open_ = Complaint.objects.order_by("external_key").select_related("case")
    assert (report.created, closed.state, open_.state) == (2, State.CLOSED, State.REGISTERED)
    assert [row.state for row in closed.state_changes.order_by("pk")] == ["registered", "told", "closed"]
    tell = Obligation.objects.get(case=closed.case, kind="complaint.tell")
    assert (tell.met_at, tell.due_at.date()) == (closed.told_at, dt.date(2026, 11, 17))
    assert {duty.kind for duty in Obligation.objects.owed()} == {"complaint.tell", "complaint.accept"}
    assert Event.objects.filter(name="complaint.read_in", case_ref=closed.pk).exists()


def test_a_second_run_changes_nothing(tmp_path: Path, now: dt.datetime) -> None:
    outlet = org.branch().outlets[0]
    path = _file(tmp_path, f"1,2026-11-02 10:00,,,wait,{outlet.code}")
    _import(path, "", now)

    again = _import(path, "", now)

    assert (again.created, again.same, again.refused_rows) == (0, 1, 0)
    assert (Case.objects.count(), StateChange.objects.count()) == (1, 1)


def test_a_row_that_cannot_be_true_is_refused_with_line_column_and_reason_and_nothing_is_stored(
    tmp_path: Path, now: dt.datetime
) -> None:
    outlet = org.branch().outlets[0]
    path = _file(
        tmp_path,
        f"1,2026-11-02 10:00,2026-11-01 10:00,,told too early,{outlet.code}",
        f"2,2026-11-02 10:00,,,fine,{outlet.code}",
        "3,2026-11-02 10:00,,,nowhere,X99",
    )

    with translation.override("en"):
        report = _import(path, "", now)

    found = {(row.line, row.column): row.reason for row in report.refused}
    assert found[(2, "told_at")] == "the customer was told before it was received"
    assert found[(4, "unit")] == "there is no unit with this code"
    assert not Complaint.objects.exists()

    partly = _import(path, "", now, partial=True)
    assert (partly.created, partly.refused_rows) == (1, 2)


@pytest.mark.parametrize(("mapping", "name", "loads", "twins", "refused"), FILES)
def test_the_real_files_load_once_and_a_second_run_changes_nothing(
    shared_data: Path, now: dt.datetime, mapping: str, name: str, loads: int, twins: int, refused: int
) -> None:
    org.branch()
    path = shared_data / "complaints" / name

    first = _import(path, mapping, now, partial=True)
    second = _import(path, mapping, now, partial=True)

    assert (first.created, first.same, first.refused_rows) == (loads, twins, refused)
    assert (second.created, second.same, second.refused_rows) == (0, loads + twins, refused)
    assert Complaint.objects.count() == loads
