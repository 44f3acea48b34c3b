from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from biaogan.accounts.access import job_actor
from biaogan.audit.models import Event
from biaogan.cases.models import Case
from biaogan.complaints.choices import State
from biaogan.complaints.importing import COMPLAINTS
from biaogan.complaints.models import Complaint, StateChange
from biaogan.complaints.queries import limit_to_tell
from biaogan.core.exchange import Report, import_files
from biaogan.core.time import ZONE
from biaogan.core.wording import END_OF_DAY
from biaogan.obligations.models import Change, Obligation
from biaogan.obligations.queries import why
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


HEAD = "external_key,received_at,told_at,ended_at,summary,unit"


def _file(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "register.csv"
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
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


@pytest.mark.parametrize(
    ("agreed", "promised", "due"),
    [
        ("2026-12-20", dt.date(2026, 12, 20), dt.date(2026, 12, 20)),
        ("2026-12-20 08:30", dt.date(2026, 12, 20), dt.date(2026, 12, 20)),
        ("2026-12-01", dt.date(2026, 12, 1), dt.date(2026, 12, 5)),
        ("2026-12-05", dt.date(2026, 12, 5), dt.date(2026, 12, 5)),
        ("", None, dt.date(2026, 12, 5)),
    ],
)
def test_a_day_that_was_agreed_on_holds_as_it_does_at_the_desk(
    tmp_path: Path, now: dt.datetime, agreed: str, promised: dt.date | None, due: dt.date
) -> None:
    outlet = org.branch().outlets[0]
    path = _file(tmp_path, f"1,2026-11-20 10:00,,,wait,{outlet.code},{agreed}", head=f"{HEAD},agreed_due_at")

    _import(path, "", now)

    made = Complaint.objects.get()
    tell = Obligation.objects.get(case=made.case, kind="complaint.tell")
    assert made.agreed_due_at == (_end_of(promised) if promised else None)
    assert (tell.due_at, tell.first_due_at) == (_end_of(due), _end_of(dt.date(2026, 12, 5)))
    assert why(tell).reckoning.due_at == tell.due_at
    assert [row.limit for row in tell.changes.all()] == (["15d"] if due.day == 20 else [])
    assert Event.objects.filter(name="obligation.extended").count() == tell.changes.count()
    promise = limit_to_tell(made)
    assert promise is not None
    assert promise.due_at == _end_of(promised or due)


@pytest.mark.parametrize(
    ("agreed", "reason"),
    [
        ("2026-11-19", "an answer agreed for a day before it was received"),
        ("2126-11-20", "an answer agreed for a day too far ahead"),
    ],
)
def test_an_agreed_day_that_cannot_be_true_is_refused(
    tmp_path: Path, now: dt.datetime, agreed: str, reason: str
) -> None:
    outlet = org.branch().outlets[0]
    path = _file(tmp_path, f"1,2026-11-20 10:00,,,wait,{outlet.code},{agreed}", head=f"{HEAD},agreed_due_at")

    with translation.override("en"):
        report = _import(path, "", now)

    assert [(row.line, row.column, row.reason) for row in report.refused] == [(2, "agreed_due_at", reason)]


def test_a_file_with_agreed_days_takes_as_many_questions_for_many_rows_as_for_few(
    tmp_path: Path, now: dt.datetime
) -> None:
    outlet = org.branch().outlets[0]
    rows = [f"{number},2026-11-20 10:00,,,wait,{outlet.code},2026-12-20" for number in range(300)]

    def questions(lines: list[str]) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert _import(_file(tmp_path, *lines, head=f"{HEAD},agreed_due_at"), "", now).created == len(lines)
        return len(asked)

    questions(rows[:1])
    few, many = questions(rows[1:101]), questions(rows[101:])

    assert many <= few


def test_the_deadline_of_the_log_is_the_day_that_was_agreed_on(shared_data: Path, now: dt.datetime) -> None:
    org.branch()
    path = shared_data / "complaints" / "wabo_receipt_share.csv"

    for _ in range(2):
        _import(path, "wabo", now)

    made = Complaint.objects.get(external_key__endswith=":case-10011")
    tell = Obligation.objects.get(case=made.case, kind="complaint.tell")
    assert made.agreed_due_at == tell.due_at == _end_of(dt.date(2011, 12, 6))
    assert tell.met_at == made.told_at
    duties = Obligation.objects.filter(kind="complaint.tell").annotate(agreed=F("case__complaint__agreed_due_at"))
    assert duties.filter(due_at=F("agreed"), due_at__gt=F("first_due_at")).count() == 711
    # One deadline lies within the legal 15 days: a promise, which moves nothing.
    assert [duty.due_at - duty.started_at > dt.timedelta(14) for duty in duties.filter(due_at__gt=F("agreed"))] == [
        True
    ]
    assert Change.objects.count() == 711


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, END_OF_DAY, tzinfo=ZONE)


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
