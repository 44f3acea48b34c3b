"""The pages of the organisation, as people see them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from biaogan.accounts.roles import Role
from biaogan.core.time import local_day
from biaogan.org import queries
from biaogan.org.models import Holding, NoticedVacancy, Person, PostKind, StaffingRule, Unit
from tests.conftest import NOW
from tests.factories import accounts, org

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _clock(time_machine_now):
    """These pages are seen in the tests' hour."""


@pytest.fixture
def time_machine_now():
    import time_machine

    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def made():
    return org.branch()


def client(what, unit, **defaults):
    make = accounts.user_with_role if isinstance(what, Role) else accounts.user_with
    return accounts.signed_in_client(make(what, unit), **defaults)


def see(browser, name, /, *args, expect=200, **query):
    response = browser.get(reverse(name, args=args), query)
    assert response.status_code == expect
    return response.content.decode()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_opens_in_both_languages(made, language):
    browser = client(Role.ADMINISTRATOR, made.bank, HTTP_ACCEPT_LANGUAGE=language)
    outlet, person = made.outlets[0], made.holder(PostKind.OUTLET_HEAD, made.outlets[0])
    Holding.objects.filter(post__unit=made.outlets[1], post__kind=PostKind.SERVICE_MANAGER).delete()

    for name, args in [
        ("org:units", ()),
        ("org:tree", ()),
        ("org:branch", (made.branch.pk,)),
        ("org:new", ()),
        ("org:vacancies", ()),
        ("org:people", ()),
        ("org:person", (person.pk,)),
        ("org:person_new", ()),
        ("org:person_edit", (person.pk,)),
        ("org:unit", (outlet.pk,)),
        ("org:unit", (made.outlets[1].pk,)),
        ("org:edit", (outlet.pk,)),
        ("org:posts", (outlet.pk,)),
        ("org:roster", (outlet.pk,)),
    ]:
        text = see(browser, name, *args)
        assert ("Units" in text or "Posts" in text or "Level" in text or "<ul" in text) == (
            language == "en"
        ) or language == "zh"


def test_the_list_shows_what_one_may_see_and_narrows(made):
    head = client(PostKind.SUB_BRANCH_HEAD, made.sub_branches[0])

    text = see(head, "org:units")
    assert made.outlets[0].name in text
    assert made.outlets[2].name not in text
    assert made.outlets[1].name not in see(head, "org:units", q=made.outlets[0].code)
    assert made.outlets[0].name not in see(head, "org:units", level="sub_branch")
    assert "No unit fits" in see(head, "org:units", q="没有这样的名称")


@pytest.mark.parametrize("name", ["org:units", "org:people", "org:vacancies"])
def test_lists_cost_the_same_for_one_row_and_for_many(made, name, django_assert_max_num_queries):
    Holding.objects.filter(post__kind=PostKind.SERVICE_MANAGER).delete()
    browser = client(Role.VIEWER, made.bank)
    see(browser, name)

    with django_assert_max_num_queries(16):
        see(browser, name)


def test_the_page_of_a_unit_costs_at_most_twenty_queries(made, django_assert_max_num_queries):
    browser = client(Role.ADMINISTRATOR, made.bank)

    with django_assert_max_num_queries(22):
        see(browser, "org:unit", made.sub_branches[0].pk)


def test_an_outlet_does_not_see_its_neighbour(made):
    browser = client(PostKind.OUTLET_HEAD, org.unit("outlet", made.sub_branches[0]))

    see(browser, "org:unit", made.outlets[1].pk, expect=404)
    see(browser, "org:person", made.holder(PostKind.TELLER, made.outlets[1]).pk, expect=404)
    see(browser, "org:roster", made.outlets[1].pk, expect=404)
    see(browser, "org:edit", made.outlets[1].pk, expect=403)


def test_a_unit_is_made_moved_renamed_and_closed(made):
    browser = client(Role.ADMINISTRATOR, made.bank)
    one, two = made.sub_branches

    told = {
        "parent": one.code,
        "level": "outlet",
        "code": "NEW1",
        "name": "新湖网点",
        "calendar": "cn-gx",
        "serves_customers": "on",
    }
    response = browser.post(reverse("org:new"), told)
    unit = Unit.objects.get(code="NEW1")
    assert response.url == reverse("org:unit", args=[unit.pk])
    again = browser.post(reverse("org:new"), told)
    assert again.status_code == 422
    assert "NEW1" in again.content.decode()

    browser.post(reverse("org:move", args=[unit.pk]), {"move-new_parent": f"x {two.code}", "move-on_day": TODAY})
    unit.refresh_from_db()
    assert queries.parent_of(unit) == two

    browser.post(reverse("org:edit", args=[unit.pk]), told | {"name": "新湖支行", "address": "长洲路一号"})
    unit.refresh_from_db()
    assert (unit.name, unit.address) == ("新湖支行", "长洲路一号")

    browser.post(reverse("org:close", args=[unit.pk]), {"close-on_day": TODAY, "close-reason": "撤并"})
    unit.refresh_from_db()
    assert unit.closed_on == TODAY


def test_a_unit_s_calendar_and_function_are_chosen_by_name(made):
    browser = client(Role.ADMINISTRATOR, made.bank)
    made.office.function = "archive"
    made.office.save(update_fields=["function"])

    page = see(browser, "org:edit", made.office.pk)
    for option in ('value="cn-gx">Guangxi', 'value="it">Technology', 'value="archive" selected>archive'):
        assert f"<option {option}</option>" in page
    assert "id_function" not in see(browser, "org:edit", made.outlets[0].pk)

    told = {"name": "办公室", "calendar": "moon", "function": "office"}
    assert browser.post(reverse("org:edit", args=[made.office.pk]), told).status_code == 422
    browser.post(reverse("org:edit", args=[made.office.pk]), told | {"calendar": "cn-gx"})
    made.office.refresh_from_db()
    assert (made.office.function, made.office.calendar) == ("office", "cn-gx")


def test_the_search_box_says_what_may_be_looked_for(made):
    browser = client(Role.ADMINISTRATOR, made.bank)

    assert 'placeholder="Name, pinyin or code"' in see(browser, "org:units")
    assert 'placeholder="Name, pinyin or staff number"' in see(browser, "org:people")


def test_a_move_that_breaks_a_rule_is_told_on_the_page(made):
    browser = client(Role.ADMINISTRATOR, made.bank)
    sub = made.sub_branches[0]

    told = {"move-new_parent": made.outlets[0].code, "move-on_day": TODAY}
    response = browser.post(reverse("org:move", args=[sub.pk]), told, follow=True)

    assert "does not stand under" in response.content.decode()
    response = browser.post(reverse("org:move", args=[sub.pk]), {"move-new_parent": "no such"}, follow=True)
    assert "There is no unit with this code" in response.content.decode()


def test_posts_are_filled_ended_and_withdrawn(made):
    browser = client(Role.ADMINISTRATOR, made.bank)
    outlet, newcomer = made.outlets[0], org.person("韦一")
    url = reverse("org:posts", args=[outlet.pk])
    holding = Holding.objects.get(post__unit=outlet, post__kind=PostKind.OUTLET_HEAD)

    taken = browser.post(url, {"kind": "outlet_head", "person": newcomer.staff_no, "from_day": TODAY})
    assert taken.status_code == 422
    assert "One person holds this post at a time" in taken.content.decode()
    end = {f"end{holding.pk}-last_day": TODAY, f"end{holding.pk}-successor": f"韦一 {newcomer.staff_no}"}
    browser.post(reverse("org:holding_end", args=[holding.pk]), end)
    assert queries.holders(PostKind.OUTLET_HEAD, outlet, on=TODAY + dt.timedelta(days=1)) == [newcomer]
    coming = Holding.objects.get(person=newcomer)
    assert "Withdraw" in see(browser, "org:posts", outlet.pk)
    browser.post(reverse("org:holding_withdraw", args=[coming.pk]))
    assert not Holding.objects.filter(person=newcomer).exists()


def test_people_join_change_and_leave(made):
    browser = client(Role.ADMINISTRATOR, made.bank)

    browser.post(reverse("org:person_new"), {"staff_no": "N1", "name": "覃新"})
    person = Person.objects.get(staff_no="N1")
    assert browser.post(reverse("org:person_new"), {"staff_no": "N1", "name": "覃新"}).status_code == 422
    browser.post(reverse("org:person_edit", args=[person.pk]), {"name": "覃心", "email": "qx@example.com"})
    browser.post(reverse("org:person_leave", args=[person.pk]), {"last_day": TODAY})

    person.refresh_from_db()
    assert (person.name, person.email, person.left_on) == ("覃心", "qx@example.com", TODAY + dt.timedelta(days=1))


def test_the_week_of_the_roster_is_ticked_and_saved(made):
    outlet, helper = made.outlets[0], made.holder(PostKind.TELLER, made.outlets[3])
    lobby = made.holder(PostKind.LOBBY_MANAGER, outlet)
    stranger = made.holder(PostKind.TELLER, made.outlets[2])
    browser = client(PostKind.SERVICE_MANAGER, outlet)
    url = reverse("org:roster", args=[outlet.pk]) + "?week=2026-11-24"

    told = {
        "on": [f"{lobby.pk}:2026-11-23", f"{lobby.pk}:2027-01-01", f"{stranger.pk}:2026-11-23", "x:y", "²:2026-11-23"],
        "person": helper.staff_no,
        "helps": ["2026-11-25"],
    }
    response = browser.post(url, told)

    assert response.status_code == 302
    assert queries.on_duty(outlet, day=dt.date(2026, 11, 23)) == [lobby]
    assert queries.on_duty(outlet, day=dt.date(2026, 11, 25)) == [helper]
    assert helper.name in see(browser, "org:roster", outlet.pk, week="2026-11-24")
    assert see(browser, "org:roster", outlet.pk, week="nonsense")
    lobby_browser = client(PostKind.LOBBY_MANAGER, outlet)
    assert lobby_browser.post(url, told).status_code == 403


def test_vacancies_name_the_unit_and_the_rule_is_changed_by_who_may(made):
    outlet = made.outlets[0]
    Holding.objects.filter(post__unit=outlet, post__kind=PostKind.SERVICE_MANAGER).delete()
    NoticedVacancy.objects.create(unit=outlet, post_kind=PostKind.SERVICE_MANAGER, reason="nobody", noticed_at=NOW)
    office = client(PostKind.OFFICE_HEAD, made.office)

    text = see(office, "org:vacancies")
    assert outlet.name in text
    assert "bank has to confirm" in text
    office.post(reverse("org:staffing_rule"), {"idle_days": 20, "valid_from": TODAY, "basis": "行发〔2026〕1号"})

    assert StaffingRule.objects.get().idle_days == 20
    assert "20 days" in see(office, "org:vacancies")
    assert outlet.name not in see(client(PostKind.OUTLET_HEAD, made.outlets[3]), "org:vacancies")


def test_suggestions_name_what_one_may_see(made):
    browser = client(PostKind.SUB_BRANCH_HEAD, made.sub_branches[0])
    outlet = made.outlets[0]

    text = see(browser, "org:choose_unit", name="parent", parent=outlet.name)
    assert f"{outlet.name} {outlet.code}" in text
    assert made.outlets[2].code not in see(browser, "org:choose_unit", name="parent", parent=made.outlets[2].name)
    person = made.holder(PostKind.TELLER, outlet)
    assert person.staff_no in see(browser, "org:choose_person", name="p", p=f"{person.name} {person.staff_no}")


def test_the_list_of_units_is_exported_as_it_stands(made):
    browser = client(Role.LEADER, made.bank)

    response = browser.get(reverse("org:units"), {"level": "outlet", "export": "csv"})

    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 5
    assert local_day(NOW) == TODAY
