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


def test_a_program_sees_the_small_picture_and_none_of_a_format_without_preview():
    case = make_case(org.unit())
    client = api_client(user_with_role(Role.VIEWER, case.subject_unit))
    seen, unseen = make_evidence(case), make_evidence(case, upload=upload(files.SMALL["heic"], "a.heic"))

    answer = client.get(f"{API}/{seen.pk}/small")

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert client.get(f"{API}/{unseen.pk}/small").status_code == 404


def test_who_looked_is_told_to_those_who_supervise_the_case_alone():
    case = make_case(org.unit())
    proof = make_evidence(case)
    client = api_client(user_with_role(Role.OFFICE_HEAD, case.subject_unit))
    b"".join(client.get(f"{API}/{proof.pk}/file").streaming_content)

    looks = client.get(f"{API}/{proof.pk}/looks").json()

    assert [each["what"] for each in looks] == ["file"]
    assert api_client(user_with_role(Role.VIEWER, case.subject_unit)).get(f"{API}/{proof.pk}/looks").status_code == 403


def test_a_program_sets_how_long_evidence_is_kept():
    unit = org.unit()
    client = api_client(user_with_role(Role.OFFICE_HEAD, unit))
    wanted = {"months": 36, "valid_from": "2027-01-01", "basis_zh": "本行档案办法"}

    made = client.post(f"{API}/retention", json.dumps(wanted), content_type="application/json")

    assert (made.status_code, made.json()["begins_on"]) == (201, "2027-01-01")
    assert [each["months"] for each in client.get(f"{API}/retention").json()] == [36, 60]
    again = client.post(f"{API}/retention", json.dumps(wanted), content_type="application/json")
    assert (again.status_code, again.json()["title"]) == (409, "evidence.rule_begins_later")
    strange = client.post(f"{API}/retention", json.dumps({**wanted, "case_kind": "x"}), content_type="application/json")
    assert (strange.status_code, strange.json()["title"]) == (422, "evidence.unknown_kind")
    assert api_client(user_with_role(Role.VIEWER, unit)).get(f"{API}/retention").status_code == 403
