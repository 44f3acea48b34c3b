"""The pages of the premises and their programs' side."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from biaogan.accounts.roles import Role
from biaogan.org.models import PostKind
from biaogan.premises import queries
from biaogan.premises.labels import LABEL_KINDS, Label, LabelKind
from biaogan.premises.models import Area, Counter, Device
from biaogan.premises.rules import Span
from tests.conftest import NOW
from tests.factories import accounts, org, premises

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _clock():
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
    outlet = made.outlets[0]
    browser = client(PostKind.SERVICE_MANAGER, outlet, HTTP_ACCEPT_LANGUAGE=language)
    area, counter = premises.area(outlet), premises.counter(outlet, businesses=["cash", "wealth"])
    device = premises.device(outlet, area=area, counter=counter, status="out_of_order", status_note="不亮")
    premises.hours(outlet)
    premises.closed(outlet, dt.date(2027, 1, 1), "元旦")

    for name, args in [
        ("premises:outlet", (outlet.pk,)),
        ("premises:devices", ()),
        ("premises:device", (device.pk,)),
        ("premises:device_new", (outlet.pk,)),
        ("premises:device_edit", (device.pk,)),
        ("premises:area_new", (outlet.pk,)),
        ("premises:area_edit", (area.pk,)),
        ("premises:counter_new", (outlet.pk,)),
        ("premises:counter_edit", (counter.pk,)),
        ("premises:hours", (outlet.pk,)),
        ("premises:labels", (outlet.pk,)),
        ("org:unit", (outlet.pk,)),
    ]:
        assert see(browser, name, *args)
    text = see(browser, "org:unit", outlet.pk)
    assert "09:00–17:00" in text


def test_the_list_of_devices_narrows_and_costs_the_same_for_many(made, django_assert_max_num_queries):
    broken = premises.device(made.outlets[0], status="out_of_order", status_note="黑屏", serial="BROKEN1")
    for outlet in made.outlets:
        for _ in range(5):
            premises.device(outlet)
    browser = client(Role.LEADER, made.bank)

    with django_assert_max_num_queries(14):
        text = see(browser, "premises:devices")
    assert broken.serial in text
    assert "SN0" not in see(browser, "premises:devices", status="out_of_order")
    assert "No device fits" in see(browser, "premises:devices", q="没有")
    exported = b"".join(browser.get(reverse("premises:devices"), {"export": "csv"}).streaming_content).decode()
    assert exported.count("\n") == 22


def test_an_outlet_sees_only_its_own(made):
    mine, theirs = made.outlets[0], made.outlets[1]
    device = premises.device(theirs)
    browser = client(PostKind.OUTLET_HEAD, org.unit("outlet", made.branch))

    see(browser, "premises:outlet", theirs.pk, expect=404)
    see(browser, "premises:device", device.pk, expect=404)
    see(browser, "premises:scanned", device.code, expect=404)
    see(browser, "premises:labels", theirs.pk, expect=404)
    assert browser.post(reverse("premises:device_remove", args=[device.pk])).status_code == 404
    see(browser, "premises:report", device.pk, expect=404)
    see(client(PostKind.TELLER, mine), "premises:outlet", mine.pk, expect=403)


def test_an_outlet_is_furnished_through_its_pages(made):
    outlet = made.outlets[0]
    browser = client(PostKind.OUTLET_HEAD, org.unit("outlet", made.branch))
    browser = client(PostKind.SERVICE_MANAGER, outlet)

    browser.post(reverse("premises:usual_areas", args=[outlet.pk]))
    area = Area.objects.filter(outlet=outlet).first()
    browser.post(
        reverse("premises:counter_new", args=[outlet.pk]), {"number": 3, "businesses": ["cash"], "area": area.pk}
    )
    counter = Counter.objects.get(outlet=outlet)
    told = {"kind": "rating_device", "serial": "R1", "counter": counter.pk}
    browser.post(reverse("premises:device_new", args=[outlet.pk]), told)
    device = Device.objects.get(outlet=outlet)
    again = browser.post(reverse("premises:device_new", args=[outlet.pk]), told)
    assert again.status_code == 422
    browser.post(reverse("premises:report", args=[device.pk]), {"kind": "keys"})
    device.refresh_from_db()
    assert (device.status, device.counter, counter.area) == ("out_of_order", counter, area)
    assert browser.get(reverse("premises:scanned", args=[device.code])).url == reverse(
        "premises:device", args=[device.pk]
    )
    refused = browser.post(reverse("premises:counter_remove", args=[counter.pk]), follow=True)
    assert "Devices stand at this counter" in refused.content.decode()
    browser.post(
        reverse("premises:area_edit", args=[area.pk]), {"kind": "frontage", "name": "门前", "floor": 1, "place": 0}
    )
    area.refresh_from_db()
    assert area.name == "门前"
    browser.post(reverse("premises:device_remove", args=[device.pk]))
    device.refresh_from_db()
    assert device.status == "removed"


def test_hours_and_days_that_differ_are_set_through_their_page(made):
    outlet = made.outlets[0]
    browser = client(PostKind.SERVICE_MANAGER, outlet)
    url = reverse("premises:hours", args=[outlet.pk])

    week = hours_typed({0: ["09:00", "17:00"], 5: ["10:00", "12:00", "13:00", "00:00"]}, like_monday=(1, 2, 3, 4))
    assert browser.post(url, week).status_code == 302
    told = {"exception-first": "2027-01-01", "exception-last": "2027-01-03", "exception-reason": "元旦"}
    browser.post(reverse("premises:exception_new", args=[outlet.pk]), told)

    assert "元旦" in see(browser, "premises:hours", outlet.pk)
    table = queries.time_table(outlet, first=TODAY, last=dt.date(2027, 1, 4))
    assert not table.is_business_day(dt.date(2027, 1, 1))
    assert str(table.open_spans(dt.date(2027, 1, 4))[0]) == "09:00–17:00"
    saturday = queries.time_table(outlet, first=dt.date(2026, 11, 28)).open_spans(dt.date(2026, 11, 28))
    assert [str(span) for span in saturday] == ["10:00–12:00", "13:00–24:00"]
    browser.post(reverse("premises:exception_withdraw", args=[outlet.pk, dt.date(2027, 1, 1)]))
    assert queries.time_table(outlet, first=dt.date(2027, 1, 1)).is_business_day(dt.date(2027, 1, 1))


def test_an_outlet_of_which_nothing_is_known_leads_those_who_may_to_the_forms(made):
    outlet = made.outlets[0]
    leads = [
        reverse(f"premises:{name}", args=[outlet.pk]) for name in ("device_new", "counter_new", "area_new", "hours")
    ]

    edits = see(client(PostKind.SERVICE_MANAGER, outlet), "premises:outlet", outlet.pk)
    reads = see(client(Role.AUDITOR, made.branch), "premises:outlet", outlet.pk)

    # Among the moves, and where the nothing is said.
    assert [edits.count(f'href="{lead}"') for lead in leads] == [2, 2, 2, 3]
    assert [reads.count(f'href="{lead}"') for lead in leads] == [0, 0, 0, 0]


def hours_typed(days, *, like_monday=()):
    """Return what the form of the hours sends for these times by weekday."""
    told = {"valid_from": TODAY.isoformat()}
    for weekday in range(7):
        told[f"opens{weekday}"] = "open" if weekday in days else "like_monday" if weekday in like_monday else "closed"
        told |= {f"day{weekday}_{place}": time for place, time in enumerate(days.get(weekday, []))}
    return told


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"opens1": "open"}, "Say from when to when, or choose that it is closed."),
        ({"day1_0": "08:00", "day1_1": "09:00"}, "Hours are given here"),
        ({"day0_1": ""}, "Say both from when and to when."),
        ({"day0_1": "08:00"}, "Hours end after they begin."),
        ({"day0_2": "16:00", "day0_3": "18:00"}, "Hours of one day do not overlap."),
        ({"day0_0": "nine"}, "valid time"),
        ({"opens0": "like_monday"}, "like_monday"),
    ],
)
def test_a_week_that_cannot_be_is_refused_beside_its_day(made, change, words):
    browser = client(PostKind.SERVICE_MANAGER, made.outlets[0])
    url = reverse("premises:hours", args=[made.outlets[0].pk])

    answer = browser.post(url, {**hours_typed({0: ["09:00", "17:00"]}, like_monday=(1,)), **change})

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_week_is_shown_as_it_holds_and_may_be_sent_back(made):
    outlet = made.outlets[0]
    browser = client(PostKind.SERVICE_MANAGER, outlet)
    url = reverse("premises:hours", args=[outlet.pk])
    premises.hours(outlet, weekdays=range(2))
    for begins, ends in ((540, 600), (660, 720), (780, 1440)):
        premises.hours(outlet, begins, ends, weekdays=range(2, 3))

    form = browser.get(url).context["form"]
    assert [form[f"opens{weekday}"].initial for weekday in range(4)] == ["open", "like_monday", "open", "closed"]
    times = {part["name"]: part["value"] or "" for n in range(7) for part in parts_of(form[f"day{n}"])}
    assert [times[f"day2_{place}"] for place in range(6)] == ["09:00", "10:00", "11:00", "12:00", "13:00", "00:00"]
    opens = {f"opens{weekday}": form[f"opens{weekday}"].initial for weekday in range(7)}
    assert browser.post(url, {"valid_from": TODAY.isoformat(), **opens, **times}).status_code == 302
    table = queries.time_table(outlet, first=TODAY, last=TODAY + dt.timedelta(days=7))
    assert [table.open_spans(dt.date(2026, 11, 30) + dt.timedelta(days=n)) for n in range(2)] == [[Span(540, 1020)]] * 2


def parts_of(bound):
    return bound.field.widget.get_context(bound.html_name, bound.value(), {})["widget"]["subwidgets"]


def test_labels_bear_codes_of_devices_and_of_what_upper_apps_bring(made, monkeypatch):
    outlet = made.outlets[0]
    device = premises.device(outlet)
    monkeypatch.setattr(
        LABEL_KINDS, "_things", {"say": LabelKind("意见", lambda unit: [Label("请您评价", unit.label, "/say/x")])}
    )
    browser = client(PostKind.SERVICE_MANAGER, outlet)

    text = see(browser, "premises:labels", outlet.pk)
    assert device.serial in text
    assert text.count("<svg") > 1
    assert "请您评价" in see(browser, "premises:labels", outlet.pk, kind="say")


def test_programs_read_and_change_premises(made):
    outlet = made.outlets[0]
    client = accounts.api_client(accounts.user_with(PostKind.SERVICE_MANAGER, outlet))
    root = f"/api/v1/premises/units/{outlet.pk}"

    def send(method, path, body):
        return getattr(client, method)(path, body, content_type="application/json")

    area = send("post", f"{root}/areas", {"kind": "lobby", "name": "大堂"}).json()
    counter = send("post", f"{root}/counters", {"number": 1, "businesses": ["cash"], "area_id": area["id"]}).json()
    device = send("post", f"{root}/devices", {"kind": "camera", "serial": "C9", "counter_id": counter["id"]}).json()
    assert send("post", f"{root}/devices", {"kind": "camera", "serial": "C8", "area_id": 10**9}).status_code == 422
    path = f"/api/v1/premises/devices/{device['id']}"
    assert send("post", f"{path}/repairs", {}).status_code == 422
    assert send("post", f"{path}/repairs", {"fault": "花屏"}).status_code == 201
    assert client.get(path).json()["status"] == "out_of_order"
    assert send("post", f"{path}/remove", {}).json()["status"] == "removed"
    assert client.get("/api/v1/premises/devices").json()["items"] == []
    assert [each["id"] for each in client.get("/api/v1/premises/devices", {"status": "removed"}).json()["items"]] == [
        device["id"]
    ]
    week = {"valid_from": "2026-11-24", "weekdays": ["9:00-17:00"] * 5 + ["", ""]}
    assert send("put", f"{root}/hours", week).status_code == 204
    assert send("put", f"{root}/hours", {**week, "weekdays": ["9-17"] * 7}).status_code == 409
    assert send("post", f"{root}/exceptions", {"first": "2026-11-25"}).status_code == 204
    days = client.get(f"{root}/hours", {"days": 3}).json()
    assert [each["open"] for each in days] == [
        [{"begins": "09:00", "ends": "17:00"}],
        [],
        [{"begins": "09:00", "ends": "17:00"}],
    ]
    assert client.get(f"/api/v1/premises/units/{made.outlets[3].pk}/areas").status_code == 404
    assert [each["name"] for each in client.get(f"{root}/areas").json()] == ["大堂"]
    assert send("post", f"/api/v1/premises/counters/{counter['id']}/remove", {}).status_code == 204
    assert send("post", f"/api/v1/premises/areas/{area['id']}/remove", {}).status_code == 204
    assert client.get(f"{root}/counters").json() == []
