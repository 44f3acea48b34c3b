"""The customer's door as it stands before a bank: a process of its own, with a data home and a database role of its own."""

import http.cookiejar
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import psycopg
import pytest

from biaogan.server.environment import for_children
from biaogan.server.postgres import start
from tests.server.conftest import REPOSITORY
from tests.server.test_serve import Installation

pytestmark = pytest.mark.faults

#: What an installation has before the first customer comes: a network with its posts filled.
NETWORK = """
import django
django.setup()
from biaogan.accounts.models import User
from tests.factories import org
made = org.branch()
print(made.outlets[0].code)
"""


class Customer:
    """A browser: it keeps cookies and sends forms with their token."""

    def __init__(self, url):
        self.url = url.rstrip("/")
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )
        self.opener.addheaders = [("Accept-Language", "en")]
        self.page = ""

    def open(self, path):
        return self._read(f"{self.url}{path}")

    def send(self, path, **values):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page)
        hidden = re.search(r'name="form_key" value="([0-9a-f-]+)"', self.page)
        typed = values | {"csrfmiddlewaretoken": token[1]} | ({"form_key": hidden[1]} if hidden else {})
        return self._read(f"{self.url}{path}", urllib.parse.urlencode(typed).encode())

    def _read(self, url, data=None):
        try:
            with self.opener.open(url, data, timeout=20) as answer:
                self.page = answer.read().decode()
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code


@pytest.fixture
def door(home):
    with start(home / "inside") as server:
        environment = for_children(home / "inside", app_url=server.owner_url)
        ours = ["biaogan.server.migrating", "--app-role", "biaogan_app", "--public-role", "biaogan_public"]
        subprocess.run([sys.executable, "-m", *ours], env=environment, check=True, capture_output=True)
        environment = for_children(home / "inside", app_url=server.app_url) | {"PYTHONPATH": str(REPOSITORY)}
        network = [sys.executable, "-c", NETWORK]
        made = subprocess.run(network, env=environment, check=True, capture_output=True, text=True)
        it = Installation(home / "outside", "--only", "public", DATABASE_URL=server.public_url)
        yield it.wait_until_it_says_where(), server, made.stdout.strip()
        it.stop()


def test_a_complaint_is_sent_followed_added_to_and_withdrawn_through_a_door_of_its_own(door):
    process, server, outlet = door
    customer = Customer(process.url)

    assert customer.open("/complaints/") == 404
    assert customer.open(f"/say/{outlet}/") == 200
    said = {"voice": "complaint", "summary": "The queue was an hour long.", "phone": "13900001234", "name": "Li"}
    assert customer.send(f"/say/{outlet}/", **said) == 200
    code = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}\b", customer.page)
    assert code
    assert "C-20" in customer.page

    assert customer.open("/say/follow/") == 200
    assert customer.send("/say/follow/", code=code[0]) == 200
    assert customer.send("/say/follow/add/", text="One more thing.") == 200
    assert "One more thing." in customer.page
    assert customer.send("/say/follow/withdraw/") == 200
    assert "You have withdrawn it." in customer.page

    with psycopg.connect(server.app_url) as connection:
        state = connection.execute("SELECT state, result <> '' FROM complaints_complaint").fetchone()
        told = connection.execute("SELECT DISTINCT code FROM notify_notification ORDER BY code").fetchall()
        owed = connection.execute("SELECT count(*) FROM obligations_obligation WHERE cancelled_at IS NULL").fetchone()
        name = connection.execute("SELECT sealed_name <> '' FROM parties_party").fetchone()
    assert state == ("withdrawn", True)
    assert told == [("complaint.message",), ("complaint.withdrawn",)]
    assert owed == (0,)
    assert name == (True,)
