"""Files that are hostile, huge or odd, and files that we write."""

from __future__ import annotations

import contextlib
import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from biaogan.core.errors import InputRefused
from biaogan.core.exchange import tables
from biaogan.core.exchange.exporters import Column, download, write
from biaogan.core.exchange.tables import Layout, open_table
from biaogan.core.time import ZONE

COLUMNS = [Column("a", "甲"), Column("b", "乙")]


def read(path: Path, **layout: object) -> tuple[list[str], list[tuple[int, list]]]:
    table = open_table(path, Layout(**layout))
    with contextlib.closing(table):
        return table.head, list(table.lines)


def excel(path: Path, rows: list[list[object]], sheet: str = "表") -> Path:
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for line, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, dt.date):
                page.write_datetime(line, place, dt.datetime.combine(value, dt.time()), day)
            elif value is not None:
                page.write(line, place, value)
    book.close()
    return path


def test_excel_is_read_with_the_lines_of_the_sheet_and_typed_cells(tmp_path):
    path = excel(
        tmp_path / "a.xlsx", [["人员表"], [], ["a", "b"], [], [102621030308, dt.date(2026, 3, 1)], [None, "x"]]
    )

    head, lines = read(path, columns=frozenset({"a", "b"}))

    assert head == ["a", "b"]
    assert [line for line, _cells in lines] == [5, 6]
    assert lines[0][1] == [102621030308.0, dt.date(2026, 3, 1)]


def test_a_sheet_is_chosen_by_name(tmp_path):
    path = excel(tmp_path / "a.xlsx", [["a"], [1]], sheet="名单")

    assert read(path, sheet="名单")[0] == ["a"]
    with pytest.raises(InputRefused, match="no_sheet"):
        read(path, sheet="别的")


def test_a_file_that_unpacks_to_far_more_than_it_is_stays_closed(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)

    with pytest.raises(InputRefused, match="bomb"):
        read(path)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "exchange.empty"),
        ("a.csv", b"\n\n , \n", "exchange.empty"),
        ("a.csv", b'a,b\n"never closed,1\n2,3\n', "exchange.unreadable"),
        ("a.csv", b"a,b\n\xff\xff\xff,1\n", "exchange.unknown_encoding"),
        ("a.xlsx", b"PK\x03\x04 and nothing more", "exchange.unreadable"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and nothing more", "exchange.unreadable"),
        ("a.csv", b",".join(b"c%d" % n for n in range(2000)) + b"\n1\n", "exchange.too_wide"),
    ],
)
def test_files_that_cannot_be_tables_are_refused_as_a_whole(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(InputRefused) as refused:
        read(path)

    assert refused.value.code == code


def test_files_beyond_the_limit_are_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_BYTES", 10)
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n3,4\n")

    with pytest.raises(InputRefused, match="too_big"):
        read(path)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_written_reads_back(tmp_path, ending):
    path = tmp_path / f"out.{ending}"
    moment = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)

    assert write(path, COLUMNS, [["河西支行", Decimal("1.50")], [moment, dt.date(2026, 1, 2)]]) == 2

    head, lines = read(path)
    assert head == ["甲", "乙"]
    assert lines[0][1][0] == "河西支行"
    assert str(lines[1][1][0]).startswith(moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M"))


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "=HYPERLINK(1)"])
def test_no_cell_that_we_write_can_run_as_a_formula(tmp_path, text):
    csv_file, excel_file = tmp_path / "a.csv", tmp_path / "a.xlsx"

    for path in (csv_file, excel_file):
        write(path, COLUMNS, [[text, -5]])

    assert f"'{text}" in csv_file.read_text("utf-8-sig")
    assert ",-5" in csv_file.read_text("utf-8-sig")
    with zipfile.ZipFile(excel_file) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_an_export_ends_in_csv_or_xlsx(tmp_path):
    with pytest.raises(InputRefused, match="unknown_ending"):
        write(tmp_path / "a.pdf", COLUMNS, [])


def test_a_download_bears_its_chinese_name():
    response = download("机构", COLUMNS, [["a", "b"]], "csv")

    assert "filename*=UTF-8''%E6%9C%BA%E6%9E%84.csv" in response["Content-Disposition"]
    assert b"".join(response.streaming_content).startswith(b"\xef\xbb\xbf")
