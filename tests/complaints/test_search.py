"""The register and the search box, asked for words that were said."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from biaogan.accounts.access import job_actor
from biaogan.cases import jobs
from biaogan.cases.models import CaseWords
from biaogan.cases.queries import words
from biaogan.cases.rules import words_of
from biaogan.complaints import actions
from biaogan.complaints.actions.history import Past, register_many
from biaogan.complaints.choices import Voice
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories.accounts import api_client, signed_in_client
from tests.factories.complaints import Desk, complaint, desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    return desk()


@pytest.fixture(params=["walked", "looked up"])
def _either_way(request, monkeypatch):
    if request.param == "looked up":
        monkeypatch.setattr(words, "SAMPLE_AT_LEAST", 1)
        monkeypatch.setattr(words, "SAMPLE_AT_MOST", 1)
        monkeypatch.setattr(words, "SAMPLES_OF_A_SMALL_SCOPE", 0)
        monkeypatch.setattr(words, "HITS_OF_A_FREQUENT_WORD", 1000)


def page(at_desk, kind=PostKind.OFFICE_HEAD, **asked):
    return signed_in_client(at_desk.user(kind)).get(reverse("complaints:register"), asked)


def found(at_desk, kind=PostKind.OFFICE_HEAD, **asked):
    return [row.pk for row in page(at_desk, kind, **asked).context["page"].rows]


@pytest.mark.usefixtures("_either_way")
def test_the_register_finds_words_of_what_happened_and_of_what_is_asked_for(at_desk):
    rude = complaint(at_desk, summary="柜员服务态度生硬")
    slow = complaint(
        at_desk, summary="排队一小时", demand="道歉并改善服务态度", received_at=NOW - dt.timedelta(hours=1)
    )
    complaint(at_desk, summary="自助机吞卡")

    assert found(at_desk, q="服务态度") == [rude.pk, slow.pk]
    assert found(at_desk, q="态度 排队") == [slow.pk]
    assert found(at_desk, q="态度", show="closed") == []
    assert found(at_desk, q="赔偿") == []
    assert "<mark>服务态度</mark>" in page(at_desk, q="服务态度").content.decode()


@pytest.mark.usefixtures("_either_way")
def test_whoever_may_not_see_a_complaint_does_not_find_it_by_its_words(at_desk):
    head = at_desk.person(PostKind.OUTLET_HEAD)
    complaint(at_desk, subject=at_desk.branch.outlets[3], summary="服务态度，别处的事")
    complaint(at_desk, summary="服务态度，网点负责人本人", staff=[head])
    complaint(at_desk, summary="服务态度，收受回扣", voice=Voice.WRONGDOING)
    mine = complaint(at_desk, summary="服务态度，本网点的事")

    assert found(at_desk, PostKind.OUTLET_HEAD, q="服务态度") == [mine.pk]
    text = signed_in_client(at_desk.user(PostKind.OUTLET_HEAD)).get("/search/", {"q": "服务态度"}).content.decode()
    assert mine.case.number in text
    assert [word for word in ("别处", "本人", "回扣") if word in text] == []


@pytest.mark.usefixtures("_either_way")
@pytest.mark.parametrize("digits", ["13912345678", "139 1234 5678", "5678", "139", "1234"])
def test_a_telephone_number_in_the_text_is_not_found_by_its_digits(at_desk, digits):
    complaint(at_desk, summary="请回电13912345678，态度要好")
    complaint(at_desk, summary="请回电139****5678，态度要好")

    assert len(found(at_desk, q="回电 态度")) == 2
    assert found(at_desk, q=digits) == []


def test_one_character_is_answered_with_what_is_needed(at_desk):
    complaint(at_desk, summary="服务差")

    assert "Type two or more characters" in page(at_desk, q="差").content.decode()
    box = signed_in_client(at_desk.user(PostKind.OFFICE_HEAD)).get("/search/", {"q": "差"})
    assert "Type two or more characters" in box.content.decode()


def test_a_number_goes_before_words(at_desk):
    made = complaint(at_desk)
    complaint(at_desk, summary=f"上次的编号是 {made.case.number}")

    assert found(at_desk, q=made.case.number) == [made.pk]


def test_what_is_read_in_and_what_the_customer_adds_is_found_too(at_desk):
    past = Past(unit=at_desk.outlet, received_at=NOW, summary="长者窗口无人", key="old:1")
    read_in = register_many([past], by=job_actor("test"), now=NOW)[0]
    made = complaint(at_desk)
    actions.add_message(complaint_id=made.pk, text="补充：发票丢失", by=job_actor("test"), now=NOW)

    assert found(at_desk, q="长者窗口") == [read_in.pk]
    assert found(at_desk, q="发票") == [made.pk]


def test_complaints_from_before_get_the_words_that_registering_gives(at_desk):
    made = complaint(at_desk, summary="柜员服务态度生硬", demand="请道歉")
    expected = CaseWords.objects.get(case=made.pk).words
    CaseWords.objects.all().delete()

    jobs.fill_words(now=NOW)

    assert CaseWords.objects.get(case=made.pk).words == expected == words_of("柜员服务态度生硬\n请道歉")


def test_a_search_costs_the_same_queries_however_many_rows(at_desk, query_count):
    browser = signed_in_client(at_desk.user(PostKind.OFFICE_HEAD))
    counts = []
    complaint(at_desk, summary="服务态度")
    browser.get(reverse("complaints:register"))
    for _ in range(2):
        with query_count() as made:
            browser.get(reverse("complaints:register"), {"q": "态度"})
        counts.append(len(made))
        for _more in range(4):
            complaint(at_desk, summary="服务态度")

    assert counts[0] == counts[1] <= 22


def test_the_api_finds_words_too(at_desk):
    made = complaint(at_desk, summary="柜员服务态度生硬")
    complaint(at_desk, summary="排队")

    answer = api_client(at_desk.user(PostKind.OFFICE_HEAD)).get("/api/v1/complaints/", {"q": "态度"})

    assert [row["id"] for row in answer.json()["items"]] == [made.pk]
