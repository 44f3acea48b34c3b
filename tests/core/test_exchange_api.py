"""Import by program: one request, dry at first."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from biaogan.accounts.roles import Role
from biaogan.core.exchange import uploads
from biaogan.org.models import DutyDay, Person, PostKind
from tests.factories import accounts, org

pytestmark = pytest.mark.django_db

API = "/api/v1/core/imports"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def made():
    return org.branch()


@pytest.fixture
def admin(made):
    return accounts.api_client(accounts.user_with_role(Role.ADMINISTRATOR, made.bank))


def send(program, kind: str, text: str, **told):
    return program.post(f"{API}/{kind}", {"file": SimpleUploadedFile("a.csv", text.encode("gbk")), **told})


def roster(made, day: str = "2026-11-24") -> str:
    person = made.holder(PostKind.TELLER, made.outlets[0])
    return f"outlet,day,staff_no\n{made.outlets[0].code},{day},{person.staff_no}\n"


def test_an_administrator_imports_what_they_may_and_no_complaints(made, admin):
    kinds = {each["kind"]: each for each in admin.get(API).json()}

    assert set(kinds) >= {"outlets", "people", "roster", "holidays"}
    assert "complaints" not in kinds
    assert {column["name"] for column in kinds["roster"]["fields"]} == {"outlet", "day", "staff_no"}
    assert send(admin, "complaints", "a\n1\n").status_code == 404
    viewer = accounts.api_client(accounts.user_with_role(Role.VIEWER, made.bank))
    assert viewer.get(API).status_code == 403


def test_a_file_is_looked_at_then_imported_and_a_second_time_changes_nothing(made, admin, home):
    dry = send(admin, "roster", roster(made)).json()
    assert (dry["created"], dry["applied"], DutyDay.objects.count()) == (1, False, 0)

    done = send(admin, "roster", roster(made), dry_run="false").json()
    again = send(admin, "roster", roster(made), dry_run="false").json()

    assert (done["created"], done["applied"], DutyDay.objects.count()) == (1, True, 1)
    assert (again["created"], again["skipped"], DutyDay.objects.count()) == (0, 1, 1)
    assert list((home / "uploads").iterdir()) == []


def test_a_refused_row_takes_everything_back_unless_the_rest_is_wanted(made, admin):
    text = roster(made) + "no such outlet,2026-11-24,1\n"

    whole = send(admin, "roster", text, dry_run="false").json()
    assert (whole["applied"], whole["refused"], DutyDay.objects.count()) == (False, 1, 0)
    assert (whole["refusals"][0]["line"], whole["refusals"][0]["file"]) == (3, "a.csv")

    rest = send(admin, "roster", text, dry_run="false", partial="true").json()
    assert (rest["applied"], DutyDay.objects.count()) == (True, 1)


@pytest.mark.parametrize(
    ("told", "code"),
    [({"options": "nonsense"}, "exchange.bad_options"), ({"options": '{"x": "1"}'}, "exchange.unknown_option")],
)
def test_options_that_mean_nothing_are_refused(made, admin, told, code):
    answer = send(admin, "roster", roster(made), **told)

    assert (answer.status_code, answer.json()["title"]) == (422, code)


def test_a_file_that_is_too_large_is_refused_and_not_kept(made, admin, home, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)

    assert send(admin, "people", "staff_no,name\n1,甲\n").json()["title"] == "exchange.too_big"
    assert not Person.objects.filter(staff_no="1").exists()
