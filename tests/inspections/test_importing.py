"""`import inspections`: four files of another register, gone through again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from biaogan.accounts.access import job_actor
from biaogan.cli.import_ import import_
from biaogan.core.errors import InputRefused
from biaogan.core.exchange import IMPORTERS, Report, import_files
from biaogan.handbook.models import Item
from biaogan.inspections.models import Sheet
from biaogan.org.models import Unit
from biaogan.rectification.models import Finding
from tests.conftest import NOW
from tests.factories import inspections, org

pytestmark = pytest.mark.django_db

#: Kept beside the project, never in it.
DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "inspections"

UNITS = """business_id,name,address,city,state,postal_code,latitude,longitude
1,Corner Kitchen,1 First St,Town,CA,90001,,
2,Noodle House,2 First St,Town,CA,90001,,
"""
ITEMS = """ViolationTypeID,risk_category,description
H1,High Risk,Food kept too warm
M1,Moderate Risk,No thermometer
L1,Low Risk,Floor not clean
"""
VISITS = """business_id,Score,date,type
1,89,20160104,Routine - Unscheduled
1,,20160111,Reinspection/Followup
1,98,20160601,Routine - Unscheduled
2,100,20160105,Routine - Unscheduled
2,90,20160801,Routine - Unscheduled
2,96,20160901,Routine - Unscheduled
2,,20160901,Complaint
"""
FAULTS = """business_id,date,ViolationTypeID,risk_category,description
1,20160104,H1,High Risk,Food kept too warm
1,20160104,M1,Moderate Risk,No thermometer
1,20160111,M1,Moderate Risk,No thermometer
1,20160601,L1,Low Risk,Floor not clean
2,20160801,H1,High Risk,Food kept too warm
2,20160901,L1,Low Risk,Floor not clean
2,20161001,L1,Low Risk,Floor not clean
"""
FILES = {"units": UNITS, "items": ITEMS, "visits": VISITS, "faults": FAULTS}


@pytest.fixture
def branch() -> org.Branch:
    inspections.ship()
    return org.branch()


def run(tmp_path: Path, *, data: dict[str, str] | None = None, **more: object) -> Report:
    paths = []
    for name, text in (data or FILES).items():
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text(text, "utf-8")
    wishes = {"mapping": "sf", **more}
    return import_files(IMPORTERS["inspections"], paths, by=job_actor("test"), now=NOW, **wishes)  # type: ignore[arg-type]


def test_files_come_in_any_order_and_become_units_sheets_and_findings(tmp_path, branch):
    report = run(tmp_path, data=dict(reversed(FILES.items())))

    assert report.is_applied
    assert (report.read, report.created, report.refused_rows) == (19, 19, 0)
    unit = Unit.objects.get(code="SF-1")
    assert (unit.level, unit.path) == ("outlet", f"{branch.branch.path}.{unit.pk}")
    sheet = Sheet.objects.get(case__subject_unit=unit, planned_on="2016-01-04")
    assert (sheet.score, sheet.deducted, sheet.grade, sheet.state) == (8_900, 1_100, "pass", "final")
    assert [(row.item.code, row.deducted) for row in sheet.answers.order_by("item__code")] == [("H1", 700), ("M1", 400)]
    assert {(row.item_code, row.points) for row in Finding.objects.filter(source_case=sheet.pk)} == {
        ("H1", 700),
        ("M1", 400),
    }


def test_a_re_inspection_closes_what_it_does_not_find_again(tmp_path, branch):
    run(tmp_path)

    found = Finding.objects.filter(case__subject_unit__code="SF-1").order_by("found_at", "item_code")
    told = [
        (row.item_code, f"{row.found_at:%m-%d}", row.state, row.closed_at and f"{row.closed_at:%m-%d}") for row in found
    ]
    assert told == [
        ("H1", "01-04", "closed", "01-11"),
        ("M1", "01-04", "open", None),
        ("M1", "01-11", "open", None),
        ("L1", "06-01", "open", None),
    ]


def test_the_report_says_how_many_scores_agree_and_why_others_do_not(tmp_path, branch):
    report = run(tmp_path)

    told = report.details["replay"]
    assert (told["compared"], told["equal"], told["different"]) == (5, 3, 2)
    assert told["unambiguous"] == {"compared": 4, "equal": 3, "different": 1}
    assert {row["reason"]: row["count"] for row in told["by_reason"]} == {
        "several_inspections": 1,
        "more_was_deducted": 1,
    }
    assert told["by_reason"][1]["examples"] == [
        {"unit": "2", "day": "2016-08-01", "kind": "Routine - Unscheduled", "published": 90.0, "computed": 93.0}
    ]
    assert told["not_compared"] == {"Reinspection/Followup": 1, "Complaint": 1}
    assert told["findings_without_inspection"] == {"findings": 1, "days": 1}
    assert "5" in report.notes[0]


def test_a_published_score_holds_and_stands_behind_the_handbooks_own(tmp_path, branch):
    run(tmp_path)

    sheet = Sheet.objects.get(case__subject_unit__code="SF-2", planned_on="2016-08-01")
    assert (sheet.score, sheet.deducted) == (9_000, 700)
    assert [(row.score, bool(row.reason)) for row in sheet.scores.order_by("pk")] == [(9_300, False), (9_000, True)]


def test_a_second_run_changes_nothing_and_tells_the_same(tmp_path, branch):
    first = run(tmp_path)
    second = run(tmp_path)

    assert (second.created, second.updated, second.same, second.refused_rows) == (0, 0, 19, 0)
    assert second.details == first.details
    assert (
        Sheet.objects.count(),
        Finding.objects.count(),
        Item.objects.filter(version__handbook__code="read-in-sf").count(),
    ) == (7, 7, 3)


def test_one_bad_row_takes_everything_back(tmp_path, branch):
    bad = {
        **FILES,
        "faults": f"{FAULTS}9,20160104,H1,High Risk,x\n1,20160104,ZZ,High Risk,x\n1,20991301,H1,High Risk,x\n",
    }

    report = run(tmp_path, data=bad)

    assert not report.is_applied
    assert [(row.file, row.line, row.column) for row in report.refused] == [
        ("faults.csv", 9, "business_id"),
        ("faults.csv", 10, "ViolationTypeID"),
        ("faults.csv", 11, "date"),
    ]
    assert not Sheet.objects.exists()
    assert not Unit.objects.filter(code__startswith="SF-").exists()
    assert run(tmp_path, data=bad, partial=True).created == 19


def test_a_dry_run_keeps_nothing_and_tells_all(tmp_path, branch):
    report = run(tmp_path, dry_run=True)

    assert report.details["replay"]["equal"] == 3
    assert not Sheet.objects.exists()


def test_changed_values_are_refused_since_what_was_inspected_has_moves(tmp_path, branch):
    run(tmp_path)
    changed = {"visits": VISITS, "items": ITEMS.replace("M1,Moderate", "M1,High")}

    assert run(tmp_path, data=changed).refused_rows == 1
    assert run(tmp_path, data=changed, update=True).refused_rows == 1


def test_further_files_go_on_where_the_first_ended(tmp_path, branch):
    run(tmp_path, data={"units": UNITS, "items": ITEMS})
    report = run(tmp_path, data={"visits": VISITS, "faults": FAULTS})

    assert (report.created, report.details["replay"]["compared"]) == (14, 5)
    assert Sheet.objects.count() == 7


def test_new_units_come_under_the_branch_that_is_named_or_the_only_one(tmp_path, branch):
    other = org.branch()

    with pytest.raises(InputRefused) as refused:
        run(tmp_path)
    assert refused.value.code == "inspections.which_branch"
    with pytest.raises(InputRefused):
        run(tmp_path, options={"unit": "nowhere"})
    run(tmp_path, options={"unit": other.branch.code})
    assert Unit.objects.get(code="SF-1").path.startswith(f"{other.branch.path}.")


def test_where_nothing_stands_yet_a_branch_with_its_office_is_made(tmp_path):
    report = run(tmp_path)

    assert report.is_applied
    assert Unit.objects.get(code="SF-OFFICE").function == "office"
    assert Finding.objects.exclude(case__handling_unit__code="SF-OFFICE").count() == 0


def test_a_file_of_no_known_part_is_refused_by_name(tmp_path, branch):
    with pytest.raises(InputRefused) as refused:
        run(tmp_path, data={**FILES, "other": "a,b\n1,2\n"})
    assert refused.value.code == "exchange.no_part"
    assert "other.csv" in refused.value.message


def test_the_command_line_takes_several_files_and_tells_machines_all_of_it(tmp_path, branch):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    paths = [str(tmp_path / name) for name in FILES]

    result = CliRunner().invoke(import_, ["inspections", *paths, "--mapping", "sf", "--json"])

    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["created"], told["details"]["replay"]["equal"]) == (19, 3)


def test_the_published_inspections_of_a_city_come_out_as_published_where_they_are_plain(branch):
    files = [DATA / f"sf_{name}.csv" for name in ("businesses", "violation_items", "inspections", "violations")]
    if not all(path.exists() for path in files):
        pytest.skip(f"the data is not at {DATA}")

    report = import_files(IMPORTERS["inspections"], files, by=job_actor("test"), now=NOW, mapping="sf")

    told = report.details["replay"]
    assert report.is_applied
    assert (told["inspections"] + told["repeated_inspections"], told["findings"] + told["repeated_findings"]) == (
        10_330,
        15_268,
    )
    assert (told["compared"], told["equal"]) == (5_536, 5_446)
    assert told["unambiguous"] == {"compared": 5_049, "equal": 4_969, "different": 80}
    assert sum(row["count"] for row in told["by_reason"]) == told["different"] == 90
    assert Sheet.objects.count() == told["inspections"]
    assert Finding.objects.count() == told["findings"]
