"""The pages of calendars, as an administrator and as a reader see them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from biaogan.accounts.roles import Role
from biaogan.workcal import queries
from biaogan.workcal.models import CalendarChange, DayMark, Layer, LayerYear
from tests.factories import accounts, org
from tests.factories.workcal import bank_layer, year

pytestmark = pytest.mark.django_db


def client_of(role: Role, **headers: str) -> Client:
    return accounts.signed_in_client(accounts.user_with_role(role, org.unit("branch")), **headers)


@pytest.fixture
def editor() -> Client:
    return client_of(Role.ADMINISTRATOR)


@pytest.fixture
def reader() -> Client:
    return client_of(Role.STAFF)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_the_list_tells_hours_and_the_state_of_two_years(editor: Client, time_machine: Any):
    time_machine.move_to(dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.UTC), tick=False)
    year(bank_layer(hours=("08:30", "17:00")), 2026, "provisional")

    page = text(editor.get("/calendars/"))

    assert "China" in page
    assert "Guangxi" in page
    assert "08:30–17:00" in page
    assert (page.count("final"), page.count("provisional")) >= (1, 1)
    assert 'href="/calendars/bank:north/"' in page
    assert 'href="/calendars/new"' in page


def test_the_list_costs_the_same_for_many_calendars(editor: Client, query_count: Any):
    for number in range(3):
        bank_layer(f"bank:b{number}")
    editor.get("/calendars/")
    with query_count() as few:
        editor.get("/calendars/")
    for number in range(3, 9):
        bank_layer(f"bank:b{number}")
    editor.get("/calendars/")
    with query_count() as many:
        editor.get("/calendars/")

    assert len(many) == len(few)


def test_a_year_shows_each_day_with_its_state_and_reason(reader: Client):
    page = text(reader.get("/calendars/cn/?year=2026"))

    assert "Sat 14 Feb 2026: worked in exchange: Spring Festival (China)" in page
    assert "Sun 15 Feb 2026: day of rest: Spring Festival (China)" in page
    assert page.count('class="year-day"') == 365 + 5
    assert "/calendars/cn/days/" not in page
    assert "Take in a notice" not in page


def test_a_year_in_chinese_speaks_chinese():
    page = text(client_of(Role.STAFF, HTTP_ACCEPT_LANGUAGE="zh-CN").get("/calendars/cn/?year=2026"))

    assert "2026-02-14 周六：春节调休上班（全国）" in page
    assert "工作日历" in page


def test_a_missing_year_says_what_to_do(editor: Client):
    bank_layer("bank:south", parent="cn-gx")

    page = text(editor.get("/calendars/bank:south/?year=2027"))

    assert page.count("<strong>China 2027</strong>") == page.count("<strong>Guangxi 2027</strong>") == 1
    assert page.count("missing") >= 6
    assert "State Council" in page
    assert "Confirm 2027" in page


@pytest.mark.parametrize("asked", ["1492", "x", "", "20277", "２０２６"])
def test_a_year_that_is_none_falls_back_to_today(editor: Client, asked: str):
    assert editor.get("/calendars/cn/", {"year": asked}).status_code == 200


def test_a_day_of_a_bank_is_marked_and_given_back(editor: Client):
    bank_layer()
    address = "/calendars/bank:north/days/2026-12-31"

    shown = editor.get(address)
    empty = editor.post(address, {"ruling": "rest", "name": ""})
    marked = editor.post(address, {"ruling": "rest", "name": "年终决算"})

    assert shown.status_code == 200
    assert empty.status_code == 422
    assert "Say why" in text(empty)
    assert marked.status_code == 302
    assert not queries.calendar_for("bank:north").is_working_day(dt.date(2026, 12, 31))
    assert "年终决算" in text(editor.get(address))
    editor.post(address, {"ruling": "below"})
    assert queries.calendar_for("bank:north").is_working_day(dt.date(2026, 12, 31))


def test_days_that_are_none_have_no_page_and_those_of_the_nation_say_how_they_change(editor: Client):
    bank_layer()

    for address in ["bank:north/days/2026-02-30", "bank:north/days/1979-12-31", "bank:none/days/2026-12-31"]:
        assert editor.get(f"/calendars/{address}").status_code == 404
    nation = editor.get("/calendars/cn/days/2026-12-31")
    assert "State Council" in text(nation)
    assert 'name="ruling"' not in text(nation)
    assert editor.post("/calendars/cn/days/2026-12-31", {"ruling": "rest", "name": "x"}).status_code == 409


def test_a_reader_changes_nothing(reader: Client):
    bank_layer()

    for address in ["new", "cn/upload", "cn/hours", "bank:north/days/2026-12-31"]:
        assert reader.get(f"/calendars/{address}").status_code == 403
    for address in ["new", "cn/upload", "cn/apply", "cn/hours", "bank:north/years/2026", "bank:north/days/2026-12-31"]:
        assert reader.post(f"/calendars/{address}", {"state": "final"}).status_code == 403

    assert not LayerYear.objects.filter(layer__code="bank:north").exists()


def test_a_layer_gets_added_its_year_confirmed_and_its_hours_set(editor: Client):
    given = {"kind": "bank", "name": "南行", "name_en": "South", "code": "bank:south", "parent": "cn"}

    wrong = editor.post("/calendars/new", {**given, "code": "cn-yn"})
    added = editor.post("/calendars/new", given)
    twice = editor.post("/calendars/new", given)
    editor.post("/calendars/bank:south/years/2026", {"state": "final", "source": "行办〔2026〕3号"})
    unclear = editor.post("/calendars/bank:south/years/2026", {"state": "perhaps"})
    late = editor.post(
        "/calendars/bank:south/hours", {"starts_on": "2026-07-01", "opens_at": "17:00", "closes_at": "08:30"}
    )
    editor.post("/calendars/bank:south/hours", {"starts_on": "2026-07-01", "opens_at": "08:30", "closes_at": "17:00"})

    assert (wrong.status_code, added.status_code, twice.status_code) == (422, 302, 422)
    assert (unclear.status_code, late.status_code) == (422, 422)
    assert LayerYear.objects.get(layer__code="bank:south").source == "行办〔2026〕3号"
    assert queries.calendar_for("bank:south").hours_on(dt.date(2026, 11, 24)) == (dt.time(8, 30), dt.time(17))
    assert "08:30" in text(editor.get("/calendars/bank:south/hours"))


def notice(number: int, *days: tuple[str, bool], name: str = "") -> SimpleUploadedFile:
    told = [{"date": day, "isOffDay": off, "name": "春节"} for day, off in days]
    content = json.dumps({"year": number, "papers": [], "days": told}).encode()
    return SimpleUploadedFile(name or f"{number}.json", content)


def sealed_in(page: str) -> str:
    return page.split('name="sealed" value="')[1].split('"')[0]


def test_an_upload_shows_what_would_change_and_changes_it_when_told(editor: Client):
    shown = editor.post("/calendars/cn/upload", {"notices": notice(2027, ("2027-02-08", True), ("2026-12-27", False))})
    page = text(shown)

    assert shown.status_code == 200
    assert "Sun 27 Dec 2026" in page
    assert "missing → final" in page
    assert "2027.json" in page
    assert not CalendarChange.objects.exists()

    applied = editor.post("/calendars/cn/apply", {"sealed": sealed_in(page)})
    again = editor.post("/calendars/cn/apply", {"sealed": sealed_in(page)})

    assert applied.status_code == again.status_code == 302
    assert queries.calendar_for("cn").is_working_day(dt.date(2026, 12, 27))
    assert CalendarChange.objects.count() == 1
    assert "Nothing would change" in text(
        editor.post("/calendars/cn/upload", {"notices": notice(2027, ("2027-02-08", True), ("2026-12-27", False))})
    )


def test_what_was_shown_is_not_applied_to_another_calendar_nor_after_a_change(editor: Client):
    bank_layer()
    page = text(editor.post("/calendars/bank:north/upload", {"notices": notice(2026, ("2026-12-31", True))}))

    elsewhere = editor.post("/calendars/cn/apply", {"sealed": sealed_in(page)})
    forged = editor.post("/calendars/bank:north/apply", {"sealed": sealed_in(page)[:-2] + "xx"})
    editor.post("/calendars/bank:north/days/2026-12-31", {"ruling": "work", "name": "值守"})
    late = editor.post("/calendars/bank:north/apply", {"sealed": sealed_in(page)})

    assert (elsewhere.status_code, forged.status_code, late.status_code) == (422, 422, 409)
    assert DayMark.objects.get(notice__layer__code="bank:north").working


def test_bad_files_are_refused_by_name_and_place(editor: Client):
    response = editor.post(
        "/calendars/cn/upload",
        {
            "notices": [
                notice(2027, ("2027-13-01", True)),
                SimpleUploadedFile("x.json", b"{"),
                SimpleUploadedFile("y.csv", b"a,b\n1,2\n"),
            ]
        },
    )
    page = text(response)

    assert response.status_code == 422
    assert "days[0]" in page
    for name in ("2027.json", "x.json", "y.csv"):
        assert name in page
    assert editor.post("/calendars/cn/upload", {}).status_code == 422
    twice = editor.post(
        "/calendars/cn/upload",
        {"notices": [notice(2027, ("2027-02-08", True)), notice(2027, ("2027-02-09", True), name="b.json")]},
    )
    assert "2027" in text(twice)
    assert twice.status_code == 422


def test_an_empty_file_says_that_its_year_stays_as_it_is(editor: Client):
    page = text(editor.post("/calendars/cn/upload", {"notices": notice(2027)}))

    assert "The file for 2027 is empty" in page
    assert "sealed" not in page


def test_the_calculator_answers_with_its_explanation(reader: Client):
    page = text(
        reader.get("/calendars/deadline", {"start": "2026-02-13T18:00", "amount": 2, "unit": "wd", "calendar": "cn"})
    )

    assert "Tue 24 Feb 2026, 17:30" in page
    assert "start day, not counted" in page
    assert "working day 2" in page


def test_the_calculator_shows_the_roll_over_and_what_is_provisional(reader: Client):
    rolled = text(
        reader.get("/calendars/deadline", {"start": "2026-09-16T09:00", "amount": 15, "unit": "d", "calendar": "cn"})
    )
    unsure = text(
        reader.get("/calendars/deadline", {"start": "2026-12-31T09:00", "amount": 2, "unit": "wd", "calendar": "cn"})
    )

    assert "Thu 8 Oct 2026, 24:00" in rolled
    assert "China 2027: missing" in unsure


@pytest.mark.parametrize(
    "asked",
    [
        {"amount": "x"},
        {"amount": -1},
        {"amount": 401},
        {"unit": "years"},
        {"calendar": "cn-zz"},
        {"start": "yesterday"},
        {"start": "1900-01-01T00:00"},
        {"start": "2099-12-31T00:00"},
    ],
)
def test_the_calculator_says_what_it_cannot_count(reader: Client, asked: dict[str, Any]):
    given = {"start": "2026-02-13T18:00", "amount": 2, "unit": "wd", "calendar": "cn", **asked}

    response = reader.get("/calendars/deadline", given)

    assert response.status_code == 422
    assert "Why this date" not in text(response)


def test_without_stored_calendars_the_pages_still_come(editor: Client):
    DayMark.objects.all().delete()
    LayerYear.objects.all().delete()
    Layer.objects.get(code="cn-gx").delete()
    Layer.objects.get(code="cn").hours.all().delete()
    Layer.objects.all().delete()

    assert "No calendar is stored" in text(editor.get("/calendars/"))
    assert editor.get("/calendars/deadline").status_code == 200
