"""Customers for programs."""

from __future__ import annotations

import json

import pytest

from biaogan.accounts.access import Role
from biaogan.audit.models import Event
from tests.factories import org
from tests.factories.accounts import api_client, user_with_role
from tests.factories.cases import make_case
from tests.factories.parties import WHOLE, make_party

pytestmark = pytest.mark.django_db

API = "/api/v1/parties"


def send(client, method, path, **body):
    return getattr(client, method)(f"{API}/{path}", json.dumps(body), content_type="application/json")


def test_a_program_sees_a_customer_in_part_and_in_full_only_with_a_purpose():
    case = make_case(org.unit())
    party = make_party(case=case, **WHOLE)
    client = api_client(user_with_role(Role.COMPLAINT_OFFICER, case.subject_unit))

    assert client.get(f"{API}/{party.pk}").json()["phone"] == "138****1234"
    assert (
        send(client, "post", f"{party.pk}/reveal", fields=["phone"], purpose="curiosity", words="x").status_code == 422
    )
    assert send(client, "post", f"{party.pk}/reveal", fields=["phone"], purpose="contact", words="回访").json() == {
        "phone": "13800001234"
    }
    assert Event.objects.get().actor_ref.startswith("token:")
    assert send(client, "patch", f"{party.pk}", phone="13900005678").json()["phone"] == "139****5678"
    assert send(client, "post", f"{party.pk}/erase", reason="客户要求").status_code == 403


def test_a_customer_out_of_sight_is_not_there():
    party = make_party(case=make_case(org.unit()))
    client = api_client(user_with_role(Role.OFFICE_HEAD, org.unit()))

    assert client.get(f"{API}/{party.pk}").status_code == 404
    assert send(client, "post", f"{party.pk}/reveal", fields=["phone"], purpose="contact", words="x").status_code == 404
    assert send(client, "post", f"{party.pk}/erase", reason="x").status_code == 404


def test_an_erased_customer_is_empty():
    case = make_case(org.unit())
    party = make_party(case=case, **WHOLE)
    client = api_client(user_with_role(Role.OFFICE_HEAD, case.subject_unit))

    erased = send(client, "post", f"{party.pk}/erase", reason="客户要求").json()

    assert (erased["name"], erased["phone"], bool(erased["erased_at"])) == ("", "", True)
    assert send(client, "post", f"{party.pk}/reveal", fields=["phone"], purpose="contact", words="x").status_code == 409
