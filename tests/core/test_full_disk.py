"""A disk without room, and a file without end: said in words, on pages and to programs alike."""

from __future__ import annotations

import errno

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse

from biaogan.accounts.roles import Role
from biaogan.core.exchange import uploads
from biaogan.evidence import uploads as arriving
from biaogan.evidence.models import Evidence
from biaogan.org.models import PostKind
from tests.factories import accounts, org
from tests.factories.cases import make_case
from tests.factories.evidence import upload

pytestmark = pytest.mark.django_db

WORDS = {
    "en": "The disk of the server is full. Nothing was changed; please tell the administrator.",
    "zh-CN": "服务器磁盘已满。没有作任何改动，请告知管理员。",
}


@pytest.fixture
def full(monkeypatch):
    def refuse(*arguments, **values):
        raise OSError(errno.ENOSPC, "No space left on device")

    return lambda thing, name: monkeypatch.setattr(thing, name, refuse)


def importing_client(language):
    made = org.branch()
    user = accounts.user_with(PostKind.OFFICE_HEAD, made.office, language="")
    accounts.give(user, Role.SUB_BRANCH_HEAD, made.sub_branches[0])
    return accounts.signed_in_client(user, HTTP_ACCEPT_LANGUAGE=language)


def hand_in(browser):
    file = SimpleUploadedFile("a.csv", b"outlet,day,staff_no\n1,2026-11-24,2\n")
    return browser.post(reverse("core:import_hand_in", args=["roster"]), {"file": file})


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize(("thing", "name"), [(arriving, "ArrivingFile"), (uploads, "keep")])
def test_a_table_that_finds_no_room_is_refused_on_its_page(full, language, thing, name):
    full(thing, name)

    answer = hand_in(importing_client(language))

    assert answer.status_code == 507
    assert WORDS[language] in answer.content.decode()


@pytest.fixture
def case(db):
    return make_case(org.unit())


def send_proof(case):
    program = accounts.api_client(accounts.user_with_role(Role.COMPLAINT_OFFICER, case.subject_unit))
    return program.post(f"/api/v1/evidence/cases/{case.pk}/files", {"file": upload()})


def test_a_program_that_sends_proof_is_told_of_a_full_disk_and_not_of_a_missing_file(full, case):
    full(arriving, "ArrivingFile")

    answer = send_proof(case)

    assert (answer.status_code, answer.json()["title"]) == (507, "disk_full")
    assert not Evidence.objects.exists()


def test_a_program_that_sends_without_end_is_told_of_the_limit(settings, case):
    settings.EVIDENCE_MOST_FILM = 10

    answer = send_proof(case)

    assert (answer.status_code, answer.json()["title"]) == (413, "too_big")
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("language", WORDS)
def test_a_database_without_room_is_told_apart_from_one_that_is_away(monkeypatch, language):
    def refuse(*arguments, **values):
        raise OperationalError from psycopg.errors.DiskFull()

    monkeypatch.setattr("biaogan.core.exchange.views._look", refuse)

    answer = hand_in(importing_client(language))

    assert answer.status_code == 507
    assert WORDS[language] in answer.content.decode()
