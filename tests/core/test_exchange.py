"""Imports of any kind: all or nothing, twice is once, refusals with line, column and reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.accounts.access import Actor, job_actor
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.exchange import Choice, Code, Day, Decimal, Importer, Integer, Moment, Row, Run, Text, import_files
from biaogan.core.models import FileRun, ImportedRow
from biaogan.org.models import Person
from tests.conftest import NOW

JOB = job_actor("test")


def apply(rows: list[Row], run: Run) -> None:
    """Store each row as a person, which is what these tests can see; «boom» is what only the database would know."""
    for row in rows:
        if row.values["name"] == "boom":
            raise RuleBroken("test.boom", "this one cannot be")
        if row.values["name"] == "no":
            row.refuse("not this one", "name")
        elif row.known:
            Person.objects.filter(pk=row.known).update(name=row.values["name"])
            row.updated(row.known)
        else:
            row.created(Person.objects.create(staff_no=row.values["no"], name=row.values["name"]).pk)


def check(values):
    if values["from_day"] and values["last_day"] and values["last_day"] < values["from_day"]:
        yield "last_day", "ends before it begins"


def importer(**more: object) -> Importer:
    values: dict = {
        "kind": "things",
        "label": "things",
        "permission": "import_data",
        "fields": (
            Code("no", "number", is_required=True),
            Text("name", "name", is_required=True, max_length=20),
            Day("from_day", "from"),
            Day("last_day", "to"),
        ),
        "apply": apply,
        "check": check,
        "key": ("no",),
        "chunk": 3,
    }
    return Importer(**(values | more))


def run(*paths: Path, of: Importer | None = None, by: object = JOB, **options: object):
    return import_files(of or importer(), list(paths), by=by, now=NOW, **options)


def file(tmp_path: Path, text: str, name: str = "a.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


PLAIN = "no,name\n1,甲\n2,乙\n3,丙\n4,丁\n"


@pytest.mark.django_db
def test_a_second_run_changes_nothing(tmp_path):
    path = file(tmp_path, PLAIN)

    first, second = run(path), run(path)

    assert (first.created, first.is_applied) == (4, True)
    assert (second.changes, second.same) == (0, 4)
    assert Person.objects.count() == 4
    assert FileRun.objects.count() == 1


@pytest.mark.django_db
def test_one_refused_row_takes_back_all_unless_the_rest_is_wanted(tmp_path):
    path = file(tmp_path, "no,name,from,to\n1,甲,2026-01-02,2026-01-01\n2,,2026-13-01,\n3,丙,,\n4,no,,\n5,戊,,\n")

    whole, part = run(path), run(path, partial=True)

    expected = [(2, "to"), (3, "name"), (3, "from"), (5, "name")]
    assert [(row.line, row.column) for row in whole.refused] == expected
    assert (whole.is_applied, whole.refused_rows, whole.created) == (False, 3, 2)
    assert (part.is_applied, part.created) == (True, 2)
    assert set(Person.objects.values_list("staff_no", flat=True)) == {"3", "5"}


@pytest.mark.django_db
def test_a_dry_run_does_all_the_work_and_keeps_nothing(tmp_path):
    report = run(file(tmp_path, PLAIN), dry_run=True)

    assert (report.created, report.is_applied) == (4, False)
    assert not Person.objects.exists()
    assert not FileRun.objects.exists()


@pytest.mark.django_db
def test_other_values_under_a_known_key_need_an_update(tmp_path):
    run(file(tmp_path, PLAIN))
    changed = file(tmp_path, PLAIN.replace("乙", "乙二"), "b.csv")

    refused, updated, again = run(changed), run(changed, update=True), run(changed)

    assert [(row.line, row.value) for row in refused.refused] == [(3, "2")]
    assert (updated.updated, updated.same) == (1, 3)
    assert (again.changes, again.same) == (0, 4)
    assert Person.objects.get(staff_no="2").name == "乙二"


@pytest.mark.django_db
def test_the_same_key_twice_in_a_file_is_the_same_or_refused_even_with_update(tmp_path):
    path = file(tmp_path, "no,name\n1,甲\n1,甲\n2,乙\n3,丙\n1,别\n2,另\n")

    report = run(path, partial=True, update=True)

    assert (report.created, report.same) == (3, 1)
    assert [(row.line, row.value) for row in report.refused] == [(6, "1"), (7, "2")]


@pytest.mark.django_db
def test_a_repeated_row_whose_first_was_refused_is_refused_too(tmp_path):
    report = run(file(tmp_path, "no,name\n1,no\n1,no\n"), partial=True)

    assert [row.line for row in report.refused] == [2, 3]
    assert not ImportedRow.objects.exists()


@pytest.mark.django_db
def test_a_row_that_breaks_its_chunk_is_found_and_refused_alone(tmp_path):
    report = run(file(tmp_path, "no,name\n1,甲\n2,boom\n3,丙\n4,丁\n"), partial=True)

    assert report.created == 3
    assert [(row.line, row.reason) for row in report.refused] == [(3, "this one cannot be")]


@pytest.mark.django_db
def test_several_files_are_one_import(tmp_path):
    good, bad = file(tmp_path, PLAIN), file(tmp_path, "no,name\n9,\n", "b.csv")

    report = run(good, bad)

    assert [(row.file, row.line) for row in report.refused] == [("b.csv", 2)]
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_an_import_is_refused_without_the_permission(tmp_path):
    with pytest.raises(PermissionDenied):
        run(file(tmp_path, PLAIN), by=Actor(ref="user:1"))


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_encodings_and_delimiters_are_found_out(tmp_path, encoding, delimiter):
    path = file(tmp_path, PLAIN.replace(",", delimiter), encoding=encoding)

    assert run(path).created == 4
    assert set(Person.objects.values_list("name", flat=True)) == set("甲乙丙丁")


@pytest.mark.django_db
def test_titles_above_the_head_blank_lines_and_breaks_in_cells_keep_the_line_numbers(tmp_path):
    path = file(tmp_path, '人员表\n\nno,name,from\n1,"甲\n子",2026-01-01\n,,\n\n2,乙,昨天\n')

    report = run(path, of=importer(mappings=tmp_path), mapping=str(mapping(tmp_path)), partial=True)

    assert report.created == 1
    assert [(row.line, row.column, row.value) for row in report.refused] == [(8, "from", "昨天")]


def mapping(tmp_path: Path, text: str = "") -> Path:
    path = tmp_path / "m.toml"
    path.write_text(text or '[columns]\nno = "no"\nname = "name"\nfrom_day = "from"\n')
    return path


@pytest.mark.django_db
def test_a_mapping_renames_joins_translates_narrows_and_fills_in(tmp_path):
    told = mapping(
        tmp_path,
        'key = ["Id"]\njoiner = "-"\nzone = "UTC"\n'
        '[columns]\nno = "Id"\nname = ["Last", "First"]\nfrom_day = "Begin"\n'
        '[constants]\nlast_day = "2030-01-01"\n'
        '[formats]\nfrom_day = ["%m/%d/%Y", "%d.%m.%Y"]\n'
        '[values.no]\nA = "1"\n"*" = "2"\n'
        '[only]\nState = ["ok"]\n',
    )
    path = file(tmp_path, "Id,First,Last,Begin,State\nA,子,甲,7/29/2013,ok\nB,,乙,31.12.2013,ok\nC,丑,丙,x,gone\n")
    seen: list[dict] = []

    def keep(rows, run):
        seen.extend(row.values for row in rows)
        apply(rows, run)

    report = run(path, of=importer(apply=keep), mapping=str(told))

    assert (report.created, report.read) == (2, 2)
    assert [(row["no"], row["name"], row["from_day"]) for row in seen] == [
        ("1", "甲-子", dt.date(2013, 7, 29)),
        ("2", "乙", dt.date(2013, 12, 31)),
    ]
    assert {row["last_day"] for row in seen} == {dt.date(2030, 1, 1)}
    assert set(ImportedRow.objects.values_list("key", "source")) == {("A", "m"), ("B", "m")}


@pytest.mark.django_db
def test_a_file_without_keys_takes_them_from_whole_rows(tmp_path):
    told = mapping(tmp_path, 'key = "row"\n[columns]\nno = "no"\nname = "name"\n')
    path = file(tmp_path, "no,name,more\n1,甲,x\n1,甲,x\n2,甲,y\n")

    first, second = run(path, mapping=str(told)), run(path, mapping=str(told))

    assert (first.created, first.same) == (2, 1)
    assert (second.created, second.same) == (0, 3)


@pytest.mark.django_db
def test_event_logs_fold_into_one_record_a_case(tmp_path):
    told = mapping(
        tmp_path,
        '[columns]\nno = "case"\nname = "last person"\nfrom_day = "begun"\nlast_day = "closed"\n'
        '[fold]\nby = "case"\norder = "at"\n'
        '[fold.take.begun]\nfrom = "at"\n'
        '[fold.take."last person"]\nfrom = "person"\nwhich = "last"\n'
        '[fold.take.closed]\nfrom = "at"\nwhich = "last"\nwhere = { act = ["close", "end"] }\n',
    )
    log = (
        "case,act,at,person\n"
        "1,close,2026-01-03 09:00,乙\n"
        "2,open,2026-01-02 10:00,丙\n"
        "1,open,2026-01-01 08:00,甲\n"
        "1,open,yesterday,丁\n"
        ",open,2026-01-01 08:00,戊\n"
    )
    seen: list[dict] = []

    def keep(rows, run):
        seen.extend(row.values for row in rows)
        apply(rows, run)

    report = run(file(tmp_path, log), of=importer(apply=keep), mapping=str(told), partial=True)

    assert {row["no"]: (row["name"], row["from_day"], row["last_day"]) for row in seen} == {
        "1": ("乙", dt.date(2026, 1, 1), dt.date(2026, 1, 3)),
        "2": ("丙", dt.date(2026, 1, 2), None),
    }
    assert [(row.line, row.column) for row in report.refused] == [(5, "at"), (6, "case")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[columns]\nnothing = 'x'\n", "exchange.bad_mapping"),
        ("[columns\n", "exchange.bad_mapping"),
        ("zone = 'Mars/Olympus'\n", "exchange.bad_mapping"),
        ("encoding = 'klingon'\n[columns]\nno = 'no'\n", "exchange.bad_mapping"),
        ("[columns]\nno = 'Number'\n", "exchange.no_column"),
        ("kind = 'others'\n", "exchange.bad_mapping"),
        ("columns = 5\n", "exchange.bad_mapping"),
        ("[fold]\nby = 'no'\n[fold.take.x]\nwhich = 'middle'\n", "exchange.bad_mapping"),
        ("[fold]\norder = 'no'\n", "exchange.bad_mapping"),
    ],
)
@pytest.mark.django_db
def test_a_mapping_that_is_not_in_order_says_what_is_wrong(tmp_path, text, code):
    with pytest.raises(InputRefused) as refused:
        run(file(tmp_path, PLAIN), mapping=str(mapping(tmp_path, text)))

    assert refused.value.code == code


@pytest.mark.django_db
def test_a_mapping_that_nobody_ships_is_refused(tmp_path):
    with pytest.raises(InputRefused, match="no_mapping"):
        run(file(tmp_path, PLAIN), mapping="nothing")


FIELDS = {
    "code": Code("f", "f"),
    "whole": Integer("f", "f", least=0, most=10),
    "decimal": Decimal("f", "f"),
    "day": Day("f", "f"),
    "moment": Moment("f", "f"),
    "choice": Choice("f", "f", choices=[("a", "Alpha"), ("b", "Beta")]),
}


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("code", 102621030308.0, "102621030308"),
        ("code", " 007 ", "007"),
        ("code", "'=x", "=x"),
        ("whole", "1,0", 10),
        ("whole", 3.0, 3),
        ("whole", "", None),
        ("decimal", "¥1,234.50", "1234.50"),
        ("decimal", 0.1, "0.10"),
        ("day", "2026年3月1日", dt.date(2026, 3, 1)),
        ("day", "2026/3/1", dt.date(2026, 3, 1)),
        ("day", "20260301", dt.date(2026, 3, 1)),
        ("day", dt.datetime(2026, 3, 1, 12), dt.date(2026, 3, 1)),
        ("moment", "2026-03-01 09:05:07.250", dt.datetime(2026, 3, 1, 9, 5, 7, 250000)),
        ("moment", "2006/11/07 18:00:36.000", dt.datetime(2006, 11, 7, 18, 0, 36)),
        ("choice", "beta", "b"),
        ("choice", None, None),
    ],
)
def test_cells_are_read_as_people_write_them(field, cell, value):
    from biaogan.core.exchange.fields import Hint

    found = FIELDS[field].reader(Hint())(cell)

    found = found.replace(tzinfo=None) if field == "moment" else found
    assert (str(found) if field == "decimal" else found) == value


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("code", "a b"),
        ("code", 9_007_199_254_740_993.0),
        ("code", "x\x00"),
        ("whole", "11"),
        ("whole", "1.5"),
        ("whole", "NaN"),
        ("decimal", "1.005"),
        ("decimal", "1e999999"),
        ("day", "7/29/2013"),
        ("day", "2026-02-30"),
        ("day", "0001-01-01"),
        ("moment", "2026-02-30 10:00"),
        ("choice", "gamma"),
    ],
)
def test_cells_that_could_mean_anything_are_refused(field, cell):
    from biaogan.core.exchange.fields import Hint, Unreadable

    with pytest.raises(Unreadable):
        FIELDS[field].reader(Hint())(cell)
