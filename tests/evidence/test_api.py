"""Proof for programs."""

from __future__ import annotations

import json

import pytest

from biaogan.accounts.access import Role
from biaogan.evidence.models import Evidence, EvidenceAccess
from tests.factories import evidence as files
from tests.factories import org
from tests.factories.accounts import api_client, user_with_role
from tests.factories.cases import make_case
from tests.factories.evidence import make_evidence, upload

pytestmark = pytest.mark.django_db

API = "/api/v1/evidence"


def test_a_program_adds_lists_and_fetches_proof():
    case = make_case(org.unit())
    client = api_client(user_with_role(Role.COMPLAINT_OFFICER, case.subject_unit))

    made = client.post(f"{API}/cases/{case.pk}/files", {"file": upload(), "note": "大厅"})

    assert made.status_code == 201
    assert (made.json()["kind"], made.json()["note"]) == ("photo", "大厅")
    assert [each["id"] for each in client.get(f"{API}/cases/{case.pk}").json()] == [made.json()["id"]]
    answer = client.get(f"{API}/{made.json()['id']}/file")
    assert b"".join(answer.streaming_content) == files.picture()
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert EvidenceAccess.objects.get().actor_ref.startswith("token:")


def test_the_same_upload_with_the_same_key_happens_once():
    case = make_case(org.unit())
    client = api_client(user_with_role(Role.COMPLAINT_OFFICER, case.subject_unit))

    answers = [
        client.post(f"{API}/cases/{case.pk}/files", {"file": upload()}, headers={"Idempotency-Key": "a1"}).json()
        for _ in range(2)
    ]

    assert answers[0] == answers[1]
    assert Evidence.objects.count() == 1


def test_a_refused_file_is_a_problem_with_its_reason():
    case = make_case(org.unit())
    client = api_client(user_with_role(Role.COMPLAINT_OFFICER, case.subject_unit))

    answer = client.post(f"{API}/cases/{case.pk}/files", {"file": upload(b"<svg/>", "a.jpg")})

    assert (answer.status_code, answer.json()["title"]) == (422, "evidence.not_taken")


def test_a_reference_is_noted_and_a_wrong_one_refused():
    case = make_case(org.unit())
    client = api_client(user_with_role(Role.COMPLAINT_OFFICER, case.subject_unit))
    span = {"recorder": "NVR-3", "from_at": "2026-01-20T09:00:00+08:00", "to_at": "2026-01-20T09:30:00+08:00"}

    def post(body):
        return client.post(
            f"{API}/cases/{case.pk}/references", json.dumps(body), content_type="application/json"
        ).status_code

    assert post(span) == 201
    assert post(span | {"to_at": "2026-01-20T08:00:00+08:00"}) == 422


def test_proof_out_of_sight_is_not_there_and_who_only_looks_adds_nothing():
    made = make_evidence(make_case(org.unit()))
    stranger = api_client(user_with_role(Role.COMPLAINT_OFFICER, org.unit()))
    viewer = api_client(user_with_role(Role.VIEWER, made.case.subject_unit))

    assert stranger.get(f"{API}/{made.pk}/file").status_code == 404
    assert stranger.get(f"{API}/cases/{made.case_id}").status_code == 404
    assert viewer.post(f"{API}/cases/{made.case_id}/files", {"file": upload()}).status_code == 403
