"""Units, people and the roster out of files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from biaogan.accounts.access import job_actor
from biaogan.audit.models import Event
from biaogan.core.exchange import EXPORTERS, IMPORTERS, Report, import_files, write
from biaogan.org import queries
from biaogan.org.models import DutyDay, Holding, Level, Person, PostKind, Unit
from tests.conftest import NOW
from tests.factories import org

JOB = job_actor("test")

HEAD = "LName,BankCode,BankName,BankId,CityCode,CityName,ProvinceName,ProvinceCode"


def run(kind: str, *paths: Path, **options: object) -> Report:
    return import_files(IMPORTERS[kind], list(paths), by=JOB, now=NOW, **options)


def with_check_digit(eleven: str) -> str:
    from biaogan.org.rules import check_digit

    return f"{eleven}{check_digit(eleven)}"


def cnaps(path: Path, *rows: tuple[str, str, str], encoding: str = "utf-8") -> Path:
    """Write a directory file of an invented bank; rows are (name after the bank's, area code, area)."""
    lines = [HEAD]
    head = with_check_digit("99810000001")
    for number, (name, area, place) in enumerate(rows, 1):
        code = with_check_digit(f"998{area}{number:04d}")
        lines.append(f"甲乙银行股份有限公司{name},{code},甲乙银行,{head},{area},{place},青松省,98")
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def tree_of(unit: Unit) -> list[str]:
    return [each.label for each in queries.ancestors(unit)]


@pytest.mark.django_db
def test_both_directories_of_outlets_load_and_a_second_time_change_nothing(shared_data):
    files = [shared_data / "outlets" / name for name in ("icbc_wuzhou.csv", "icbc_nanning.csv")]

    first = [run("outlets", file) for file in files]
    events = Event.objects.count()
    second = [run("outlets", file) for file in files]

    assert [report.refused for report in first + second] == [[]] * 4
    assert [(report.created + report.updated, report.mapping) for report in first] == [(17, "cnaps"), (56, "cnaps")]
    assert [(report.changes, report.same) for report in second] == [(0, 17), (0, 56)]
    assert Event.objects.count() == events
    assert list(Unit.objects.filter(level=Level.REGION).values_list("bank_code", flat=True)) == ["102611009990"]
    assert tree_of(Unit.objects.get(bank_code="102621030308"))[1:] == ["广西壮族自治区分行", "梧州分行", "城建支行"]
    assert tree_of(Unit.objects.get(bank_code="102622430705"))[1:] == ["广西壮族自治区分行", "梧州分行", "蒙山县支行"]
    assert Unit.objects.get(bank_code="102611010133").calendar == "cn-gx"
    assert Unit.objects.filter(level=Level.BANK).count() == 1


@pytest.mark.django_db
def test_the_other_order_of_files_gives_the_same_tree(shared_data):
    for name in ("icbc_nanning.csv", "icbc_wuzhou.csv"):
        assert run("outlets", shared_data / "outlets" / name).is_clean

    assert Unit.objects.filter(level=Level.REGION).count() == 1
    assert tree_of(Unit.objects.get(bank_code="102621030308"))[1:] == ["广西壮族自治区分行", "梧州分行", "城建支行"]


@pytest.mark.django_db
def test_a_file_in_gbk_reads_like_one_in_utf_8(tmp_path):
    rows = [("青松市分行", "6210", "青松市"), ("青松市柳岸支行", "6210", "青松市")]

    report = run("outlets", cnaps(tmp_path / "gbk.csv", *rows, encoding="gbk"))
    again = run("outlets", cnaps(tmp_path / "utf8.csv", *rows))

    assert (report.created, again.same) == (2, 2)
    assert Unit.objects.filter(short_name="柳岸支行", level=Level.OUTLET, serves_customers=True).exists()


@pytest.mark.django_db
def test_counties_stand_below_the_city_before_them_and_outlets_below_their_county(tmp_path):
    file = cnaps(
        tmp_path / "a.csv",
        ("青松县柳岸支行", "6211", "青松县"),
        ("青松县支行", "6211", "青松县"),
        ("青松市分行", "6210", "青松市"),
        ("白石市湖滨支行", "6230", "白石市"),
        ("青松省分行", "6110", "松都市"),
    )

    assert run("outlets", file).is_clean

    at = {unit.short_name: tree_of(unit)[1:] for unit in Unit.objects.all()}
    assert at["柳岸支行"] == ["青松省分行", "青松市分行", "青松县支行", "柳岸支行"]
    assert at["湖滨支行"] == ["青松省分行", "湖滨支行"]


@pytest.mark.django_db
def test_wrong_codes_are_refused_with_line_column_and_reason_and_nothing_is_kept(tmp_path):
    file = cnaps(tmp_path / "a.csv", ("青松市分行", "6210", "青松市"), ("青松市柳岸支行", "6210", "青松市"))
    text = file.read_text().replace(with_check_digit("99862100002"), "998621000020")
    file.write_text(text)

    report = run("outlets", file)

    assert [(row.line, row.column, row.value) for row in report.refused] == [(3, "BankCode", "998621000020")]
    assert (report.is_applied, report.refused_rows, Unit.objects.count()) == (False, 1, 0)
    partly = run("outlets", file, partial=True)
    assert (partly.is_applied, partly.created) == (True, 1)


@pytest.mark.django_db
def test_other_values_are_refused_without_update_and_a_moved_unit_stays_where_it_is(tmp_path):
    file = cnaps(tmp_path / "a.csv", ("青松市分行", "6210", "青松市"), ("青松市柳岸支行", "6210", "青松市"))
    run("outlets", file)
    outlet = Unit.objects.get(short_name="柳岸支行")
    from biaogan.org import actions

    sub = org.unit("sub_branch", queries.parent_of(outlet))
    actions.move_unit(outlet, sub, NOW.date(), by=JOB, now=NOW)
    assert run("outlets", file).same == 2
    changed = cnaps(tmp_path / "b.csv", ("青松市分行", "6210", "青松市"), ("青松市杏园支行", "6210", "青松市"))

    refused, updated = run("outlets", changed), run("outlets", changed, update=True)

    assert [row.line for row in refused.refused] == [3]
    assert (updated.updated, updated.same) == (1, 1)
    outlet.refresh_from_db()
    assert outlet.name == "甲乙银行股份有限公司青松市杏园支行"
    assert queries.parent_of(outlet) == sub


@pytest.mark.django_db
def test_a_table_of_our_own_columns_may_name_parents_before_or_after_their_children(tmp_path):
    file = tmp_path / "own.csv"
    file.write_text(
        "机构编码,名称,机构层级,上级机构编码\nO1,一号网点,网点,S1\nS1,一号支行,支行,B1\nB1,分行,branch,\n"
        "X1,甲,outlet,X2\nX2,乙,outlet,X1\nY1,丙,网点,\nY2,丁,网点,没有\n"
    )

    report = run("outlets", file, partial=True)

    assert report.created == 3
    assert tree_of(Unit.objects.get(code="O1")) == ["分行", "一号支行", "一号网点"]
    assert [(row.line, row.column) for row in report.refused] == [
        (5, "上级机构编码"),
        (6, "上级机构编码"),
        (7, "名称"),
        (8, "上级机构编码"),
    ]


@pytest.mark.django_db
def test_what_was_exported_reads_in_again_without_a_change(tmp_path):
    made = org.branch()
    org.on_duty(made.outlets[0], NOW.date(), made.holder(PostKind.TELLER, made.outlets[0]))

    for kind in ("outlets", "people", "roster"):
        for ending in ("csv", "xlsx"):
            exporter, path = EXPORTERS[kind], tmp_path / f"{kind}.{ending}"
            assert write(path, exporter.columns, exporter.rows(JOB, NOW, {})) > 0
            report = run(kind, path)
            assert (report.refused, report.changes) == ([], 0)


PEOPLE = "staff_no,name,post,unit,from_day,last_day\n"


@pytest.mark.django_db
def test_people_and_their_posts_load_and_a_second_time_change_nothing(tmp_path):
    outlet = org.unit("outlet", org.unit("branch"), code="O1")
    file = tmp_path / "people.csv"
    file.write_text(
        f"{PEOPLE}001,梁一,柜员,O1,2026-01-01,\n001,梁一,服务管理员,O1,2026-03-01,2026-06-30\n002,黄二,outlet_head,O1,,\n003,无岗,,,,\n"
    )

    first, second = run("people", file), run("people", file)

    assert (first.created, first.refused) == (4, [])
    assert (second.changes, second.same) == (0, 4)
    assert [each.name for each in queries.holders(PostKind.OUTLET_HEAD, outlet, on=NOW.date())] == ["黄二"]
    assert queries.holders(PostKind.SERVICE_MANAGER, outlet, on=NOW.date()) == []
    assert Person.objects.get(staff_no="003").pinyin.startswith("wu2")
    assert Event.objects.filter(name="post.filled").count() == 3


@pytest.mark.django_db
def test_rows_of_people_that_cannot_be_are_refused(tmp_path):
    org.unit("outlet", org.unit("branch"), code="O1")
    file = tmp_path / "people.csv"
    file.write_text(
        f"{PEOPLE}001,梁一,网点负责人,O1,2026-01-01,\n"
        "002,黄二,网点负责人,O1,2026-05-01,\n"  # the post is held
        "003,覃三,分行行长,O1,2026-05-01,\n"  # no such post there
        "004,韦四,柜员,O9,2026-05-01,\n"  # no such unit
        "005,莫五,柜员,O1,2026-05-01,2026-04-01\n"  # ends before it begins
        "001,别名,,,,\n"  # another name
        ",无号,,,,\n"
    )

    report = run("people", file, partial=True)

    assert report.created == 1
    assert sorted((row.line, row.column) for row in report.refused) == [
        (3, "post"),
        (4, "post"),
        (5, "unit"),
        (6, "last_day"),
        (7, "name"),
        (8, "staff_no"),
    ]
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_an_update_changes_names_and_last_days_of_people(tmp_path):
    org.unit("outlet", org.unit("branch"), code="O1")
    file = tmp_path / "people.csv"
    file.write_text(f"{PEOPLE}001,梁一,柜员,O1,2026-01-01,\n")
    run("people", file)
    file.write_text(f"{PEOPLE}001,梁依,柜员,O1,2026-01-01,2026-12-31\n")

    refused, updated = run("people", file), run("people", file, update=True)

    assert (refused.refused_rows, updated.updated) == (1, 1)
    assert Person.objects.get().name == "梁依"
    assert Holding.objects.get().last_day == dt.date(2026, 12, 31)


@pytest.mark.django_db
def test_the_roster_loads_set_wise_and_refuses_strangers(tmp_path):
    outlet, person = org.unit("outlet", org.unit("branch"), code="O1"), org.person(staff_no="001")
    org.person(staff_no="002", left_on=dt.date(2026, 11, 1))
    file = tmp_path / "roster.csv"
    file.write_text("outlet,day,staff_no\nO1,2026-11-24,001\nO1,2026-11-24,001\nO1,2026-11-25,002\nO2,2026-11-24,009\n")

    report = run("roster", file, partial=True)

    assert (report.created, report.same, report.refused_rows) == (1, 1, 2)
    assert [(row.line, row.column) for row in report.refused] == [(4, "staff_no"), (5, "outlet"), (5, "staff_no")]
    assert DutyDay.objects.get().person == person
    assert queries.on_duty(outlet, day=NOW.date()) == [person]
