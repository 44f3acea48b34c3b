"""`biaogan import` and `biaogan export` as a terminal sees them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from biaogan.cli import export as export_module
from biaogan.cli import import_ as import_module
from biaogan.cli.export import export
from biaogan.cli.import_ import import_
from biaogan.org.models import DutyDay, Holding, PostKind, Unit
from tests.factories import org

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded_already(monkeypatch):
    """The product is loaded and its database is the test's."""
    for module in (import_module, export_module):
        monkeypatch.setattr(module, "setup_django", lambda: None)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    with translation.override("en"):
        yield


@pytest.fixture
def people_file(tmp_path):
    org.unit("outlet", org.unit("branch"), code="O1")
    path = tmp_path / "people.csv"
    path.write_text("staff_no,name,post,unit\n001,梁一,teller,O1\n002,黄二,teller,O9\n", encoding="gbk")
    return path


def run(command, *words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


def test_refused_rows_keep_everything_out_and_the_command_fails(people_file):
    result = run(import_, "people", people_file)

    assert result.exit_code == 1
    assert "there is no unit with this code" in result.stdout
    assert "Nothing was kept" in result.stdout
    assert not Holding.objects.exists()


def test_partial_leaves_them_out_and_exits_with_three(people_file, tmp_path):
    result = run(import_, "people", people_file, "--partial", "--refused", tmp_path / "refused.csv")

    assert result.exit_code == 3
    assert Holding.objects.count() == 1
    assert "people.csv,3,unit,O9" in (tmp_path / "refused.csv").read_text("utf-8-sig")


def test_json_is_one_object_on_standard_output(people_file):
    result = run(import_, "people", people_file, "--dry-run", "--json")

    told = json.loads(result.stdout)
    assert (told["read"], told["created"], told["refused"], told["applied"]) == (2, 1, 1, False)
    assert told["refusals"] == [
        {"reason": "there is no unit with this code", "line": 3, "column": "unit", "value": "O9", "file": "people.csv"}
    ]


@pytest.mark.parametrize("as_json", [False, True])
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path, as_json):
    path = tmp_path / "a.csv"
    path.write_text("nothing that we know\n1\n")

    result = run(import_, "people", path, *(["--json"] if as_json else []))

    assert result.exit_code == 1
    assert "lacks columns" in (json.loads(result.stdout)["error"]["message"] if as_json else result.stderr)


def test_unknown_kinds_and_options_are_told(people_file):
    assert "outlets" in run(import_, "nothing", people_file).stderr
    assert "--layer" in run(import_, "people", people_file, "--layer", "cn").stderr
    assert run(import_, "people", "/no/such/file").exit_code == 2


@pytest.mark.parametrize("language", ["en_US.UTF-8", "zh_CN.UTF-8"])
def test_the_command_speaks_the_language_of_the_terminal(people_file, monkeypatch, language):
    monkeypatch.setenv("LC_ALL", language)

    text = run(import_, "people", people_file).stdout

    assert ("没有此编码的机构" in text) == language.startswith("zh")


def test_what_is_exported_is_imported_again_without_a_change(tmp_path):
    made = org.branch()
    org.on_duty(made.outlets[0], made_day(), made.holder(PostKind.TELLER, made.outlets[0]))

    for kind in ("outlets", "people", "roster"):
        path = tmp_path / f"{kind}.xlsx"
        assert run(export, kind, path).exit_code == 0
        again = run(import_, kind, path, "--json")
        told = json.loads(again.stdout)
        assert (again.exit_code, told["created"] + told["updated"], told["refused"]) == (0, 0, 0)

    assert (Unit.objects.count(), DutyDay.objects.count()) == (11, 1)


def made_day():
    import datetime as dt

    return dt.date(2026, 11, 24)


def test_an_export_says_how_much_it_wrote_and_where_it_cannot(tmp_path):
    org.branch()

    told = json.loads(run(export, "outlets", tmp_path / "a.csv", "--json").stdout)
    assert told["rows"] == 11
    assert "csv or .xlsx" in run(export, "outlets", tmp_path / "a.pdf").stderr
    assert run(export, "outlets", tmp_path / "no" / "a.csv").exit_code == 1
    assert run(export, "nothing", tmp_path / "a.csv").exit_code == 2
    assert run(export, "outlets", tmp_path / "a.csv", "-o", "nonsense").exit_code == 2
