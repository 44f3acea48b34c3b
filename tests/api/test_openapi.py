from django.test import Client

from biaogan.config.api import api
from tools.openapi import FILE, description


def test_the_committed_description_is_that_of_the_code():
    """`python -m tools.openapi` writes it, so that every change of the API shows in review."""
    assert FILE.read_text("utf-8") == description()


def test_every_operation_has_a_name_of_its_own():
    names = [operation.operation_id for operation in api.operations()]

    assert None not in names
    assert len(names) == len(set(names))


def test_the_description_is_served():
    answer = Client().get("/api/v1/openapi.json")

    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Biaogan"
