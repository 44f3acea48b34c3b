"""Files of notices: what they would change is said first, they change it once, and a bad one changes nothing."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused
from biaogan.workcal import queries, shipped
from biaogan.workcal.imports import import_holidays
from biaogan.workcal.kinds import YearState
from biaogan.workcal.models import CalendarChange, DayMark, Layer, LayerYear
from biaogan.workcal.reading import read_notices
from biaogan.workcal.rules import add_working_days, compile_calendar
from tests.conftest import NOW
from tests.factories.workcal import JOB, Reader
from tests.workcal.calendars import CN, CN_GX

pytestmark = pytest.mark.django_db

GUANGXI = """日期,上班,名称,年度,状态
2016-04-08,休,壮族三月三,2016,暂定
2016-04-11,休,壮族三月三,2016,暂定
2017-03-30,休,壮族三月三,2017,
2017-03-31,休,壮族三月三,2017,
2017-04-01,休,壮族三月三,2017,
2017-04-08,班,壮族三月三,2017,
2023-04-21,休,壮族三月三,2023,确定
2023-04-22,休,壮族三月三,2023,确定
2023-04-23,休,壮族三月三,2023,确定
"""


def notice(folder: Path, year: int, *days: tuple[str, Any], name: str = "", **more: Any) -> Path:
    path = folder / (name or f"{year}.json")
    told = [{"name": "春节", "date": day, "isOffDay": off} for day, off in days]
    path.write_text(json.dumps({"year": year, "papers": [], "days": told, **more}, ensure_ascii=False), "utf-8")
    return path


def run(*paths: Path, **more: Any) -> Any:
    return import_holidays(paths, **{"by": JOB, "now": NOW, **more})


def marks(layer: str = "cn") -> list[tuple[Any, ...]]:
    return sorted(
        DayMark.objects.filter(notice__layer__code=layer).values_list("notice__year", "day", "working", "name")
    )


def test_the_tables_hold_from_the_start_what_the_library_has():
    nation = queries.layers_of("cn")

    assert nation[0] == shipped.layers("cn")[0]
    assert list(nation[0].years) == list(range(2004, 2027))
    assert queries.layers_of("cn-gx")[1].years == {}


def test_every_file_of_holiday_cn_agrees_with_the_library_day_by_day(shared_data: Path):
    files = sorted((shared_data / "calendar" / "holiday-cn").glob("20*.json"))

    report = run(*files)
    again = run(*files)

    stored = compile_calendar("cn", queries.layers_of("cn"))
    assert (stored.working == CN.working).all()
    assert report.is_applied
    assert report.is_clean
    assert report.read == sum(len(json.loads(file.read_text("utf-8"))["days"]) for file in files)
    assert "2027" in report.notes[0]
    assert not LayerYear.objects.filter(layer__code="cn", year=2027).exists()
    assert not CalendarChange.objects.exists(), "no day and no state was changed, only names and sources"
    assert (again.created, again.updated, again.same) == (0, 0, again.read)
    assert Event.objects.filter(name="calendar.notices_imported").count() == 1


def test_files_of_holiday_cn_fill_an_empty_nation_as_the_library_does(shared_data: Path):
    DayMark.objects.all().delete()
    LayerYear.objects.all().delete()
    files = sorted((shared_data / "calendar" / "holiday-cn").glob("20*.json"))

    run(*files)

    stored = compile_calendar("cn", queries.layers_of("cn"))
    first, last = dt.date(2007, 1, 1), dt.date(2026, 12, 31)
    for number in range(first.toordinal(), last.toordinal() + 1):
        day = dt.date.fromordinal(number)
        assert stored.is_working_day(day) == CN.is_working_day(day), day
    # The notice of a year marks days of the December before.
    assert LayerYear.objects.get(year=2019).marks.filter(day__year=2018).count() == 3


def test_a_dry_run_says_each_day_that_would_change_and_changes_none(tmp_path: Path):
    before = marks()
    path = notice(tmp_path, 2027, ("2027-02-08", True), ("2026-12-27", False))

    report = run(path, dry_run=True)

    assert (report.created, report.is_applied, report.is_dry_run) == (2, False, True)
    assert any("2026-12-27" in note or "27 Dec 2026" in note for note in report.notes)
    assert marks() == before
    assert not CalendarChange.objects.exists()
    assert not Event.objects.exists()


def test_a_new_notice_is_taken_in_once_and_announces_the_days_to_recount(tmp_path: Path):
    path = notice(tmp_path, 2027, ("2027-02-08", True), ("2026-12-27", False), papers=["https://example.org/1"])

    first, second = run(path), run(path)

    assert (first.created, first.updated, first.is_applied) == (2, 0, True)
    assert (second.created, second.updated, second.same) == (0, 0, 2)
    assert queries.calendar_for("cn").is_working_day(dt.date(2026, 12, 27))
    assert LayerYear.objects.get(layer__code="cn", year=2027).source == "https://example.org/1"
    change = CalendarChange.objects.get()
    assert (change.first_day, change.last_day) == (dt.date(2026, 12, 25), dt.date(2027, 12, 31))
    assert Event.objects.get().name == "calendar.notices_imported"


def test_an_amended_notice_replaces_its_year_and_leaves_the_next_ones_december_alone(tmp_path: Path):
    run(notice(tmp_path, 2027, ("2027-02-08", True), ("2026-12-27", False)))
    held = LayerYear.objects.get(layer__code="cn", year=2026)
    kept = [(str(mark.day), not mark.working) for mark in held.marks.exclude(day="2026-10-10")]

    report = run(notice(tmp_path, 2026, *kept, ("2026-10-11", False), name="amended.json"))

    calendar = queries.calendar_for("cn")
    assert not calendar.is_working_day(dt.date(2026, 10, 10))
    assert calendar.is_working_day(dt.date(2026, 10, 11))
    assert calendar.is_working_day(dt.date(2026, 12, 27))
    assert report.created == 1
    change = CalendarChange.objects.latest("pk")
    assert (change.first_day, change.last_day) == (dt.date(2026, 10, 10), dt.date(2026, 10, 11))


def test_of_two_notices_on_the_same_december_day_the_later_years_decides(tmp_path: Path):
    run(notice(tmp_path, 2027, ("2027-12-31", True)), notice(tmp_path, 2028, ("2027-12-31", False)))

    assert queries.calendar_for("cn").is_working_day(dt.date(2027, 12, 31))


def test_an_empty_file_leaves_its_year_missing_and_says_so(tmp_path: Path):
    report = run(notice(tmp_path, 2027))

    assert report.is_clean
    assert "2027" in " ".join(report.notes)
    assert queries.layers_of("cn")[0].state(2027) == YearState.MISSING
    assert run(notice(tmp_path, 2026)).changes == 0
    assert LayerYear.objects.get(layer__code="cn", year=2026).marks.exists()


def test_a_table_of_a_region_overrides_the_nation(tmp_path: Path):
    path = tmp_path / "guangxi.csv"
    path.write_text(GUANGXI, "gb18030")

    report, again = run(path, layer="cn-gx"), run(path, layer="cn-gx")

    calendar = queries.calendar_for("cn-gx")
    assert (calendar.working == CN_GX.working).all()
    assert (calendar.unsettled_before == CN_GX.unsettled_before).all()
    assert (report.created, again.created, again.same) == (9, 0, 9)
    assert any("2017-04-01" in note and "清明节调休上班 → 壮族三月三放假" in note for note in report.notes)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
        ("[]", "days"),
        ('{"year": 2027}', "days"),
        ('{"year": "2027", "days": []}', "year"),
        ('{"year": 1492, "days": []}', "year"),
        ('{"year": true, "days": []}', "year"),
        ('{"year": 2027, "days": [{}]}', "date"),
        ('{"year": 2027, "days": [{"date": "2027-02-30", "isOffDay": true, "name": "x"}]}', "date"),
        ('{"year": 2027, "days": [{"date": "2027-02-08", "isOffDay": 1, "name": "x"}]}', "worked"),
        ('{"year": 2027, "days": [{"date": "2027-02-08", "isOffDay": true, "name": 7}]}', "name"),
        ('{"year": 2027, "days": [{"date": "2027-02-08", "isOffDay": true, "name": "a\\u0000b"}]}', "name"),
        ('{"year": 2027, "days": [{"date": "2026-11-30", "isOffDay": true, "name": "x"}]}', "2027"),
        ('{"year": 2027, "days": [{"date": "2028-01-01", "isOffDay": true, "name": "x"}]}', "2027"),
        ('{"year": 2027, "days": ["2027-02-08", 5, null]}', "date"),
    ],
)
def test_a_file_that_cannot_be_true_is_refused_with_its_reason(tmp_path: Path, text: str, reason: str):
    before = marks()
    path = tmp_path / "2027.json"
    path.write_text(text, "utf-8")

    with translation.override("en"):
        report = run(path)

    assert not report.is_applied
    assert report.refused
    assert reason in report.refused[0].reason
    assert report.refused[0].file == "2027.json"
    assert marks() == before


def test_each_bad_day_has_its_own_line_and_the_good_file_beside_it_is_not_taken_in(tmp_path: Path):
    good = notice(tmp_path, 2027, ("2027-02-08", True))
    bad = notice(tmp_path, 2028, ("2028-02-08", True), ("2028-13-01", True), ("2028-02-08", True))

    report = run(good, bad)

    assert [row.column for row in report.refused] == ["days[1]", "days[2]"]
    assert report.refused_rows == 2
    assert not report.is_applied
    assert not LayerYear.objects.filter(year__gte=2027).exists()


def test_a_bad_line_of_a_table_is_named(tmp_path: Path):
    path = tmp_path / "region.csv"
    path.write_text("date,working,name\n2027-03-30,no,x\n2027-03-31,maybe,x\n31.3.2027,no,x\n", "utf-8")

    report = run(path, layer="cn-gx")

    assert {row.line for row in report.refused} == {3, 4}
    assert not LayerYear.objects.filter(layer__code="cn-gx").exists()


def test_a_huge_file_is_not_even_opened(tmp_path: Path):
    path = tmp_path / "2027.json"
    path.write_bytes(b"{" + b" " * (1 << 20) + b"}")

    with pytest.raises(InputRefused):
        read_notices(path)


def test_two_files_of_one_year_are_refused_together(tmp_path: Path):
    first = notice(tmp_path, 2027, ("2027-02-08", True))
    second = notice(tmp_path, 2027, ("2027-02-09", True), name="other.json")

    with pytest.raises(InputRefused):
        run(first, second)


def test_an_unknown_layer_and_a_reader_are_refused(tmp_path: Path):
    path = notice(tmp_path, 2027, ("2027-02-08", True))

    with pytest.raises(InputRefused):
        run(path, layer="cn-zz")
    with pytest.raises(PermissionDenied):
        run(path, by=Reader())

    assert not Event.objects.exists()
    assert run(path).is_applied
    assert Layer.objects.count() == 2


def test_the_example_of_guangxi_makes_every_worked_case_right(shared_data: Path):
    example = Path(__file__).resolve().parents[2] / "docs" / "examples" / "guangxi.csv"

    assert run(example, layer="cn-gx").created == 9

    with (shared_data / "calendar" / "workday_cases.tsv").open(encoding="utf-8") as file:
        for case in csv.DictReader(file, delimiter="\t"):
            calendar = queries.calendar_for(case["region"].lower())
            start, days = dt.date.fromisoformat(case["received"]), int(case["n_working_days"])
            assert add_working_days(start, days, calendar=calendar).isoformat() == case["due_date"], case
