import json

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from django.utils import timezone

from biaogan.accounts.access import Role, actor_of
from biaogan.accounts.models import ApiToken, User
from biaogan.audit import jobs
from biaogan.audit.models import Event
from biaogan.cli import main
from tests.conftest import NOW
from tests.factories import accounts, audit, org

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_this_database(monkeypatch, settings, tmp_path):
    """Run the commands in the database of the test, in English, with heads of their own."""
    for module in ("token", "user", "verify"):
        monkeypatch.setattr(f"biaogan.cli.{module}.setup_django", lambda: None)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    settings.HOME = tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


def test_a_token_is_made_used_listed_and_revoked():
    user = accounts.user_with_role(Role.VIEWER, org.branch().branch, username="lan")

    made = run("token", "create", "lan", "--name", "loader", "--scope", "view_unit", "--days", "7")
    secret = made.stdout.strip()
    client = Client(HTTP_AUTHORIZATION=f"Bearer {secret}")
    works = client.get("/api/v1/accounts/me").status_code
    listed = run("token", "list")
    pk = ApiToken.objects.get().pk
    revoked = run("token", "revoke", str(pk), "--json")

    assert works == 200
    assert "never shown again" in made.stderr
    assert "loader" in listed.stdout
    assert json.loads(revoked.stdout)["revoked_at"]
    assert client.get("/api/v1/accounts/me").status_code == 401
    assert Event.objects.latest("pk").actor_ref == "job:cli.token"
    assert ApiToken.objects.get().user == user


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["token", "create", "nobody", "--name", "x"], "no user nobody"),
        (["token", "revoke", "999"], "no token 999"),
        (["user", "reset-password", "nobody"], "no user nobody"),
        (["user", "create-admin", "admin"], "no unit yet"),
        (["user", "create-admin", "admin", "--unit", "X"], "no unit X"),
    ],
)
def test_what_is_not_there_is_told(words, said):
    answer = run(*words)

    assert answer.exit_code == 1
    assert said in answer.stderr


def test_an_unknown_scope_is_told():
    accounts.user(username="lan")

    answer = run("token", "create", "lan", "--name", "x", "--scope", "rule_the_world")

    assert answer.exit_code == 1
    assert "what the token may be used for" in answer.stderr


def test_the_first_administrator_looks_after_the_whole_network():
    net = org.branch()

    answer = run("user", "create-admin", "admin", "--json")

    said = json.loads(answer.stdout)
    user = User.objects.get(username="admin")
    assert user.check_password(said["one_time_password"])
    assert actor_of(user, now=timezone.now()).paths("manage_users") == [net.bank.path]
    assert run("user", "create-admin", "admin").exit_code == 1


def test_an_administrator_of_a_part_is_named_by_its_unit():
    net = org.branch()

    run("user", "create-admin", "admin", "--unit", net.branch.code)

    assert actor_of(User.objects.get(), now=timezone.now()).paths("manage_users") == [net.branch.path]


def test_a_password_is_reset():
    user = accounts.user(username="lan")

    answer = run("user", "reset-password", "lan")

    user.refresh_from_db()
    assert user.check_password(answer.stdout.strip())
    assert user.one_time_until is not None


def test_verifying_says_that_all_is_whole_and_exits_well():
    audit.events(3)
    jobs.seal(now=NOW)

    answer = run("verify", "--only", "audit")
    told = json.loads(run("verify", "--only", "audit", "--json").stdout)

    assert answer.exit_code == 0
    assert "Audit trail: whole (3 looked at)" in answer.stdout
    assert told["ok"] is True
    assert told["checks"][0]["looked_at"] == 3


def test_verifying_says_what_is_not_whole_and_exits_badly():
    from django.db import connection

    made = audit.events(3)
    jobs.seal(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE audit_event SET name = 'x' WHERE id = %s", [made[1].pk])
        cursor.execute("SET session_replication_role = DEFAULT")

    answer = run("verify", "--only", "audit")
    told = run("verify", "--only", "audit", "--json")

    assert answer.exit_code == told.exit_code == 1
    assert f"seal 2, event {made[1].pk}: The event was changed" in answer.stdout
    assert json.loads(told.stdout)["checks"][0]["flaws"][0]["code"] == "audit.event_changed"


def test_an_unknown_check_is_a_wrong_use():
    assert run("verify", "--only", "luck").exit_code == 2
