import pytest
from django.test import Client
from django.utils import timezone

from biaogan.accounts.access import Role
from biaogan.accounts.models import ApiToken, RoleGrant, User
from biaogan.org.models import PostKind
from tests.factories import accounts as make


@pytest.fixture
def admin(net) -> Client:
    return make.signed_in_client(make.user_with_role(Role.ADMINISTRATOR, net.bank, username="admin"))


def text(answer) -> str:
    return answer.content.decode()


def test_the_matrix_shows_everybody_all_roles_and_which_are_theirs(net):
    client = make.signed_in_client(make.user_with(PostKind.OUTLET_HEAD, net.outlets[0]))

    page = text(client.get("/accounts/rights"))

    assert "Change limits, weights and authority" in page
    assert f"<strong>Head of outlet</strong> · {net.outlets[0].label}" in page


def test_the_list_of_users_is_found_by_name_number_and_state(net, admin):
    wei = make.user(username="wei", person=make.person(name="韦兰", staff_no="77001", pinyin="wéi lán"))
    make.user(username="shut", is_active=False)

    assert "wei" in text(admin.get("/accounts/users?q=we"))
    assert wei.person.name in text(admin.get("/accounts/users?q=77001"))
    only = text(admin.get("/accounts/users?state=shut"))
    assert "shut" in only
    assert "77001" not in only
    assert "No such user" in text(admin.get("/accounts/users?q=nobody"))


def test_the_list_of_users_costs_the_same_for_many(net, admin, query_count):
    make.user()
    admin.get("/accounts/users")
    with query_count() as few:
        admin.get("/accounts/users")
    for _ in range(30):
        make.user()
    with query_count() as many:
        admin.get("/accounts/users")

    assert len(many) == len(few) <= 8


def test_the_list_goes_on_by_cursor(net, admin):
    for number in range(60):
        make.user(username=f"a{number:02d}")

    first = admin.get("/accounts/users")
    second = admin.get("/accounts/users", {"cursor": first.context["page"].next})

    assert [user.username for user in second.context["page"]][:3] == ["a50", "a51", "a52"]


def test_who_administers_a_sub_branch_sees_its_users_alone(net):
    here = make.user_with(PostKind.TELLER, net.outlets[0])
    there = make.user_with(PostKind.TELLER, net.outlets[2])
    client = make.signed_in_client(make.user_with_role(Role.ADMINISTRATOR, net.sub_branches[0]))

    page = text(client.get("/accounts/users"))

    assert here.username in page
    assert f">{there.username}<" not in page
    assert client.get(f"/accounts/users/{there.pk}").status_code == 404


def test_a_user_is_made_and_the_password_shown_once(net, admin):
    person = net.holder(PostKind.OUTLET_HEAD, net.outlets[0])

    answer = admin.post("/accounts/users/new", {"username": "lan", "person": person.staff_no, "language": "en"})

    secret = answer.context["secret"]
    assert secret in text(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert User.objects.get(username="lan").check_password(secret)
    assert secret not in text(admin.get(f"/accounts/users/{User.objects.get(username='lan').pk}"))


def test_what_was_typed_is_kept_when_it_cannot_be(net, admin):
    answer = admin.post("/accounts/users/new", {"username": "lan", "person": "nobody", "role": "viewer", "unit": "X"})

    assert answer.status_code == 422
    assert 'value="nobody"' in text(answer)
    assert "no member of staff with this number" in text(answer)
    assert "no unit with this code" in text(answer)


def test_a_role_is_given_and_taken_back_on_the_page_of_the_user(net, admin):
    user = make.user()
    form = {"role": "viewer", "unit": net.branch.code, "from_": "2026-01-01"}

    admin.post(f"/accounts/users/{user.pk}/roles", form)
    again = admin.post(f"/accounts/users/{user.pk}/roles", form)
    grant = RoleGrant.objects.get(user=user)
    page = text(admin.get(f"/accounts/users/{user.pk}"))
    admin.post(f"/accounts/roles/{grant.pk}/revoke")

    grant.refresh_from_db()
    assert again.status_code == 422
    assert "has this role over this unit" in text(again)
    assert "Head-office viewer" in page
    assert grant.valid.upper == timezone.localdate()


def test_the_moves_of_a_user_do_what_they_say(net, admin):
    user = make.user_with(PostKind.TELLER, net.outlets[0])
    head = net.holder(PostKind.OUTLET_HEAD, net.outlets[1])
    page = f"/accounts/users/{user.pk}"

    secret = admin.post(f"{page}/password").context["secret"]
    admin.post(f"{page}/person", {"person": head.staff_no})
    admin.post(f"{page}/second-factor")
    admin.post(f"{page}/deactivate")
    shut = text(admin.get(page))
    admin.post(f"{page}/reactivate")

    user.refresh_from_db()
    assert user.check_password(secret)
    assert user.person == head
    assert "Let in again" in shut
    assert user.is_active


def test_an_administrator_is_told_who_changes_their_own_rights(net, admin):
    oneself = User.objects.get(username="admin")

    page = text(admin.get(f"/accounts/users/{oneself.pk}"))
    answer = admin.post(f"/accounts/users/{oneself.pk}/deactivate", follow=True)

    assert "another administrator" in page
    assert "Nobody changes their own rights" in text(answer)


def test_choices_are_saved_and_carried_into_this_browser(net):
    user = make.user(language="en")
    client = make.signed_in_client(user)

    answer = client.post("/accounts/settings", {"language": "zh-hans", "theme": "dark"})

    user.refresh_from_db()
    assert (user.language, user.theme) == ("zh-hans", "dark")
    assert answer.cookies["biaogan_language"].value == "zh-hans"
    assert answer.cookies["biaogan_theme"].value == "dark"


def test_other_browsers_are_signed_out_and_this_one_stays(net):
    user = make.user()
    here, there = make.signed_in_client(user), make.signed_in_client(user)
    here.get("/accounts/rights")

    assert "Sign out everywhere else" in text(here.get("/accounts/settings"))
    here.post("/accounts/settings/sessions/end")

    assert here.get("/accounts/settings").status_code == 200
    assert there.get("/accounts/settings").status_code == 302


def test_the_password_is_changed_by_who_knows_the_present_one(net):
    user = make.user()
    client = make.signed_in_client(user)
    url = "/accounts/settings/password"

    wrong = client.post(url, {"old": "x", "new": "reed-harbour-88", "again": "reed-harbour-88"})
    weak = client.post(url, {"old": make.PASSWORD, "new": "12345678", "again": "12345678"})
    unlike = client.post(url, {"old": make.PASSWORD, "new": "reed-harbour-88", "again": "reed-harbour-89"})
    same = client.post(url, {"old": make.PASSWORD, "new": make.PASSWORD, "again": make.PASSWORD})
    right = client.post(url, {"old": make.PASSWORD, "new": "reed-harbour-88", "again": "reed-harbour-88"})

    assert "not your password" in text(wrong)
    assert "too short" in text(weak)
    assert "not the same" in text(unlike)
    assert "another one than the present" in text(same)
    assert right.headers["Location"] == "/accounts/settings"
    assert client.get("/accounts/settings").status_code == 200


def test_a_token_is_made_shown_once_and_revoked(net):
    user = make.user_with_role(Role.VIEWER, net.branch)
    client = make.signed_in_client(user)

    made = client.post("/accounts/settings/tokens", {"name": "loader", "days": "30", "scopes": ["view_unit"]})
    secret = made.context["secret"]
    program = Client(HTTP_AUTHORIZATION=f"Bearer {secret}")
    before = program.get("/api/v1/accounts/me").status_code
    client.post(f"/accounts/settings/tokens/{ApiToken.objects.get().pk}/revoke")

    assert (before, program.get("/api/v1/accounts/me").status_code) == (200, 401)
    assert secret not in text(client.get("/accounts/settings"))


def test_nobody_is_offered_or_given_a_scope_that_they_lack(net):
    client = make.signed_in_client(make.user_with_role(Role.VIEWER, net.branch))

    answer = client.post("/accounts/settings/tokens", {"name": "x", "days": "30", "scopes": ["manage_users"]})

    assert answer.status_code == 422
    assert "Manage users and roles" not in text(client.get("/accounts/settings"))


def test_the_token_of_somebody_else_is_not_there(net):
    other = make.user()
    make.api_client(other)
    client = make.signed_in_client(make.user())

    assert client.post(f"/accounts/settings/tokens/{ApiToken.objects.get().pk}/revoke").status_code == 404


def test_an_administrator_revokes_the_token_of_a_user(net, admin):
    make.api_client(make.user())
    token = ApiToken.objects.get()

    assert "test" in text(admin.get(f"/accounts/users/{token.user_id}"))
    admin.post(f"/accounts/tokens/{token.pk}/revoke")

    token.refresh_from_db()
    assert token.revoked_at is not None


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("page", ["users", "users/new", "rights", "settings", "settings/password"])
def test_the_pages_open_in_both_languages(net, language, page):
    client = make.signed_in_client(
        make.user_with_role(Role.ADMINISTRATOR, net.bank, language=language), HTTP_ACCEPT_LANGUAGE=language
    )

    assert client.get(f"/accounts/{page}").status_code == 200
