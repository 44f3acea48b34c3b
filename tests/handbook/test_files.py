"""A handbook out to Excel and in again, unchanged on the way round."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.accounts.access import Role, job_actor
from biaogan.core.errors import InputRefused
from biaogan.core.exchange import EXPORTERS, IMPORTERS, export_file, import_files
from biaogan.handbook import actions, queries
from biaogan.handbook.actions.copying import BAND_FIELDS, ITEM_FIELDS, values_of
from biaogan.handbook.choices import Kind
from biaogan.handbook.models import Handbook, Version
from tests.conftest import NOW
from tests.factories import accounts, org
from tests.factories import handbook as make

pytestmark = pytest.mark.django_db
JOB = job_actor("test")


def _out(path: Path, **options: str) -> Path:
    export_file(EXPORTERS["handbook"], path, by=JOB, now=NOW, options=options)
    return path


def _in(path: Path, update: bool = False, partial: bool = False, dry_run: bool = False, **options: str):
    return import_files(
        IMPORTERS["handbook"],
        [path],
        by=JOB,
        now=NOW,
        update=update,
        partial=partial,
        dry_run=dry_run,
        options=options,
    )


def _said(version: Version) -> object:
    """Return all that a version says."""
    items = [(item.area.code, item.area.name_zh, item.area.name_en) for item in queries.items_of(version)]
    return (
        [values_of(item, ITEM_FIELDS) for item in queries.items_of(version)],
        items,
        [values_of(band, BAND_FIELDS) for band in queries.bands_of(version)],
        values_of(version, ("scale", "basis_zh", "basis_en", "note")),
    )


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_shipped_handbook_comes_back_from_a_file_unchanged(tmp_path, ending):
    shipped = make.ship()
    file = _out(tmp_path / f"handbook.{ending}")

    report = _in(file, handbook="copy", name="副本")

    copy = Version.objects.get(handbook__code="copy")
    assert (report.created, report.refused_rows, report.is_applied) == (114, 0, True)
    assert _said(copy) == _said(shipped)
    again = _out(tmp_path / f"again.{ending}", handbook="copy")
    if ending == "csv":
        assert again.read_bytes() == file.read_bytes()


def test_the_same_file_again_changes_nothing(tmp_path):
    make.ship()
    file = _out(tmp_path / "handbook.xlsx")

    first = _in(file)
    _in(file, handbook="copy")
    second = _in(file, handbook="copy")

    assert [(report.same, report.changes) for report in (first, second)] == [(114, 0), (114, 0)]
    assert Version.objects.filter(handbook__code="service").count() == 1


def test_what_differs_is_refused_without_leave_and_goes_into_a_draft_with_it(tmp_path):
    make.ship()
    file = _changed(_out(tmp_path / "handbook.csv"), "A01", "points", "3")

    refused = _in(file)
    assert (refused.refused_rows, refused.is_applied) == (1, False)
    assert not Version.objects.filter(handbook__code="service", number=2).exists()
    report = _in(file, update=True)

    draft = Version.objects.get(handbook__code="service", number=2)
    assert (report.updated, report.same, draft.is_draft) == (1, 113, True)
    assert draft.items.get(code="A01").points == 300
    assert _in(file, update=True).changes == 0
    comparison = queries.compare(make.ship(), draft)
    assert (comparison.count("changed"), comparison.count("same")) == (1, 108)


def test_every_refusal_names_line_column_and_reason(tmp_path):
    make.ship()
    file = _out(tmp_path / "handbook.csv")
    for code, column, value in (
        ("A01", "rule", "sometimes"),
        ("A02", "kind", "guess"),
        ("A03", "channels", "onsite radio"),
        ("A04", "points", ""),
        ("C03", "rule", "minutes ≤ 10:9"),
        ("D08", "points", "2"),
        ("L01", "metric", ""),
    ):
        _changed(file, code, column, value)

    report = _in(file, handbook="copy")

    told = [(row.line, row.column) for row in report.refused]
    labels = {name: str(next(f.label for f in IMPORTERS["handbook"].fields if f.name == name)) for name in _names()}
    assert told == [
        (_line(file, code), labels[name])
        for code, name in (
            ("A01", "rule"),
            ("A02", "kind"),
            ("A03", "channels"),
            ("A04", "points"),
            ("C03", "points"),
            ("D08", "points"),
            ("L01", "metric"),
        )
    ]
    assert all(row.reason for row in report.refused)
    assert not Handbook.objects.filter(code="copy").exists()


def _names():
    return [each.name for each in IMPORTERS["handbook"].fields]


def test_good_rows_go_in_alone_where_that_is_allowed(tmp_path):
    make.ship()
    file = _changed(_out(tmp_path / "handbook.csv"), "A01", "rule", "sometimes")

    report = _in(file, handbook="copy", partial=True)

    assert (report.created, report.refused_rows) == (113, 1)
    assert Version.objects.get(handbook__code="copy").items.count() == 108


def test_a_trial_leaves_nothing(tmp_path):
    make.ship()

    report = _in(_out(tmp_path / "handbook.xlsx"), handbook="copy", dry_run=True)

    assert (report.created, report.is_applied) == (114, False)
    assert not Handbook.objects.filter(code="copy").exists()


def test_what_the_file_lacks_stays_unless_it_is_said_to_be_the_whole(tmp_path):
    make.ship()
    file = _without(_out(tmp_path / "handbook.csv"), "A01")

    assert _in(file).changes == 0
    _in(file, whole="yes")

    draft = Version.objects.get(handbook__code="service", number=2)
    assert draft.items.count() == 108
    assert not draft.items.filter(code="A01").exists()


def test_a_plain_list_of_items_with_words_for_codes_is_read(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(
        "区域,编号,检查要求,计分方式,分值,计分规则,检查渠道\n大堂,B1,地面洁净,按处扣分,2,0.5,现场、非现场\n大堂,B2,客户信息外露,否决项,,,现场\n",
        "utf-8",
    )

    report = _in(file, handbook="small", name="小手册")

    items = queries.items_of(Version.objects.get(handbook__code="small"))
    assert (report.created, report.refused) == (2, [])
    assert [(item.code, item.kind, item.points, item.channels) for item in items] == [
        ("B1", Kind.DEDUCTION, 200, ["onsite", "offsite"]),
        ("B2", Kind.VETO, 0, ["onsite"]),
    ]


def test_a_code_that_stands_twice_is_refused_once(tmp_path):
    make.ship()
    file = _out(tmp_path / "handbook.csv")
    rows = file.read_text("utf-8-sig").splitlines()
    file.write_text("\n".join([*rows, rows[-1]]), "utf-8-sig")

    report = _in(file, handbook="copy")

    assert [row.line for row in report.refused] == [len(rows) + 1]


def test_only_who_keeps_handbooks_reads_one_in(tmp_path):
    make.ship()
    file = _out(tmp_path / "handbook.csv")
    officer = accounts.actor_with(Role.COMPLAINT_OFFICER, org.unit("branch"))

    with pytest.raises(PermissionDenied):
        import_files(IMPORTERS["handbook"], [file], by=officer, now=NOW, options={"handbook": "x"})


def test_a_version_that_is_not_there_cannot_be_given_out(tmp_path):
    make.ship()
    for options in ({"handbook": "nothing"}, {"version": "9"}, {"version": "one"}):
        with pytest.raises(InputRefused):
            _out(tmp_path / "x.csv", **options)


def test_an_older_version_can_be_given_out(tmp_path):
    make.ship()
    head = accounts.actor_with(Role.OFFICE_HEAD, org.unit("branch"))
    draft = actions.draft_version(handbook_id=make.ship().handbook_id, by=head, now=NOW)
    actions.remove_item(version_id=draft.pk, item_id=draft.items.first().pk, by=head, now=NOW)

    one, two = _out(tmp_path / "1.csv", version="1"), _out(tmp_path / "2.csv", version="2")

    assert len(_rows(one)) == len(_rows(two)) + 1


def _rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))


def _write(file: Path, rows: list[list[str]]) -> Path:
    with file.open("w", encoding="utf-8-sig", newline="") as text:
        csv.writer(text).writerows(rows)
    return file


def _line(file: Path, code: str) -> int:
    at = _names().index("code")
    return next(line for line, row in enumerate(_rows(file), 1) if row[at] == code)


def _changed(file: Path, code: str, column: str, value: str) -> Path:
    rows = _rows(file)
    rows[_line(file, code) - 1][_names().index(column)] = value
    return _write(file, rows)


def _without(file: Path, code: str) -> Path:
    rows = _rows(file)
    del rows[_line(file, code) - 1]
    return _write(file, rows)
