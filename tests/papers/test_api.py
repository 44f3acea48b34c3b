"""Official papers for programs."""

from __future__ import annotations

import json

import pytest

from biaogan.accounts.access import Role
from tests.factories import org
from tests.factories.accounts import api_client, user_with_role
from tests.factories.papers import issuer_code, make_draft, make_paper

pytestmark = pytest.mark.django_db

API = "/api/v1/papers"


@pytest.fixture
def branch() -> org.Unit:
    made = org.unit("branch")
    issuer_code(made)
    return made


def send(client, method, path, **body):
    return getattr(client, method)(f"{API}/{path}", json.dumps(body), content_type="application/json")


def test_a_program_edits_issues_fetches_and_voids_a_paper(branch):
    paper = make_draft(branch)
    client = api_client(user_with_role(Role.OFFICE_HEAD, branch))

    assert send(client, "patch", f"{paper.pk}", parts={"facts": "改写。"}).json()["parts"][0]["text"] == "改写。"
    assert send(client, "post", f"{paper.pk}/issue").json()["number"] == "示范银服整〔2026〕1号"
    assert send(client, "post", f"{paper.pk}/issue").status_code == 409
    assert client.get(f"{API}/{paper.pk}/file.pdf").content.startswith(b"%PDF")
    assert client.get(f"{API}/{paper.pk}/file.exe").status_code == 422
    assert send(client, "post", f"{paper.pk}/void", reason="对象有误").json()["state"] == "void"
    assert [each["id"] for each in client.get(f"{API}/", {"q": "示范银服整[2026]1"}).json()["items"]] == [paper.pk]


def test_an_incomplete_paper_names_what_it_lacks_and_a_draft_can_be_discarded(branch):
    paper = make_draft(branch, context={})
    client = api_client(user_with_role(Role.OFFICE_HEAD, branch))

    answer = send(client, "post", f"{paper.pk}/issue")
    assert answer.status_code == 422
    assert {refusal["column"] for refusal in answer.json()["refusals"]} == {"Facts", "Demand"}
    assert client.get(f"{API}/{paper.pk}/file.pdf").status_code == 409
    assert client.delete(f"{API}/{paper.pk}").status_code == 204
    assert client.get(f"{API}/{paper.pk}").status_code == 404


def test_a_paper_out_of_sight_is_not_there(branch):
    paper = make_paper(branch)
    client = api_client(user_with_role(Role.OFFICE_HEAD, org.unit()))

    assert client.get(f"{API}/{paper.pk}").status_code == 404
    assert send(client, "post", f"{paper.pk}/void", reason="x").status_code == 404
    assert client.get(f"{API}/").json()["items"] == []
