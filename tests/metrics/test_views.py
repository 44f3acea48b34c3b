from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from biaogan.accounts.access import job_actor
from biaogan.accounts.roles import Role
from biaogan.complaints.actions.history import Past, register_many
from biaogan.core.time import ZONE
from biaogan.metrics.registry import METRICS
from tests.factories import accounts, org

pytestmark = pytest.mark.django_db


def _answered(branch: org.Branch, now: dt.datetime) -> None:
    received = dt.datetime(2026, 11, 2, 10, 0, tzinfo=ZONE)
    rows = [
        Past(outlet, received, "wait", f"k{days}", told_at=received + dt.timedelta(days=days))
        for days, outlet in zip((3, 12, 16), branch.outlets, strict=False)
    ]
    register_many(rows, by=job_actor("test"), now=now)


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "投诉件数"), ("en", "Complaints received")])
def test_the_figures_of_a_unit_open_down_to_the_case(now: dt.datetime, language: str, word: str) -> None:
    branch = org.branch()
    _answered(branch, now)
    client = accounts.signed_in_client(accounts.user_with_role(Role.AUDITOR, branch.bank))
    client.cookies["biaogan_language"] = language

    page = client.get("/figures/", {"unit": branch.branch.pk, "period": "2026-11"})
    rows = client.get("/figures/complaints-told-in-time/rows/", {"unit": branch.branch.pk, "period": "2026-11"})

    assert word in page.content.decode()
    # Two of three were told by the fifteenth day.
    assert "66.7%" in page.content.decode()
    assert rows.content.decode().count("/complaints/") >= 3
    late = client.get(
        "/figures/complaints-told-in-time/rows/", {"unit": branch.branch.pk, "period": "2026-11", "counted": "rest"}
    )
    assert late.content.decode().count('scope="row"') == 1


def test_a_closed_period_asked_as_of_its_closing_does_not_know_what_came_later(now: dt.datetime) -> None:
    branch = org.branch()
    _answered(branch, now)
    client = accounts.signed_in_client(accounts.user_with_role(Role.AUDITOR, branch.bank))

    known = client.get("/figures/complaints-received/rows/", {"unit": branch.branch.pk, "period": "2026-11"})
    before = client.get(
        "/figures/complaints-received/rows/", {"unit": branch.branch.pk, "period": "2026-11", "as_of": "2026-11-20"}
    )

    assert known.content.decode().count('scope="row"') == 3
    assert before.content.decode().count('scope="row"') == 0


@pytest.mark.parametrize(
    "query", [{"period": "nonsense"}, {"unit": "0"}, {"unit": "x"}, {"counted": "all"}, {"cursor": "?"}]
)
def test_a_question_that_makes_no_sense_is_answered_in_words(query: dict[str, str]) -> None:
    branch = org.branch()
    client = accounts.signed_in_client(accounts.user_with_role(Role.AUDITOR, branch.bank))

    answer = client.get("/figures/complaints-received/rows/", query)

    assert answer.status_code in {200, 404, 422}


def test_the_table_asks_no_more_of_the_database_however_many_units_there_are(query_count: Any) -> None:
    branch = org.branch()
    client = accounts.signed_in_client(accounts.user_with_role(Role.AUDITOR, branch.bank))
    client.get("/figures/")

    with query_count() as few:
        client.get("/figures/")
    for _ in range(5):
        org.unit("outlet", branch.sub_branches[0])
    with query_count() as many:
        client.get("/figures/")

    # One for each measure, since each is counted by a statement of its own.
    assert len(many) <= len(few) <= len(list(METRICS)) + 10


def test_a_program_reads_months_and_the_rows_that_were_not_in_time(now: dt.datetime) -> None:
    branch = org.branch()
    _answered(branch, now)
    program = accounts.api_client(accounts.user_with_role(Role.AUDITOR, branch.bank))
    address, asked = "/api/v1/metrics/complaints-told-in-time", {"unit": branch.branch.pk, "period": "2026-Q4"}

    months = program.get(f"{address}/months", asked).json()["items"]
    late = program.get(f"{address}/rows", {**asked, "counted": "rest"}).json()

    assert [each["month"] for each in months] == ["2026-10-01", "2026-11-01", "2026-12-01"]
    assert [(each["figure"]["numerator"], each["figure"]["denominator"]) for each in months] == [(0, 0), (2, 3), (0, 0)]
    assert (late["total"], len(late["items"])) == (1, 1)
    assert program.get(f"{address}/rows", {**asked, "counted": "some"}).status_code == 422


def test_the_figures_can_be_taken_out_as_a_file_with_both_counts_of_a_share(now: dt.datetime) -> None:
    branch = org.branch()
    _answered(branch, now)
    client = accounts.signed_in_client(accounts.user_with_role(Role.AUDITOR, branch.bank))
    client.cookies["biaogan_language"] = "en"

    answer = client.get("/figures/", {"unit": branch.branch.pk, "period": "2026-11", "export": "csv"})

    heads, whole, *parts = answer.getvalue().decode("utf-8-sig").splitlines()
    assert heads.startswith("Unit,Unit code,")
    assert "66.67,2,3" in whole
    assert parts


def test_one_month_is_shown_at_the_end_of_a_year_so_that_its_course_is_seen(now: dt.datetime) -> None:
    branch = org.branch()
    _answered(branch, now)
    client = accounts.signed_in_client(accounts.user_with_role(Role.AUDITOR, branch.bank))

    page = client.get("/figures/complaints-received/months/", {"unit": branch.branch.pk, "period": "2026-11"})

    assert [line["period"].code for line in page.context["lines"]][::11] == ["2026-11", "2025-12"]
    assert page.context["chart"].series[0].values[-1] == 3
