"""Cases for programs."""

from __future__ import annotations

import json

import pytest

from biaogan.accounts.access import Role
from biaogan.cases.models import CaseBar, CaseLink
from tests.factories import org
from tests.factories.accounts import api_client, user_with_role
from tests.factories.cases import make_case

pytestmark = pytest.mark.django_db

API = "/api/v1/cases"


def program(role, unit):
    return api_client(user_with_role(role, unit))


def post(client, path, **body):
    return client.post(f"{API}/{path}", json.dumps(body), content_type="application/json")


def test_a_case_is_found_by_its_number_and_read_by_who_may_see_it():
    case = make_case(org.unit())
    client = program(Role.VIEWER, case.subject_unit)

    assert [each["id"] for each in client.get(f"{API}/", {"number": case.number.lower()}).json()] == [case.pk]
    assert client.get(f"{API}/{case.pk}").json()["number"] == case.number
    assert program(Role.VIEWER, org.unit()).get(f"{API}/{case.pk}").status_code == 404
    assert client.get(f"{API}/{2**63}").status_code in (404, 422)
    assert client.get(f"{API}/").status_code == 422


def test_what_the_page_of_a_case_does_a_program_can_do():
    unit = org.unit()
    case, other, clerk = make_case(unit), make_case(unit), org.person()
    client = program(Role.OFFICE_HEAD, unit)

    assert post(client, f"{case.pk}/links", other_id=other.pk, kind="follows").status_code == 201
    barred = post(client, f"{case.pk}/bars", staff_no=clerk.staff_no, reason="被投诉人").json()
    assert (
        post(client, f"{case.pk}/confidentiality", confidentiality="restricted", reason="涉及员工").json()[
            "confidentiality"
        ]
        == "restricted"
    )
    assert post(client, f"{case.pk}/hold", reason="法院来函").json()["held_at"]
    assert post(client, f"{case.pk}/hold", reason="法院来函").status_code == 409
    assert post(client, f"{case.pk}/lift-hold", reason="结案").json()["held_at"] is None
    assert post(client, f"{case.pk}/bars/{barred['id']}/lift", reason="弄错").status_code == 204

    assert (CaseLink.objects.count(), CaseBar.objects.count()) == (1, 0)


def test_a_program_that_may_only_look_is_refused():
    case = make_case(org.unit())
    client = program(Role.VIEWER, case.subject_unit)

    assert post(client, f"{case.pk}/hold", reason="x").status_code == 403
    assert post(client, f"{case.pk}/bars", staff_no="nobody", reason="x").status_code == 404
