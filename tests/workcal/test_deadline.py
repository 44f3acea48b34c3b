"""`biaogan deadline`: one limit, a file of them, bad rows, and the calendars it finds with and without a database."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result

from biaogan.cli import main
from biaogan.server.postgres import running, start
from biaogan.workcal import source, stored


@pytest.fixture(autouse=True)
def _without_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("BIAOGAN_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("LC_ALL", "C")


def deadline(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["deadline", *arguments])


def test_the_end_is_printed_in_iso_8601_local_time():
    result = deadline("--start", "2026-02-12", "--limit", "2wd")

    assert result.exit_code == 0
    assert result.stdout == "2026-02-14T17:30:00  Sat 14 Feb 2026, 17:30\n"
    assert result.stderr == ""


def test_an_explanation_has_a_line_for_each_day():
    result = deadline("--start", "2026-02-13T18:00", "--limit", "2wd", "--explain")

    lines = result.stdout.splitlines()[2:]
    assert lines[0] == "2026-02-13 Fri · start day, not counted · weekday"
    assert lines[1] == "2026-02-14 Sat · working day 1 · worked in exchange: Spring Festival (China)"
    assert lines[2] == "2026-02-15 Sun · not counted · day of rest: Spring Festival (China)"
    assert lines[-1] == "2026-02-24 Tue · working day 2 · weekday"
    assert len(lines) == 12


def test_a_roll_over_and_a_missing_year_are_said():
    rolled = deadline("--start", "2026-09-16", "--limit", "15d").stdout
    missing = deadline("--start", "2026-12-30", "--limit", "2wd").stdout
    region = deadline("--start", "2026-02-12", "--limit", "2wd", "--calendar", "cn-gx").stdout

    assert rolled.startswith("2026-10-01T23:59:59.999999  Thu 1 Oct 2026, 24:00\n")
    assert "2026-10-08T23:59:59.999999" in rolled
    assert "China 2027: missing" in missing
    assert "Guangxi 2026: missing" in region


def test_json_is_one_object():
    told = json.loads(deadline("--start", "2026-02-12T09:30", "--limit", "15d", "--json", "--explain").stdout)

    assert told["due"] == "2026-02-27T23:59:59.999999"
    assert told["due_at"] == "2026-02-27T23:59:59.999999+08:00"
    assert (told["provisional"], told["rolled_due"], len(told["steps"])) == (False, None, 16)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--start", "2026-02-30", "--limit", "2wd"], "2026-02-30"),
        (["--start", "12.2.2026", "--limit", "2wd"], "12.2.2026"),
        (["--start", "2026-02-12", "--limit", "two days"], "two days"),
        (["--start", "2026-02-12", "--limit", "2wd", "--calendar", "cn-zz"], "cn-zz"),
        (["--start", "2099-12-31", "--limit", "9wd"], "2099-12-31"),
    ],
)
def test_what_cannot_be_counted_is_said_with_exit_1(arguments: list[str], said: str):
    result = deadline(*arguments)
    machine = deadline(*arguments, "--json")

    assert result.exit_code == machine.exit_code == 1
    assert said in result.stderr
    assert json.loads(machine.stdout)["error"]["message"]


@pytest.mark.parametrize(
    "arguments", [[], ["--start", "2026-02-12"], ["--csv", "x", "--start", "2026-02-12", "--limit", "2wd"]]
)
def test_half_a_question_is_answered_with_the_usage(arguments: list[str]):
    assert deadline(*arguments).exit_code == 2


def write(folder: Path, text: str, encoding: str = "utf-8") -> str:
    path = folder / "rows.csv"
    path.write_text(text, encoding)
    return str(path)


def test_a_file_comes_back_with_the_same_rows_and_their_ends(tmp_path: Path):
    path = write(tmp_path, "编号,start,limit,calendar\n甲,2026-02-12,2wd,cn\n乙,2026-11-23 16:00,4wh,\n", "gb18030")

    result = deadline("--csv", path)

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "编号,start,limit,calendar,due",
        "甲,2026-02-12,2wd,cn,2026-02-14T17:30:00",
        "乙,2026-11-23 16:00,4wh,,2026-11-24T11:30:00",
    ]


def test_bad_rows_are_named_and_the_good_ones_printed_all_the_same(tmp_path: Path):
    path = write(
        tmp_path,
        "start,limit,calendar\n2026-02-12,2wd,cn\n2026-02-30,2wd,cn\n\n2026-02-12,2xx,cn\n2026-02-12,2wd,zz\n"
        "2099-12-31,9wd,cn\n2026-02-12\n2026-02-12,1d,cn\n",
    )

    result = deadline("--csv", path)

    assert result.exit_code == 1
    ends = [row["due"] for row in csv.DictReader(result.stdout.splitlines())]
    assert ends == ["2026-02-14T17:30:00", "", "", "", "", "", "2026-02-13T23:59:59.999999"]
    said = result.stderr.splitlines()
    assert [line.split(",")[0] for line in said] == ["line 3", "line 5", "line 6", "line 7", "line 8"]
    assert "limit" in said[1]
    assert "calendar" in said[2]


def test_a_due_column_that_is_there_already_is_filled_anew(tmp_path: Path):
    path = write(tmp_path, "due,start,limit\nold,2026-02-12,2wd\n")

    assert deadline("--csv", path).stdout.splitlines() == ["due,start,limit", "2026-02-14T17:30:00,2026-02-12,2wd"]


def test_a_file_in_json_tells_rows_and_refusals(tmp_path: Path):
    path = write(tmp_path, "start,limit\n2026-12-31,2wd\nx,2wd\n")

    result = deadline("--csv", path, "--json")

    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert told["rows"][0] == {"start": "2026-12-31", "limit": "2wd", "due": "2027-01-04T17:30:00", "provisional": True}
    assert [(each["line"], each["column"], each["value"]) for each in told["refused"]] == [(3, "start", "x")]


@pytest.mark.parametrize(
    "content", [b"start;limit\n", b"", b"\x80\x81\xff\xff,\n", b'start,limit\n"2026-02-12,2wd\n' + b"x" * 200_000]
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "rows.csv"
    path.write_bytes(content)

    result = deadline("--csv", str(path))

    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert deadline("--csv", str(tmp_path / "none.csv")).exit_code == 1


def in_a_process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "biaogan", "deadline", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_without_a_database_the_product_is_not_loaded_and_the_terminals_language_is_spoken():
    result = in_a_process("--start", "2026-02-13", "--limit", "1wd", "--explain", LC_ALL="zh_CN.UTF-8")

    assert result.returncode == 0
    assert result.stdout.startswith("2026-02-14T17:30:00  2026-02-14 周六 17:30")
    assert "春节" in result.stdout
    assert in_a_process("--start", "x", "--limit", "1wd").returncode == 1


def test_a_file_of_a_hundred_thousand_rows_is_counted_in_about_a_second(tmp_path: Path):
    moments = (f"20{n % 15 + 10}-{n % 12 + 1:02d}-{n % 28 + 1:02d}T{n % 24:02d}:15" for n in range(100_000))
    rows = [f"{moment},{n % 20 + 1}{'wd' if n % 3 else 'wh'},cn" for n, moment in enumerate(moments)]
    path = write(tmp_path, "\n".join(["start,limit,calendar", *rows]))

    begun = time.process_time()
    result = deadline("--csv", path)
    seconds = time.process_time() - begun

    assert result.stdout.count("\n") == 100_001
    assert seconds < 2


@pytest.mark.django_db(transaction=True)
def test_stored_calendars_are_read_without_django(monkeypatch: pytest.MonkeyPatch):
    from django.db import connection

    from tests.factories.workcal import bank_layer, nation, year

    nation(2026)
    year(bank_layer(hours=("08:30", "17:00")), 2026, rest=("2026-11-24",))
    monkeypatch.setenv("DATABASE_URL", url_of(connection.settings_dict))

    result = deadline("--start", "2026-11-23", "--limit", "1wd", "--calendar", "bank:north", "--explain")

    assert result.stdout.startswith("2026-11-25T17:00:00")
    assert "day of rest: 行庆 (North)" in result.stdout
    assert deadline("--start", "2026-11-23", "--limit", "1wd", "--calendar", "bank:south").exit_code == 1


def url_of(settings: dict[str, Any]) -> str:
    from urllib.parse import quote

    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={quote(settings['HOST'], safe='')}"


def test_a_database_that_is_named_but_down_is_not_replaced_by_a_guess(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@/nothing?host=/nowhere")

    result = deadline("--start", "2026-02-12", "--limit", "2wd")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "database" in result.stderr


def test_a_data_folder_whose_database_rests_has_it_started_for_the_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    folder = tmp_path / "var"
    with start(folder) as server, psycopg.connect(server.owner_url) as connection:
        columns = "id int, parent_id int, code text, kind text, name text, name_en text"
        connection.execute(f"CREATE TABLE workcal_layer ({columns})")
        connection.execute("GRANT SELECT ON workcal_layer TO PUBLIC")

    # The table has no layer, so that the shipped ones serve; that it was looked at shows that the database was up.
    looked: list[bool] = []
    has_layers = stored.has_layers
    monkeypatch.setattr(stored, "has_layers", lambda cursor: looked.append(has_layers(cursor)) or looked[-1])
    result = deadline("--start", "2026-02-12", "--limit", "2wd")

    assert result.stdout.startswith("2026-02-14T17:30:00")
    assert looked == [False]
    assert running(folder) is None


def test_each_calendar_is_compiled_once(monkeypatch: pytest.MonkeyPatch):
    with source.calendars() as calendar_of:
        assert calendar_of("cn") is calendar_of("cn")
