import json

import pytest
from django.test import Client

from biaogan.accounts.access import Role
from biaogan.accounts.models import ApiToken, RoleGrant, User
from biaogan.org.models import PostKind
from tests.factories import accounts as make

BASE = "/api/v1/accounts"


@pytest.fixture
def admin(net) -> Client:
    return make.api_client(make.user_with_role(Role.ADMINISTRATOR, net.bank))


def send(client: Client, method: str, path: str, body: object = None):
    return client.generic(method, f"{BASE}{path}", json.dumps(body), content_type="application/json")


def test_a_user_is_made_changed_and_shut_out_by_a_program(net, admin):
    head = net.holder(PostKind.OUTLET_HEAD, net.outlets[0])

    made = send(admin, "POST", "/users", {"username": "lan", "staff_no": head.staff_no})
    pk = made.json()["id"]
    role = send(
        admin, "POST", f"/users/{pk}/roles", {"role": "viewer", "unit_id": net.branch.pk, "begins_on": "2026-01-01"}
    )
    roles = send(admin, "GET", f"/users/{pk}/roles")
    reset = send(admin, "POST", f"/users/{pk}/password")
    shut = send(admin, "POST", f"/users/{pk}/deactivate")
    again = send(admin, "POST", f"/users/{pk}/reactivate")
    unlinked = send(admin, "PUT", f"/users/{pk}/person", {"staff_no": ""})
    factor = send(admin, "DELETE", f"/users/{pk}/second-factor")
    revoked = send(admin, "DELETE", f"/roles/{role.json()['id']}")

    assert made.status_code == 201
    assert role.json()["begins_on"] == "2026-01-01"
    assert roles.json() == [role.json()]
    assert User.objects.get(pk=pk).check_password(reset.json()["one_time_password"])
    assert (shut.json()["is_active"], again.json()["is_active"]) == (False, True)
    assert unlinked.json()["person_id"] is None
    assert (factor.status_code, revoked.status_code) == (204, 204)
    assert RoleGrant.objects.get(pk=role.json()["id"]).valid.upper is not None


def test_lists_go_on_by_cursor(net, admin):
    for number in range(55):
        make.user(username=f"a{number:02d}")

    first = send(admin, "GET", "/users").json()
    second = send(admin, "GET", f"/users?cursor={first['next']}").json()

    assert len(first["items"]) == 50
    assert second["items"][0]["username"] == "a50"
    assert second["previous"]


def test_a_program_sees_and_makes_tokens_of_its_own_user(net, admin):
    other = make.api_client(make.user())
    mine = ApiToken.objects.exclude(user=ApiToken.objects.latest("pk").user).latest("pk")

    made = send(admin, "POST", "/tokens", {"name": "x", "scopes": ["manage_users"], "days": 2})
    listed = send(admin, "GET", "/tokens").json()
    gone = send(admin, "DELETE", f"/tokens/{made.json()['id']}")

    assert made.json()["secret"]
    assert [each["name"] for each in listed] == ["x", "test"]
    assert gone.status_code == 204
    assert send(other, "DELETE", f"/tokens/{mine.pk}").status_code == 404
    assert other.get(f"{BASE}/me").status_code == 200


def test_the_matrix_is_told(net, admin):
    roles = {each["role"]: each["permissions"] for each in send(admin, "GET", "/roles").json()}

    assert "view_audit" in roles["auditor"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/users", {"username": "lan", "staff_no": "nobody"}, 422),
        ("/users", {"username": "lan", "role": "viewer", "unit_id": 999999}, 422),
        ("/users", {"username": "lan"}, 422),
        ("/users/999999/roles", {"role": "viewer", "unit_id": 1, "begins_on": "2026-01-01"}, 404),
    ],
)
def test_what_is_not_there_is_told(net, admin, path, body, status):
    assert send(admin, "POST", path, body).status_code == status


def test_users_elsewhere_are_not_there(net):
    local = make.api_client(make.user_with_role(Role.ADMINISTRATOR, net.sub_branches[0]))
    there = make.user_with(PostKind.TELLER, net.outlets[2])

    assert send(local, "GET", f"/users/{there.pk}").status_code == 404
    assert send(local, "POST", f"/users/{there.pk}/deactivate").status_code == 404


def test_an_administrator_revokes_the_token_of_a_user_they_manage(net, admin):
    teller = make.user_with(PostKind.TELLER, net.outlets[0])
    program = make.api_client(teller)
    local = make.api_client(make.user_with_role(Role.ADMINISTRATOR, net.sub_branches[1]))
    theirs = send(admin, "GET", f"/users/{teller.pk}/tokens").json()
    assert [each["scopes"] for each in theirs] == [["*"]]

    assert send(local, "DELETE", f"/tokens/{theirs[0]['id']}").status_code == 404
    assert send(local, "GET", f"/users/{teller.pk}/tokens").status_code == 404
    assert program.get(f"{BASE}/me").status_code == 200

    assert send(admin, "DELETE", f"/tokens/{theirs[0]['id']}").status_code == 204
    assert program.get(f"{BASE}/me").status_code == 401


def test_a_program_chooses_its_users_language_and_signs_them_out_everywhere(net):
    teller = make.user_with(PostKind.TELLER, net.outlets[0])
    program, browser = make.api_client(teller), make.signed_in_client(teller)
    browser.get("/accounts/settings")

    chosen = send(program, "PUT", "/me/choices", {"language": "en", "theme": "dark"}).json()
    assert (chosen["language"], chosen["theme"]) == ("en", "dark")
    assert send(program, "PUT", "/me/choices", {"language": "fr"}).status_code == 422

    sessions = send(program, "GET", "/me/sessions").json()
    assert send(program, "POST", "/me/sessions/end").json() == {"ended": len(sessions)}
    assert browser.get("/accounts/settings").status_code == 302
