"""What holds for every operation: who may call, how it fails, and that the same create happens once."""

import datetime as dt
import json
import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from biaogan.accounts.models import ApiToken, User
from biaogan.accounts.roles import Role
from biaogan.core.idempotency import KEPT, purge
from biaogan.core.models import IdempotencyKey
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db

ME, USERS = "/api/v1/accounts/me", "/api/v1/accounts/users"


@pytest.fixture
def admin(net) -> Client:
    return make.api_client(make.user_with_role(Role.ADMINISTRATOR, net.bank))


def new_user(net, name: str = "lan") -> dict[str, object]:
    return {"username": name, "role": "viewer", "unit_id": net.branch.pk}


def post(client: Client, url: str, body: object, key: str = "", **more: str):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(url, json.dumps(body), content_type="application/json", headers={**headers, **more})


def told(answer) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["detail"]
    return answer.status_code, body["title"]


def test_a_token_tells_who_it_is(net):
    user = make.user_with_role(Role.VIEWER, net.branch)

    answer = make.api_client(user).get(ME)

    assert answer.json()["username"] == user.username
    assert answer.json()["roles"] == [{"role": "viewer", "unit_id": net.branch.pk, "unit_name": net.branch.label}]


@pytest.mark.parametrize("header", ["", "Bearer nonsense", "Basic bGFuOmxhbg==", "Bearer "])
def test_nobody_else_comes_in(net, header):
    answer = Client(HTTP_AUTHORIZATION=header).get(ME)

    assert told(answer) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_session_opens_pages_and_not_the_api(net):
    client = make.signed_in_client(make.user_with_role(Role.VIEWER, net.branch))

    assert told(client.get(ME)) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "change",
    [
        {"revoked_at": timezone.now()},
        {"expires_at": timezone.now() - dt.timedelta(seconds=1), "created_at": timezone.now() - dt.timedelta(days=2)},
    ],
)
def test_a_dead_token_opens_nothing(net, change):
    client = make.api_client(make.user_with_role(Role.VIEWER, net.branch))
    ApiToken.objects.update(**change)

    assert told(client.get(ME)) == (401, "unauthenticated")


def test_tokens_die_with_their_user(net):
    user = make.user_with_role(Role.VIEWER, net.branch)
    client = make.api_client(user)

    user.person.left_on = timezone.localdate()
    user.person.save()

    assert told(client.get(ME)) == (401, "unauthenticated")


def test_a_right_that_the_user_lacks_is_refused(net):
    client = make.api_client(make.user_with_role(Role.VIEWER, net.bank))

    assert told(client.get(USERS)) == (403, "forbidden")


def test_a_right_that_the_token_lacks_is_refused(net):
    client = make.api_client(make.user_with_role(Role.ADMINISTRATOR, net.bank), "view_unit")

    assert told(client.get(USERS)) == (403, "forbidden")


def test_a_token_makes_no_wider_token(net):
    client = make.api_client(make.user_with_role(Role.ADMINISTRATOR, net.bank), "view_unit")

    answer = post(client, "/api/v1/accounts/tokens", {"name": "x", "scopes": ["manage_users"], "days": 1})

    assert told(answer) == (422, "token.wider")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_problems_speak_the_language_that_was_asked_for(net, language):
    answer = Client(HTTP_ACCEPT_LANGUAGE=language).get(ME)

    assert answer.headers["Content-Language"] == language


def test_without_such_a_wish_they_speak_the_users_own(net):
    client = make.api_client(make.user_with_role(Role.VIEWER, net.bank, language="en"))
    del client.defaults["HTTP_ACCEPT_LANGUAGE"]

    answer = client.get(USERS)

    assert answer.headers["Content-Language"] == "en"
    assert answer.json()["detail"] == "Your posts and roles do not allow this."


@pytest.mark.parametrize(
    ("method", "url", "status", "title"),
    [
        ("get", "/api/v1/nowhere", 404, "not_found"),
        ("post", "/api/v1/nowhere", 404, "not_found"),
        ("get", "/api/", 404, "not_found"),
        ("delete", ME, 405, "method_not_allowed"),
        ("get", f"{USERS}/{2**63}", 422, "invalid"),
        ("get", f"{USERS}/{'9' * 5000}", 404, "not_found"),
        ("get", f"{USERS}/-1", 404, "not_found"),
        ("get", f"{USERS}/abc", 404, "not_found"),
        ("get", f"{USERS}?q=%00", 400, "invalid"),
        ("get", f"{USERS}?cursor=abc", 422, "page.unknown_cursor"),
        ("get", f"{USERS}/999999", 404, "not_found"),
    ],
)
def test_every_wrong_address_is_told_as_a_problem(admin, method, url, status, title):
    assert told(getattr(admin, method)(url)) == (status, title)


def test_a_method_that_is_not_allowed_says_which_are(admin):
    assert admin.delete(ME).headers["Allow"] == "GET"


@pytest.mark.parametrize(
    ("body", "content_type", "status", "title"),
    [
        (b"{", "application/json", 400, "invalid"),
        (b"\xff\xfe", "application/json", 400, "invalid"),
        (b'{"username": NaN}', "application/json", 400, "invalid"),
        (b'{"username": "a\\u0000b", "role": "viewer"}', "application/json", 400, "invalid"),
        (b"[" * 100_000, "application/json", 400, "invalid"),
        (b'{"username": ' + b"9" * 5000 + b"}", "application/json", 400, "invalid"),
        (b"username=lan", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b"<a/>", "text/xml", 415, "unsupported_media_type"),
        (b"{}", "application/json", 422, "invalid"),
        (b"[]", "application/json", 422, "invalid"),
        (b"", "application/json", 422, "invalid"),
        (b'{"username": "a", "role": "viewer", "unit_id": 9223372036854775808}', "application/json", 422, "invalid"),
        (b'{"username": "a", "role": "king"}', "application/json", 422, "invalid"),
        (b'{"username": "' + b"a" * 6_000_000 + b'"}', "application/json", 413, "too_big"),
    ],
)
def test_every_wrong_body_is_told_as_a_problem(admin, body, content_type, status, title):
    assert told(admin.post(USERS, body, content_type=content_type)) == (status, title)


@pytest.mark.parametrize("body", ["[]", "[null, null]", "7", '"words"', "true", "null"])
@pytest.mark.parametrize(
    ("method", "url"), [("put", "/api/v1/accounts/me/choices"), ("post", "/api/v1/notify/messages/read")]
)
def test_a_body_that_is_no_object_is_not_taken_for_one_without_fields(admin, method, url, body):
    answer = getattr(admin, method)(url, body, content_type="application/json")

    assert told(answer) == (422, "invalid")


def test_a_list_where_an_object_belongs_is_refused_inside_the_body_too(net):
    officer = make.api_client(make.user_with_role(Role.OFFICE_HEAD, net.bank))
    body = {"unit": net.outlets[0].code, "summary": "排队一小时", "customer": []}

    answer = officer.post("/api/v1/complaints/", json.dumps(body), content_type="application/json")

    assert told(answer) == (422, "invalid")
    assert [each["field"] for each in answer.json()["errors"]] == ["body.body.customer"]


def test_a_day_out_of_range_is_told_the_bound_as_days_are_written(net):
    program = make.api_client(make.user_with_role(Role.VIEWER, net.bank), HTTP_ACCEPT_LANGUAGE="en")

    answer = program.get(f"/api/v1/org/units/{net.branch.pk}/posts?on=1800-01-01")

    assert answer.json()["errors"] == [{"field": "query.on", "reason": "This has to be 1900-01-01 or more."}]


def test_half_a_surrogate_pair_is_refused(admin):
    body = b'{"name": "\\ud800", "scopes": ["*"], "days": 1}'

    answer = admin.post("/api/v1/accounts/tokens", body, content_type="application/json")

    assert told(answer) == (422, "invalid")


def test_what_is_wrong_with_a_field_is_said_in_words(admin):
    answer = post(admin, "/api/v1/accounts/tokens", {"name": "", "scopes": "x", "days": 9999})

    assert answer.json()["errors"] == [
        {"field": "body.wanted.name", "reason": "At least 1 characters, please."},
        {"field": "body.wanted.scopes", "reason": "This has to be a list."},
        {"field": "body.wanted.days", "reason": "This has to be 366 or less."},
    ]


# Sent twice


def test_the_same_create_with_the_same_key_happens_once(admin, net):
    first = post(admin, USERS, new_user(net), key="k1")
    again = post(admin, USERS, new_user(net), key="k1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert User.objects.filter(username="lan").count() == 1


def test_the_same_key_for_something_else_is_refused(admin, net):
    post(admin, USERS, new_user(net), key="k1")

    assert told(post(admin, USERS, new_user(net, "mei"), key="k1")) == (422, "idempotency.other_request")
    assert not User.objects.filter(username="mei").exists()


def test_the_same_key_of_another_caller_is_another_key(admin, net):
    other = make.api_client(make.user_with_role(Role.ADMINISTRATOR, net.bank))

    post(admin, USERS, new_user(net), key="k1")

    assert post(other, USERS, new_user(net, "mei"), key="k1").status_code == 201


def test_a_refusal_is_not_kept_so_that_it_can_be_put_right(admin, net):
    make.user(username="lan")

    refused = post(admin, USERS, new_user(net), key="k1")
    User.objects.filter(username="lan").update(username="hua")
    again = post(admin, USERS, new_user(net), key="k1")

    assert told(refused) == (409, "user.name_taken")
    assert again.status_code == 201


@pytest.mark.parametrize("key", ["x" * 81, "钥匙", "a\tb", "   "])
def test_a_key_that_cannot_be_kept_is_refused(admin, net, key):
    answer = post(admin, USERS, new_user(net), key=key.encode().decode("latin-1"))

    assert told(answer) == (422, "idempotency.bad_key")


def test_a_key_that_the_server_emptied_is_refused_instead_of_taken_for_none(admin, net):
    answer = post(admin, USERS, new_user(net), **{"Idempotency-Key": ""})

    assert told(answer) == (422, "idempotency.bad_key")
    assert not User.objects.filter(username="lan").exists()


def test_old_answers_are_forgotten(admin, net):
    post(admin, USERS, new_user(net), key="k1")

    assert purge(now=timezone.now() + KEPT - dt.timedelta(minutes=1)) == 0
    assert purge(now=timezone.now() + KEPT + dt.timedelta(minutes=1)) == 1
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_the_same_key_happen_once():
    from tests.factories import org

    net = org.branch()
    client = make.api_client(make.user_with_role(Role.ADMINISTRATOR, net.bank))
    answers = []

    def send() -> None:
        answers.append(post(client, USERS, new_user(net), key="k1"))
        connection.close()

    both = [threading.Thread(target=send) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert User.objects.filter(username="lan").count() == 1
