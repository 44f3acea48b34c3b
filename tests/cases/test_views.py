"""Finding a case by its number, and the parts of a case's page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from biaogan.accounts.access import Role
from biaogan.cases.models import Case, CaseBar, CaseLink
from tests.factories import org
from tests.factories.accounts import signed_in_client, user_with_role
from tests.factories.cases import make_case

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.cases.urls")]


def browser(role, unit, **defaults):
    return signed_in_client(user_with_role(role, unit), **defaults)


def test_the_number_opens_its_case_and_a_strange_number_says_what_to_do():
    case = make_case(org.unit())
    client = browser(Role.VIEWER, case.subject_unit)

    assert client.get(reverse("cases:find"), {"q": case.number}).headers["Location"] == f"/test-case/{case.pk}/"
    assert client.get(reverse("cases:open", args=[case.pk])).headers["Location"] == f"/test-case/{case.pk}/"
    assert (
        "No case in your sight has this number"
        in client.get(reverse("cases:find"), {"q": "TP-2026-999999"}).content.decode()
    )
    assert "Type a number" in client.get(reverse("cases:find")).content.decode()


def test_the_page_is_chinese_for_a_chinese_browser():
    case = make_case(org.unit(), restricted=True, held=True)
    client = browser(Role.OFFICE_HEAD, case.subject_unit, HTTP_ACCEPT_LANGUAGE="zh-CN")

    html = client.get(f"/test-case/{case.pk}/").content.decode()

    for words in ("法律保全", "保密", "关联与回避", "关联案件"):
        assert words in html


def test_who_may_not_see_the_case_gets_nothing_from_any_of_its_routes():
    case = make_case(org.unit())
    client = browser(Role.OFFICE_HEAD, org.unit())

    assert client.get(reverse("cases:open", args=[case.pk])).status_code == 404
    for route in ("link", "bar", "make_confidential", "make_ordinary", "hold", "lift_hold"):
        assert client.post(reverse(f"cases:{route}", args=[case.pk]), {"reason": "x"}).status_code == 404


def test_who_may_only_look_finds_no_moves_and_is_refused_when_they_try():
    case = make_case(org.unit())
    client = browser(Role.VIEWER, case.subject_unit)

    assert "Legal hold" not in client.get(f"/test-case/{case.pk}/").content.decode()
    assert client.post(reverse("cases:hold", args=[case.pk]), {"reason": "x"}).status_code == 403


def test_the_moves_of_a_case_work_from_its_page():
    unit = org.unit()
    case, other, clerk = make_case(unit), make_case(unit), org.person()
    client = browser(Role.OFFICE_HEAD, unit)

    client.post(reverse("cases:link", args=[case.pk]), {"kind": "follows", "other": other.number})
    client.post(reverse("cases:bar", args=[case.pk]), {"staff_no": clerk.staff_no, "reason": "被投诉人"})
    client.post(reverse("cases:make_confidential", args=[case.pk]), {"reason": "涉及员工"})
    client.post(reverse("cases:hold", args=[case.pk]), {"reason": "法院来函"})

    html = client.get(f"/test-case/{case.pk}/").content.decode()
    for words in (other.number, clerk.name, "Under legal hold", "Confidential", "法院来函"):
        assert words in html
    barred = CaseBar.objects.get()
    client.post(reverse("cases:lift_bar", args=[case.pk, barred.pk]), {"reason": "弄错了"})
    client.post(reverse("cases:lift_hold", args=[case.pk]), {"reason": "结案"})
    client.post(reverse("cases:make_ordinary", args=[case.pk]), {"reason": "查清"})
    case = Case.objects.get(pk=case.pk)
    assert (case.held_at, case.confidentiality, CaseBar.objects.count()) == (None, "ordinary", 0)


def test_a_wrong_entry_is_said_on_the_page_and_changes_nothing():
    case = make_case(org.unit())
    client = browser(Role.OFFICE_HEAD, case.subject_unit)

    wrong = client.post(
        reverse("cases:link", args=[case.pk]), {"kind": "follows", "other": "TP-2026-999999"}, follow=True
    )
    nobody = client.post(reverse("cases:bar", args=[case.pk]), {"staff_no": "nobody", "reason": "x"}, follow=True)
    itself = client.post(reverse("cases:link", args=[case.pk]), {"kind": "follows", "other": case.number}, follow=True)

    assert "No case with this number is in your sight" in wrong.content.decode()
    assert "Nobody has this staff number." in nobody.content.decode()
    assert "A case cannot be linked to itself." in itself.content.decode()
    assert not CaseLink.objects.exists()


def test_a_bar_of_another_case_cannot_be_lifted_through_this_one():
    unit = org.unit()
    case, other = make_case(unit), make_case(unit, barred=org.person())
    client = browser(Role.OFFICE_HEAD, unit)

    answer = client.post(reverse("cases:lift_bar", args=[case.pk, other.bars.get().pk]), {"reason": "x"})

    assert answer.status_code == 404
    assert CaseBar.objects.count() == 1


def test_the_parts_of_a_page_cost_few_queries(query_count):
    unit = org.unit()
    case = make_case(unit)
    client = browser(Role.OFFICE_HEAD, unit)
    for _ in range(5):
        client.post(reverse("cases:link", args=[case.pk]), {"kind": "follows", "other": make_case(unit).number})
        client.post(reverse("cases:bar", args=[case.pk]), {"staff_no": org.person().staff_no, "reason": "x"})
    client.get(f"/test-case/{case.pk}/")

    with query_count() as made:
        client.get(f"/test-case/{case.pk}/")

    assert len(made) <= 12
