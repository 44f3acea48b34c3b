"""Limits and calendars for programs."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from biaogan.accounts.roles import Role
from biaogan.workcal import queries
from biaogan.workcal.models import CalendarChange, DayMark, LayerYear
from tests.factories import accounts, org
from tests.factories.workcal import bank_layer

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/workcal"


def client_of(role: Role) -> Client:
    return accounts.api_client(accounts.user_with_role(role, org.unit("branch")))


@pytest.fixture
def editor() -> Client:
    return client_of(Role.ADMINISTRATOR)


@pytest.fixture
def reader() -> Client:
    return client_of(Role.STAFF)


def send(client: Client, method: str, path: str, **body: Any) -> HttpResponse:
    return getattr(client, method)(f"{ROOT}{path}", body, content_type="application/json")


def test_a_deadline_is_answered_as_the_command_line_does(reader: Client):
    asked = {"start": "2026-02-13T18:00", "limit": "2wd", "calendar": "cn", "explain": True}

    told = reader.get(f"{ROOT}/deadlines", asked).json()

    assert told["due"] == "2026-02-24T17:30:00"
    assert told["provisional"] is False
    assert [step["day"] for step in told["steps"] if step["role"] == "counted"] == ["2026-02-14", "2026-02-24"]
    assert told["steps"][1]["nature"] == "make_up"
    assert reader.get(f"{ROOT}/deadlines", {**asked, "explain": False}).json()["steps"] is None


def test_a_provisional_deadline_names_the_years(reader: Client):
    told = reader.get(f"{ROOT}/deadlines", {"start": "2026-12-31", "limit": "2wd"}).json()

    assert told["provisional"] is True
    assert told["unsettled"] == [{"layer": "cn", "year": 2027, "state": "missing"}]


@pytest.mark.parametrize(
    "asked",
    [
        {"start": "yesterday"},
        {"start": "2026-02-30"},
        {"start": "9999-12-31T23:59Z"},
        {"limit": "two days"},
        {"calendar": "cn-zz"},
        {"calendar": "<script>"},
        {"start": "2099-12-31", "limit": "9999mo"},
        {"start": "1900-01-01"},
    ],
)
def test_what_cannot_be_counted_is_unprocessable(reader: Client, asked: dict[str, str]):
    answer = reader.get(f"{ROOT}/deadlines", {"start": "2026-02-12", "limit": "2wd", **asked})

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_batch_answers_good_rows_and_says_what_is_wrong_with_the_others(reader: Client):
    items = [
        {"start": "2026-02-12", "limit": "2wd", "calendar": "cn"},
        {"start": "2026-02-30", "limit": "2wd"},
        {"start": "2026-02-12", "limit": "2xx"},
        {"start": "2026-02-12", "limit": "2wd", "calendar": "cn-zz"},
        {"start": "2026-02-12", "limit": "2wd", "calendar": "cn-gx"},
    ]

    told = send(reader, "post", "/deadlines/batch", items=items).json()

    assert told["refused"] == 3
    assert [row["due"] for row in told["items"]] == ["2026-02-14T17:30:00", "", "", "", "2026-02-14T17:30:00"]
    assert [row["column"] for row in told["items"]] == ["", "start", "limit", "calendar", ""]
    assert [row["provisional"] for row in told["items"]] == [False, False, False, False, True]


def test_a_batch_is_bounded_and_asks_once_for_each_calendar(reader: Client, django_assert_max_num_queries: Any):
    row = {"start": "2026-02-12", "limit": "2wd", "calendar": "cn-zz"}

    with django_assert_max_num_queries(15):
        assert send(reader, "post", "/deadlines/batch", items=[row] * 2000).json()["refused"] == 2000
    assert send(reader, "post", "/deadlines/batch", items=[]).status_code == 422
    assert send(reader, "post", "/deadlines/batch", items=[row] * 10_001).status_code == 422


def test_calendars_and_their_years_are_told(reader: Client):
    bank_layer()

    calendars = reader.get(f"{ROOT}/calendars").json()
    year = reader.get(f"{ROOT}/calendars/cn-gx/years/2026").json()

    assert [(each["code"], each["kind"], each["parent"]) for each in calendars] == [
        ("cn", "nation", None),
        ("cn-gx", "region", "cn"),
        ("bank:north", "bank", "cn"),
    ]
    assert year["layers"] == [{"layer": "cn", "state": "final"}, {"layer": "cn-gx", "state": "missing"}]
    saturday = next(day for day in year["marked"] if day["day"] == "2026-02-14")
    assert (saturday["working"], saturday["nature"], saturday["layer"]) == (True, "make_up", "cn")
    assert reader.get(f"{ROOT}/calendars/cn-zz/years/2026").status_code == 404
    assert reader.get(f"{ROOT}/calendars/cn/years/1492").status_code == 422


def test_a_program_adds_a_layer_and_changes_it(editor: Client):
    given = {"code": "bank:south", "kind": "bank", "parent": "cn", "name": "南行"}
    day = "/calendars/bank:south/days/2026-12-31"

    added = send(editor, "post", "/calendars", **given)
    twice = send(editor, "post", "/calendars", **given)
    marked = send(editor, "put", day, working=False, name="年终决算")
    again = send(editor, "put", day, working=False, name="年终决算")
    settled = send(editor, "put", "/calendars/bank:south/years/2026", state="final")
    hours = send(
        editor, "post", "/calendars/bank:south/hours", starts_on="2026-07-01", opens_at="08:30", closes_at="17:00"
    )

    assert (added.status_code, twice.status_code) == (201, 409)
    assert marked.json()["days"] == [
        {"day": "2026-12-31", "was_working": True, "is_working": False, "old_name": "", "new_name": "年终决算"}
    ]
    assert again.json()["days"] == []
    assert (settled.json()["years"], hours.status_code) == ([2026], 204)
    calendar = queries.calendar_for("bank:south")
    assert not calendar.is_working_day(dt.date(2026, 12, 31))
    assert calendar.hours_on(dt.date(2026, 11, 24)) == (dt.time(8, 30), dt.time(17))
    assert editor.delete(f"{ROOT}{day}").status_code == 200
    assert queries.calendar_for("bank:south").is_working_day(dt.date(2026, 12, 31))


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("post", "/calendars", {"code": "cn-yn", "kind": "bank", "parent": "cn", "name": "x"}, 422),
        ("post", "/calendars", {"code": "cx", "kind": "nation", "parent": "cn", "name": "x"}, 422),
        ("post", "/calendars", {"code": "cn-yn", "kind": "region", "parent": "cn-gx", "name": "x"}, 409),
        ("post", "/calendars", {"code": "bank:x", "kind": "bank", "parent": "cn-zz", "name": "x"}, 422),
        ("put", "/calendars/cn/days/2026-12-31", {"working": False, "name": "x"}, 409),
        ("put", "/calendars/cn/years/2027", {"state": "final"}, 409),
        ("put", "/calendars/cn-gx/years/2027", {"state": "missing"}, 422),
        ("put", "/calendars/cn-gx/days/2026-02-30", {"working": False, "name": "x"}, 422),
        ("put", "/calendars/bank:none/days/2026-02-03", {"working": False, "name": "x"}, 404),
        ("post", "/calendars/cn/hours", {"starts_on": "2026-07-01", "opens_at": "09:00Z", "closes_at": "17:00"}, 422),
        ("post", "/calendars/cn/hours", {"starts_on": "2026-07-01", "opens_at": "17:00", "closes_at": "09:00"}, 422),
        ("post", "/calendars/cn/notices", {"year": 2027, "days": []}, 422),
        ("post", "/calendars/cn/notices", {"year": 2027, "days": [{"day": "2029-01-01", "working": False}]}, 422),
    ],
)
def test_a_change_that_cannot_be_is_refused(editor: Client, method: str, path: str, body: dict[str, Any], status: int):
    assert send(editor, method, path, **body).status_code == status
    assert not CalendarChange.objects.exists()


def test_a_notice_is_looked_at_first_and_then_taken_in_once(editor: Client):
    given = {"year": 2027, "days": [{"day": "2027-02-08", "working": False, "name": "春节"}], "source": "paper"}

    looked = send(editor, "post", "/calendars/cn/notices", **given, dry_run=True).json()
    assert not LayerYear.objects.filter(year=2027).exists()
    taken = send(editor, "post", "/calendars/cn/notices", **given).json()
    again = send(editor, "post", "/calendars/cn/notices", **given).json()

    assert (looked["applied"], taken["applied"]) == (False, True)
    assert looked["days"] == taken["days"]
    assert (again["days"], again["years"]) == ([], [])
    assert DayMark.objects.get(notice__year=2027).name_en == "Spring Festival"


def test_a_reader_may_ask_and_change_nothing(reader: Client):
    bank_layer()

    for method, path, body in [
        ("post", "/calendars", {"code": "bank:x", "kind": "bank", "parent": "cn", "name": "x"}),
        ("put", "/calendars/bank:north/days/2026-12-31", {"working": False, "name": "x"}),
        ("delete", "/calendars/bank:north/days/2026-12-31", {}),
        ("put", "/calendars/bank:north/years/2026", {"state": "final"}),
        ("post", "/calendars/cn/hours", {"starts_on": "2026-07-01", "opens_at": "09:00", "closes_at": "17:00"}),
        ("post", "/calendars/cn/notices", {"year": 2027, "days": [{"day": "2027-02-08", "working": False}]}),
    ]:
        assert send(reader, method, path, **body).status_code == 403

    assert not CalendarChange.objects.exists()
    assert Client().get(f"{ROOT}/calendars").status_code == 401


def send_file(client: Client, data: bytes, **query: Any) -> HttpResponse:
    uploaded = SimpleUploadedFile("limits.csv", data)
    address = f"{ROOT}/deadlines/file" + (f"?{urlencode(query)}" if query else "")
    return client.post(address, {"file": uploaded})


def test_a_file_of_limits_comes_back_with_its_ends_as_from_the_command_line(reader: Client):
    answer = send_file(reader, "编号,start,limit\n甲,2026-02-12,2wd\n乙,nonsense,2wd\n".encode("gbk"), calendar="cn")

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer.content.decode() == (
        "编号,start,limit,due\n甲,2026-02-12,2wd,2026-02-14T17:30:00\n乙,nonsense,2wd,\n"
    )
    assert answer["Biaogan-Refused"] == "1"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"start,end\n2026-02-12,2wd\n", "workcal.no_column"),
        (b"\x81\xff\xff\n", "workcal.unknown_encoding"),
        (b"start,limit\n" + b"x" * 1_100_000 + b",2wd\n", "workcal.unreadable"),
        (b"start,limit\n" + b"2026-02-12,2wd\n" * 1_400_000, "workcal.too_big"),
    ],
)
def test_a_file_that_cannot_be_counted_is_refused(reader: Client, data: bytes, code: str):
    answer = send_file(reader, data)

    assert (answer.status_code, answer.json()["title"]) == (422, code)
