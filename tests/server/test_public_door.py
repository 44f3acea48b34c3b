import importlib
import re
import uuid

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.urls import clear_url_caches
from django.utils import timezone

from biaogan.config import urls
from biaogan.core.shipping import ship_all
from biaogan.core.time import ZONE
from biaogan.org.models import PostKind
from biaogan.rectification import actions as rectification
from biaogan.rectification.choices import NoticeState
from biaogan.server.postgres.addresses import PUBLIC
from biaogan.server.postgres.public_door import TABLES
from tests.factories import accounts, org
from tests.factories import rectification as mending
from tests.factories.evidence import upload


@pytest.fixture
def outlet(db):
    return org.branch().outlets[0]


@pytest.fixture
def door_only(settings):
    """Have the routes of the customer's door and no others."""
    settings.DOOR = "public"
    yield _routes_anew()
    settings.DOOR = "both"
    _routes_anew()


def _routes_anew():
    importlib.reload(urls)
    clear_url_caches()


@pytest.fixture
def narrow(outlet, door_only):
    """Be the door's role from here on, with the rights and the shipped rows that a migration gives it."""
    ship_all()
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {PUBLIC}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {PUBLIC}")
        for table, rights in TABLES.items():
            cursor.execute(f"GRANT {rights} ON {table} TO {PUBLIC}")
        cursor.execute(f"SET LOCAL ROLE {PUBLIC}")
        # Ends with the test's transaction.
        yield cursor


def write(client, outlet):
    said = {"voice": "complaint", "summary": "The queue was long.", "phone": "13900001234", "name": "Li"}
    return client.post(f"/say/{outlet.code}/", said | {"form_key": str(uuid.uuid4())})


def test_a_customer_writes_follows_adds_and_withdraws_under_the_narrow_role(client, outlet, narrow):
    assert client.get("/say/").status_code == 200
    assert client.get(f"/say/{outlet.code}/").status_code == 200
    assert write(client, outlet).status_code == 302

    page = client.get("/say/received/").content.decode()
    code = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b", page)
    assert code
    assert client.post("/say/follow/", {"code": code[0]}).status_code == 302
    assert client.get("/say/follow/").status_code == 200
    assert client.post("/say/follow/add/", {"text": "One more thing."}).status_code == 302
    assert client.post("/say/follow/withdraw/").status_code == 302
    assert client.get("/complaints/").status_code == 404


def test_somebody_signed_in_at_the_other_door_is_a_customer_here(settings, outlet, narrow):
    narrow.execute("RESET ROLE")
    client = accounts.signed_in_client(accounts.user_with(PostKind.OUTLET_HEAD, outlet))
    narrow.execute(f"SET LOCAL ROLE {PUBLIC}")
    settings.DOOR = "public"

    # A browser sends its cookies to every port of the machine; the narrow role may not even look a session up.
    assert client.get("/say/").status_code == 200
    assert write(client, outlet).status_code == 302
    assert client.get("/say/received/").status_code == 200
    assert client.get("/core/import").status_code == 404


def test_a_contractor_answers_under_the_narrow_role(client, narrow):
    narrow.execute("RESET ROLE")
    at_desk, now = mending.desk(), timezone.now()
    finding = mending.finding(at_desk, now=now)
    mending.notice(at_desk, NoticeState.RECEIVED, findings=[finding], now=now)
    head = at_desk.actor(PostKind.OUTLET_HEAD, now=now)
    _link, token = rectification.make_link(finding_id=finding.pk, name="广西某公司", by=head, now=now)
    narrow.execute(f"SET LOCAL ROLE {PUBLIC}")
    done = {"action": "更换打印头", "cause": "打印头老化", "done_at": local_minute(timezone.now())}

    assert client.get(f"/say/mend/{token}/").status_code == 200
    assert client.post(f"/say/mend/{token}/", {**done, "photos": [upload()]}).status_code == 302
    assert client.get(f"/say/mend/{token}/").status_code == 200


def local_minute(moment):
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT sealed_name FROM parties_party",
        "UPDATE parties_party SET sealed_name = NULL",
        "SELECT name FROM audit_event",
        "DELETE FROM audit_event",
        "SELECT url FROM notify_notification",
        "SELECT * FROM accounts_user",
        "SELECT * FROM django_migrations",
        "DELETE FROM complaints_complaint",
        "UPDATE org_unit SET name = 'x'",
        "UPDATE obligations_limitrule SET amount = 999",
        "INSERT INTO obligations_limitrule SELECT * FROM obligations_limitrule",
    ],
)
def test_the_narrow_role_may_not(narrow, statement):
    with pytest.raises(ProgrammingError, match="permission denied"):
        narrow.execute(statement)
