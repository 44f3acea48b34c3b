from __future__ import annotations

import pytest

from biaogan.accounts.roles import Role
from biaogan.org.models import Person, PostKind
from tests.factories import accounts, complaints, org

pytestmark = pytest.mark.django_db


def test_everybody_who_is_signed_in_has_a_first_page_in_both_languages() -> None:
    branch = org.branch()

    for kind, unit in ((PostKind.TELLER, branch.outlets[0]), (PostKind.OFFICE_HEAD, branch.office)):
        client = accounts.signed_in_client(accounts.user_with(kind, unit))
        for language, word in (("zh-hans", "我的待办"), ("en", "What I owe")):
            client.cookies["biaogan_language"] = language
            page = client.get("/")
            assert page.status_code == 200
            assert word in page.content.decode()


def test_the_first_page_offers_registering_only_to_those_who_may() -> None:
    branch = org.branch()

    head = accounts.signed_in_client(accounts.user_with(PostKind.OUTLET_HEAD, branch.outlets[0]))
    teller = accounts.signed_in_client(accounts.user_with(PostKind.TELLER, branch.outlets[0]))

    assert "/complaints/new" in head.get("/").content.decode()
    assert "/complaints/new" not in teller.get("/").content.decode()


def test_the_search_finds_units_and_people_only_where_they_may_be_seen() -> None:
    branch = org.branch()
    here, there = branch.outlets[0], branch.outlets[-1]
    client = accounts.signed_in_client(accounts.user_with(PostKind.OUTLET_HEAD, here))

    assert here.name in client.get("/search/", {"q": here.name}).content.decode()
    assert f"/units/{there.pk}/" not in client.get("/search/", {"q": there.name}).content.decode()


def test_the_search_shows_what_was_said_and_where_there_is_more() -> None:
    at_desk = complaints.desk()
    for number in range(11):
        complaints.complaint(at_desk, summary=f"第{number}次，柜员服务态度生硬")
    client = accounts.signed_in_client(at_desk.user(PostKind.OFFICE_HEAD))

    page = client.get("/search/", {"q": "服务态度"}).content.decode()

    assert page.count("<mark>服务态度</mark>") == 10
    assert "/complaints/?q=%E6%9C%8D%E5%8A%A1%E6%80%81%E5%BA%A6" in page


def test_a_word_finds_where_it_was_said_before_every_name_it_is_part_of() -> None:
    at_desk = complaints.desk()
    outlet = at_desk.branch.outlets[0]
    case = complaints.complaint(at_desk, summary=f"在{outlet.name}，柜员态度生硬").case
    teller = at_desk.branch.holder(PostKind.TELLER, outlet)
    Person.objects.filter(pk=teller.pk).update(name="某柜员")
    client = accounts.signed_in_client(at_desk.user(PostKind.OFFICE_HEAD))

    def order(typed: str, *titles: str) -> list[str]:
        page = client.get("/search/", {"q": typed}).content.decode()
        return sorted(titles, key=lambda title: page.index(f">{title}</a>"))

    assert order("柜员", "某柜员", case.number) == [case.number, "某柜员"]
    # Whose name begins so, or who is called so, comes first.
    assert order("某柜员", "某柜员") == ["某柜员"]
    assert order(outlet.name, outlet.name, case.number) == [outlet.name, case.number]


@pytest.mark.parametrize("text", ["", "%", "a" * 500, "' OR 1=1 --", "C-2026-"])
def test_no_search_breaks(text: str) -> None:
    branch = org.branch()
    client = accounts.signed_in_client(accounts.user_with_role(Role.AUDITOR, branch.bank))

    assert client.get("/search/", {"q": text}).status_code == 200
