"""The organisation for programs."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from biaogan.accounts.roles import Role
from biaogan.org import queries
from biaogan.org.models import Holding, PostKind, Unit
from tests.conftest import NOW
from tests.factories import accounts, org

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/org"


@pytest.fixture
def made():
    return org.branch()


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def program(what, unit):
    make = accounts.user_with_role if isinstance(what, Role) else accounts.user_with
    return accounts.api_client(make(what, unit))


def post(client, path, status=200, **body):
    response = client.post(f"{ROOT}{path}", body, content_type="application/json")
    assert response.status_code == status, response.content
    return response.json()


def test_the_units_are_paged_and_narrowed(made):
    for number in range(60):
        org.unit("outlet", made.sub_branches[0], code=f"MANY{number:02d}")
    client = program(Role.VIEWER, made.bank)

    first = client.get(f"{ROOT}/units", {"q": "MANY"}).json()
    second = client.get(f"{ROOT}/units", {"q": "MANY", "cursor": first["next"]}).json()

    assert (len(first["items"]), len(second["items"]), second["next"]) == (50, 10, "")
    below = client.get(f"{ROOT}/units", {"under": made.sub_branches[1].pk, "level": "outlet"}).json()
    assert below.get("items"), below
    below = below["items"]
    assert {item["id"] for item in below} == {outlet.pk for outlet in made.outlets[2:]}
    assert {item["parent_id"] for item in below} == {made.sub_branches[1].pk}


def test_a_program_makes_changes_moves_and_closes_a_unit(made):
    client = program(Role.ADMINISTRATOR, made.bank)
    one, two = made.sub_branches

    unit = post(client, "/units", 201, code="P1", level="outlet", name="河东网点", parent_id=one.pk)
    assert unit["serves_customers"] is True
    changed = client.patch(
        f"{ROOT}/units/{unit['id']}", {"name": "河东支行", "phone": "0774"}, content_type="application/json"
    )
    assert (changed.json()["name"], changed.json()["phone"]) == ("河东支行", "0774")
    moved = post(client, f"/units/{unit['id']}/move", parent_id=two.pk, on_day="2026-11-24")
    assert moved["parent_id"] == two.pk
    closed = post(client, f"/units/{unit['id']}/close", on_day="2026-12-01", reason="撤并")
    assert closed["closed_on"] == "2026-12-01"
    post(client, "/units", 409, code="P1", level="outlet", name="重复", parent_id=one.pk)
    post(client, "/units", 422, code="P2", level="outlet", name="无上级", parent_id=999999)


def test_a_program_appoints_ends_and_reads_posts(made):
    client = program(Role.ADMINISTRATOR, made.bank)
    outlet = made.outlets[0]
    person = post(client, "/people", 201, staff_no="P1", name="陆新")
    holding = Holding.objects.get(post__unit=outlet, post__kind=PostKind.OUTLET_HEAD)

    post(client, f"/units/{outlet.pk}/posts", 409, post="outlet_head", person_id=person["id"], from_day="2026-11-24")
    ended = post(client, f"/holdings/{holding.pk}/end", last_day="2026-11-24", successor_id=person["id"])
    assert ended["last_day"] == "2026-11-24"
    found = client.get(f"{ROOT}/units/{outlet.pk}/posts", {"on": "2026-11-25"}).json()
    assert {"outlet_head": person["id"]}.items() <= {each["post"]: each["person_id"] for each in found}.items()
    assert [each["unit_id"] for each in client.get(f"{ROOT}/people/{person['id']}/posts").json()] == [outlet.pk]
    left = post(client, f"/people/{person['id']}/leave", last_day="2026-12-31")
    assert left["left_on"] == "2027-01-01"
    assert client.get(f"{ROOT}/people", {"q": "P1"}).json()["items"][0]["id"] == person["id"]
    assert client.get(f"{ROOT}/people/{person['id']}").json()["name"] == "陆新"


def test_a_program_keeps_the_roster_of_its_outlet_only(made):
    outlet, other = made.outlets[0], made.outlets[3]
    client = program(PostKind.OUTLET_HEAD, org.unit("outlet", made.branch))
    assert client.get(f"{ROOT}/units/{outlet.pk}/roster").status_code == 404
    client = program(PostKind.SERVICE_MANAGER, outlet)
    teller = made.holder(PostKind.TELLER, outlet)

    def put(unit, people):
        body = {"person_ids": people}
        return client.put(f"{ROOT}/units/{unit.pk}/roster/2026-11-26", body, content_type="application/json")

    assert put(outlet, [teller.pk]).json() == [{"day": "2026-11-26", "person_id": teller.pk}]
    assert put(other, [teller.pk]).status_code == 404
    assert put(outlet, [teller.pk, 10**12]).status_code == 422
    assert len(client.get(f"{ROOT}/units/{outlet.pk}/roster").json()) == 1
    assert queries.on_duty(outlet, day=dt.date(2026, 11, 26)) == [teller]


def test_vacancies_are_listed_below_a_unit(made):
    Holding.objects.filter(post__unit__in=[made.outlets[0], made.outlets[2]], post__kind="service_manager").delete()
    client = program(Role.AUDITOR, made.bank)

    everywhere = client.get(f"{ROOT}/vacancies").json()
    below = client.get(f"{ROOT}/vacancies", {"under": made.sub_branches[0].pk}).json()

    assert [each["unit_id"] for each in below] == [made.outlets[0].pk]
    assert len(everywhere) == 2
    assert everywhere[0]["reason"] == "nobody"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "/units", {"code": "X", "level": "outlet", "name": "x"}),
        ("post", "/people", {"staff_no": "X", "name": "x"}),
        ("post", "/units/{unit}/move", {"parent_id": 1, "on_day": "2026-11-24"}),
        ("post", "/units/{unit}/close", {"on_day": "2026-11-24"}),
        ("patch", "/units/{unit}", {"name": "x"}),
    ],
)
def test_who_only_reads_changes_nothing(made, method, path, body):
    client = program(Role.VIEWER, made.bank)
    address = ROOT + path.format(unit=made.outlets[0].pk)

    response = getattr(client, method)(address, body, content_type="application/json")

    assert response.status_code == 403
    assert Unit.objects.count() == 11


def test_a_program_changes_a_person_and_what_is_not_sent_stays(made):
    client = program(Role.ADMINISTRATOR, made.bank)
    person = made.holder(PostKind.OUTLET_HEAD, made.outlets[0])
    before = client.get(f"{ROOT}/people/{person.pk}").json()

    changed = client.patch(f"{ROOT}/people/{person.pk}", {"email": "head@example.com"}, content_type="application/json")

    assert changed.json() == {**before, "email": "head@example.com"}
    wrong = client.patch(f"{ROOT}/people/{person.pk}", {"email": "nothing"}, content_type="application/json")
    assert wrong.status_code == 422


def test_an_appointment_is_withdrawn_before_it_begins_and_not_after(made):
    client, outlet = program(Role.ADMINISTRATOR, made.bank), made.outlets[0]
    person = made.holder(PostKind.LOBBY_MANAGER, outlet)
    coming = post(client, f"/units/{outlet.pk}/posts", 201, post="teller", person_id=person.pk, from_day="2026-12-01")
    held = Holding.objects.get(person=person, post__kind=PostKind.LOBBY_MANAGER)

    assert client.delete(f"{ROOT}/holdings/{coming['id']}").status_code == 204
    assert not Holding.objects.filter(pk=coming["id"]).exists()
    assert client.delete(f"{ROOT}/holdings/{held.pk}").json()["title"] == "holding.has_begun"


def test_a_program_reads_and_sets_when_an_idle_service_manager_counts_as_absent(made):
    office = program(Role.OFFICE_HEAD, made.branch)
    assert office.get(f"{ROOT}/vacancies/rule").json() == {"idle_days": 30, "valid_from": None, "basis": ""}

    wanted = {"idle_days": 45, "valid_from": NOW.date().isoformat(), "basis": "本行办法第二条"}
    assert post(office, "/vacancies/rule", 201, **wanted) == wanted

    assert office.get(f"{ROOT}/vacancies/rule").json() == wanted
    post(program(Role.ADMINISTRATOR, made.bank), "/vacancies/rule", 403, **wanted)
