"""Import by page: hand in, look, let it happen."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from biaogan.accounts.roles import Role
from biaogan.audit.models import Event
from biaogan.core.exchange import uploads
from biaogan.core.models import FileRun
from biaogan.org.models import DutyDay, PostKind, Unit
from tests.conftest import NOW
from tests.factories import accounts, org

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def made():
    return org.branch()


def importing_user(made):
    return accounts.user_with_role(Role.ADMINISTRATOR, made.sub_branches[0])


def roster_file(made, *rows: tuple[Unit, str, str], name: str = "排班.csv") -> SimpleUploadedFile:
    lines = ["outlet,day,staff_no", *(f"{unit.code},{day},{number}" for unit, day, number in rows)]
    return SimpleUploadedFile(name, "\n".join(lines).encode("gbk"))


def hand_in(browser, file, **told):
    return browser.post(reverse("core:import_hand_in", args=["roster"]), {"file": file, **told})


def test_a_file_is_looked_at_before_it_is_imported_and_changes_nothing_twice(made):
    browser = accounts.signed_in_client(importing_user(made))
    outlet = made.outlets[0]
    person = made.holder(PostKind.TELLER, outlet)

    look = hand_in(browser, roster_file(made, (outlet, "2026-11-24", person.staff_no)))
    assert look.status_code == 302
    assert not DutyDay.objects.exists()
    assert "排班.csv" in browser.get(look.url).content.decode()
    browser.post(f"{look.url}/apply")
    browser.post(f"{look.url}/apply")

    assert DutyDay.objects.get().person == person
    assert FileRun.objects.count() == Event.objects.filter(name="file.imported").count() == 1
    again = hand_in(browser, roster_file(made, (outlet, "2026-11-24", person.staff_no)))
    assert "here already" in browser.get(again.url).content.decode()


def test_refused_rows_are_shown_given_out_as_a_file_and_may_be_left_out(made):
    browser = accounts.signed_in_client(importing_user(made))
    outlet, other = made.outlets[0], made.outlets[3]
    person = made.holder(PostKind.TELLER, outlet)
    rows = [
        (outlet, "2026-11-24", person.staff_no),
        (outlet, "24.11.2026", person.staff_no),
        (other, "2026-11-24", person.staff_no),
    ]

    look = hand_in(browser, roster_file(made, *rows))

    text = browser.get(look.url).content.decode()
    assert "24.11.2026" in text
    assert "Import the rest" in text
    assert b"".join(browser.get(f"{look.url}/refusals").streaming_content).startswith(b"PK")
    browser.post(f"{look.url}/apply")
    assert not DutyDay.objects.exists()
    browser.post(f"{look.url}/apply", {"partial": "1"})
    assert DutyDay.objects.count() == 1


def test_a_file_that_cannot_be_read_is_told_beside_the_file(made):
    browser = accounts.signed_in_client(importing_user(made))

    for name, content in [
        ("a.exe", b"MZ"),
        ("a.csv", b"x"),
        ("a.xlsx", b"PK\x03\x04nonsense"),
        ("a.csv", b"outlet,day\n"),
    ]:
        response = hand_in(browser, SimpleUploadedFile(name, content))
        assert response.status_code == 422
        assert "field-error" in response.content.decode()
    assert list(uploads._folder().glob("*")) == []


def test_what_somebody_handed_in_is_theirs_alone(made):
    mine, theirs = (accounts.signed_in_client(importing_user(made)) for _ in range(2))
    look = hand_in(mine, roster_file(made, (made.outlets[0], "2026-11-24", "nobody")))

    assert mine.get(look.url).status_code == 200
    assert theirs.get(look.url).status_code == 404
    assert theirs.post(f"{look.url}/apply").status_code == 404


def test_only_kinds_that_one_may_import_are_offered(made):
    office = accounts.signed_in_client(accounts.user_with(PostKind.OFFICE_HEAD, made.office))
    teller = accounts.signed_in_client(accounts.user_with(PostKind.TELLER, made.outlets[0]))

    assert reverse("core:import_hand_in", args=["outlets"]) not in office.get(reverse("core:import")).content.decode()
    assert office.get(reverse("core:import_hand_in", args=["outlets"])).status_code == 404
    assert office.get(reverse("core:import_hand_in", args=["no-such"])).status_code == 404
    assert teller.get(reverse("core:import")).status_code == 403


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages_open_in_both_languages_and_give_an_empty_table(made, language):
    browser = accounts.signed_in_client(importing_user(made), HTTP_ACCEPT_LANGUAGE=language)

    for name, args in [("core:import", []), ("core:import_hand_in", ["roster"])]:
        assert browser.get(reverse(name, args=args)).status_code == 200
    template = b"".join(browser.get(reverse("core:import_template", args=["roster"])).streaming_content)
    assert len(io.BytesIO(template).getvalue()) > 1000


@pytest.mark.parametrize(
    "name", ["../../../evil.csv", f"{'😀' * 100}evil.csv", f"{'名' * 240}evil.csv", "\u202eevil.csv"]
)
def test_a_name_that_points_elsewhere_or_is_too_long_for_the_disk_stays_a_name(made, name):
    browser = accounts.signed_in_client(importing_user(made))

    look = hand_in(browser, roster_file(made, (made.outlets[0], "x", "y"), name=name))

    assert look.status_code == 302
    assert "evil.csv" in browser.get(look.url).content.decode()


def test_uploads_that_nobody_came_back_for_are_deleted_after_a_day(made):
    import datetime as dt

    browser = accounts.signed_in_client(importing_user(made))
    hand_in(browser, roster_file(made, (made.outlets[0], "2026-11-24", "x")))
    real_now = dt.datetime.now(dt.UTC)

    assert uploads.forget_old(now=real_now) == 0
    assert uploads.forget_old(now=real_now + dt.timedelta(days=2)) == 1
    assert NOW
