"""The pages of repairs, and what programs do with them."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from biaogan.accounts.roles import Role
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from biaogan.premises.kinds import DeviceKind
from biaogan.premises.models import Repair
from tests.conftest import NOW
from tests.factories import accounts, org, premises

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def made():
    return org.branch()


@pytest.fixture
def machine(made):
    return premises.device(made.outlets[0], kind=DeviceKind.CASH_MACHINE)


def browser(what, unit, **defaults):
    make = accounts.user_with_role if isinstance(what, Role) else accounts.user_with
    return accounts.signed_in_client(make(what, unit), **defaults)


def text_of(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_scanned_label_needs_two_taps(made, machine):
    client = browser(PostKind.LOBBY_MANAGER, machine.outlet)
    opened = client.get(reverse("premises:scanned", args=[machine.code]), follow=True)
    page = opened.content.decode()
    # What is wrong is chosen on the very page that the label opens, and sent from there.
    assert 'value="cash"' in page
    assert reverse("premises:report", args=[machine.pk]) in page

    answer = client.post(reverse("premises:report", args=[machine.pk]), {"kind": "cash"}, follow=True)

    repair = Repair.objects.get()
    assert repair.case.number in answer.content.decode()
    assert "Report a fault" not in text_of(client, "premises:device", machine.pk)


def test_something_else_wants_words_and_keeps_what_was_typed(machine):
    client = browser(PostKind.LOBBY_MANAGER, machine.outlet)

    answer = client.post(reverse("premises:report", args=[machine.pk]), {"kind": "other", "fault": " "})
    ahead = client.post(
        reverse("premises:report", args=[machine.pk]), {"kind": "cash", "down_since": "2026-11-24T23:00"}
    )

    assert answer.status_code == ahead.status_code == 422
    assert "Say in a few words what is wrong." in answer.content.decode()
    assert not Repair.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_repair_goes_its_way_through_the_pages(made, machine, language):
    repair = premises.repair(machine, by=premises.actor_at(machine.outlet, PostKind.SERVICE_MANAGER))
    technician = browser(PostKind.DEPARTMENT_HEAD, made.it, HTTP_ACCEPT_LANGUAGE=language)
    lobby = browser(PostKind.LOBBY_MANAGER, machine.outlet, HTTP_ACCEPT_LANGUAGE=language)

    assert repair.case.number in text_of(technician, "premises:repairs", show="open")
    assert reverse("premises:repair_mended", args=[repair.pk]) in text_of(technician, "premises:repair", repair.pk)
    assert text_of(technician, "premises:repair_assign", repair.pk)
    named = {"contractor": "厂家", "unit": made.it.code}
    assert technician.post(reverse("premises:repair_assign", args=[repair.pk]), named).status_code == 302
    form = text_of(technician, "premises:repair_mended", repair.pk)
    assert "2026-11-24T10:00" in form
    done = {"note": "换了模块", "mended_at": "2026-11-24T10:00"}
    assert technician.post(reverse("premises:repair_mended", args=[repair.pk]), done).status_code == 302
    # Whether it works is for the outlet to say.
    assert technician.get(reverse("premises:repair_check", args=[repair.pk])).status_code == 403
    assert lobby.post(reverse("premises:repair_give_back", args=[repair.pk]), {}).status_code == 422
    assert lobby.post(reverse("premises:repair_check", args=[repair.pk]), {"note": ""}).status_code == 302
    repair.refresh_from_db()
    assert repair.state == "checked"
    assert "换了模块" in text_of(lobby, "premises:repair", repair.pk)
    again = lobby.get(reverse("premises:repair_check", args=[repair.pk]))
    assert again.status_code == 409


def test_a_list_of_many_costs_what_one_of_few_costs(made, query_count):
    client = browser(Role.LEADER, made.bank)
    premises.repair(premises.device(made.outlets[0]))
    with query_count() as few:
        text_of(client, "premises:repairs")
    for outlet in made.outlets:
        for _ in range(3):
            premises.repair(premises.device(outlet), mended=True)

    with query_count() as many:
        text = text_of(client, "premises:repairs")

    assert text.count("row-link") == 13
    assert len(many) <= len(few)
    assert len(many) <= 16


def test_the_page_of_a_repair_keeps_to_its_queries(machine, query_count):
    repair = premises.repair(machine, mended=True)
    client = browser(PostKind.OUTLET_HEAD, machine.outlet)
    text_of(client, "premises:repair", repair.pk)

    with query_count() as asked:
        text_of(client, "premises:repair", repair.pk)

    assert len(asked) <= 24


def test_the_inbox_leads_to_the_move(made, machine):
    premises.repair(machine)
    duty = Obligation.objects.get()
    technician = accounts.user(person=made.holder(PostKind.DEPARTMENT_HEAD, made.it))

    text = accounts.signed_in_client(technician).get("/inbox/").content.decode()

    assert reverse("premises:repair_mended", args=[duty.case_id]) in text


def test_another_outlets_repair_is_not_found(made, machine):
    repair = premises.repair(machine)
    client = browser(PostKind.OUTLET_HEAD, made.outlets[2])

    for name in ("premises:repair", "premises:repair_mended"):
        assert client.get(reverse(name, args=[repair.pk])).status_code == 404
    assert repair.case.number not in text_of(client, "premises:repairs")


def test_programs_report_mend_and_check(made, machine):
    def program(post, unit):
        client = accounts.api_client(accounts.user_with(post, unit))
        return lambda path, body: client.post(f"/api/v1/premises/{path}", body, content_type="application/json")

    lobby, technician = program(PostKind.LOBBY_MANAGER, machine.outlet), program(PostKind.DEPARTMENT_HEAD, made.it)
    began = (NOW - dt.timedelta(hours=2)).isoformat()
    told = lobby(f"devices/{machine.pk}/repairs", {"kind": "cash", "down_since": began})
    assert told.status_code == 201, told.json()
    pk = told.json()["id"]
    assert (told.json()["state"], told.json()["moves"]) == ("reported", [])

    mended = technician(f"repairs/{pk}/mended", {"note": "清理"}).json()
    assert (mended["state"], mended["moves"]) == ("mended", [])
    assert technician(f"repairs/{pk}/check", {}).status_code == 403
    back = lobby(f"repairs/{pk}/give-back", {"reason": "还卡"}).json()
    assert (back["state"], back["mended_at"]) == ("given_back", None)
    assert lobby(f"repairs/{pk}/drop", {"reason": "x"}).status_code == 403
    assigned = technician(f"repairs/{pk}/assign", {"contractor": "厂家"}).json()
    assert assigned["contractor"] == "厂家"
    assert technician(f"repairs/{pk}/mended", {"note": "换件"}).status_code == 200
    assert lobby(f"repairs/{pk}/check", {"note": "好了"}).json()["state"] == "checked"
    assert lobby(f"repairs/{pk}/check", {}).status_code == 409


def test_programs_list_repairs(machine):
    repair = premises.repair(machine, fault="吞卡不退")
    client = accounts.api_client(accounts.user_with(PostKind.OUTLET_HEAD, machine.outlet))

    def listed(**query):
        found = client.get("/api/v1/premises/repairs", query)
        return [each["id"] for each in found.json()["items"]] if found.status_code == 200 else found.status_code

    assert listed() == listed(open=True) == listed(q="吞卡") == [repair.pk]
    assert listed(state="checked") == listed(overdue=True) == []
    assert listed(under=10**9) == 404
    assert client.get(f"/api/v1/premises/repairs/{repair.pk}").json()["moves"] == ["assign", "mended", "drop"]
