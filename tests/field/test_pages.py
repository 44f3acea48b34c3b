import json
import re

import pytest
from django.test import Client

from biaogan.accounts.access import Role
from biaogan.core import built
from biaogan.premises.labels import labels_of
from biaogan.sync.models import Device
from tests.factories import accounts, org
from tests.factories import sync as phones

pytestmark = pytest.mark.django_db


@pytest.fixture
def front(monkeypatch):
    """A page that was built, whether or not one is."""
    chunks = {
        "src/field/main.ts": {
            "file": "field-1.js",
            "css": ["field-2.css"],
            "dynamicImports": ["jsqr"],
            "imports": ["part"],
        },
        "jsqr": {"file": "jsqr-3.js", "imports": ["src/field/main.ts"]},
        "part": {"file": "part-4.js"},
        "src/field/worker.ts": {"file": "worker-5.js"},
    }
    monkeypatch.setattr(built, "_read", lambda name: chunks)
    monkeypatch.setattr(built, "script_of", lambda entry: f"/* {entry} */")


@pytest.fixture
def net():
    return org.branch()


def test_the_page_is_the_same_for_everybody_and_names_nobody(front, net):
    user = accounts.user_with_role(Role.INSPECTOR, net.branch)

    signed_out, signed_in = Client().get("/field/"), accounts.signed_in_client(user).get("/field/")

    assert signed_out.content == signed_in.content
    assert not signed_out.cookies
    assert user.username not in signed_in.content.decode()


def test_the_worker_keeps_everything_the_page_is_made_of(front):
    answer = Client().get("/field/sw.js")

    told = json.loads(re.match(r"self\.FIELD_SHELL = (.*);\n", answer.content.decode())[1])
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert told["page"] == "/field/"
    names = {path.rpartition("/")[2] for path in told["files"]}
    assert names >= {"field-1.js", "field-2.css", "jsqr-3.js", "part-4.js", "mark.svg", "manifest.webmanifest"}
    assert told["version"] in Client().get("/field/").content.decode()


def test_the_version_changes_with_what_the_page_is_made_of(front, monkeypatch):
    from biaogan.field import shell

    before = shell.version()
    monkeypatch.setattr(built, "script_of", lambda entry: "something else")

    assert shell.version() != before


def test_without_a_built_front_there_is_no_worker(monkeypatch):
    monkeypatch.setattr(built, "_read", lambda name: {})

    assert Client().get("/field/sw.js").status_code == 404
    assert Client().get("/field/").status_code == 200


def test_the_page_can_be_installed(front):
    told = Client().get("/field/manifest.webmanifest").json()

    assert (told["start_url"], told["scope"], told["display"]) == ("/field/", "/field/", "standalone")


def test_an_inspector_is_shown_a_code_for_a_phone_of_ones_own(net):
    client = accounts.signed_in_client(accounts.user_with_role(Role.INSPECTOR, net.branch))

    page = client.post("/field/phone").content.decode()

    code = re.search(r'code-big">([\w-]+)<', page)[1]
    assert "svg" in page
    answer = Client().post(
        "/api/v1/sync/pair",
        {"code": code, "algorithm": "ed25519", "public_key": key(), "app_version": "1"},
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()["purpose"]) == (201, "field")
    assert Device.objects.get().name in client.get("/field/phone").content.decode()


def key() -> str:
    import base64

    return base64.b64encode(phones.handset().public_key).decode()


def test_a_lost_phone_is_revoked_by_its_owner_and_by_no_colleague(net):
    owner, colleague = (accounts.user_with_role(Role.INSPECTOR, net.branch) for _ in range(2))
    device = phones.paired(net.branch, person=owner.person).device

    refused = accounts.signed_in_client(colleague).post(f"/field/phone/{device.pk}/revoke")
    done = accounts.signed_in_client(owner).post(f"/field/phone/{device.pk}/revoke")

    assert (refused.status_code, done.status_code) == (404, 302)
    device.refresh_from_db()
    assert device.revoked_at is not None


def test_whoever_has_no_work_on_a_phone_is_not_offered_one(net):
    client = accounts.signed_in_client(accounts.user_with_role(Role.STAFF, net.outlets[0]))

    assert client.get("/field/phone").status_code == 403


def test_the_label_on_the_wall_opens_the_outlet_on_the_phone(net):
    (label,) = labels_of(net.outlets[0], "field")

    assert label.url == f"/field/#at={net.outlets[0].code}"
