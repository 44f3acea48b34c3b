"""The pages of off-site monitoring: what each reader sees, what the desk swaps, and how many statements a list takes."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from biaogan.core.time import ZONE, local_day
from biaogan.inspections import jobs
from biaogan.inspections.actions import footage as bringing
from biaogan.inspections.actions import recordings as actions
from biaogan.inspections.actions.recordings import Asked
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import Answer, Footage, Mark, RecordingRequest, SampleDraw, Viewing
from biaogan.inspections.rules.footage import Request
from tests.factories import accounts, inspections, premises
from tests.factories.evidence import picture
from tests.factories.recordings import Reviewed, clip, scene, upload

pytestmark = pytest.mark.django_db


class Desk(Reviewed):
    """A sheet of today, since pages go by the real clock; nobody has said a purpose yet."""

    def client(self, person=None) -> Client:
        return accounts.signed_in_client(self.scene.actor_for(person or self.scene.inspectors[0]).user)

    def get(self, path: str, **data):
        return self.client().get(path, data)

    @property
    def address(self) -> str:
        return f"/inspections/desk/{self.sheet.pk}/"

    def posts(self, what: str, **data):
        return self.client().post(f"{self.address}{what}/", data, headers={"HX-Request": "true"})


@pytest.fixture
def desk() -> Desk:
    now = timezone.now()
    at = scene()
    at_inspector = at.actor_for(at.inspectors[0], now=now)
    sheet = inspections.sheet(at, State.ASSIGNED, channel=Channel.OFFSITE, now=now)
    begins = (now - dt.timedelta(days=1)).astimezone(ZONE).replace(hour=9, minute=0, second=0, microsecond=0)
    request = actions.request_recordings(
        unit=at.outlet,
        stretches=[Asked("大厅", begins, begins + dt.timedelta(minutes=15))],
        purpose="月度非现场监测",
        sheet_id=sheet.pk,
        by=at_inspector,
        now=now,
    )
    actions.approve_request(request_id=request.pk, by=at.office_head, now=now)
    request.refresh_from_db()
    return Desk(at, sheet, request, None)


def with_clip(desk: Desk) -> Footage:
    now = timezone.now()
    by = desk.scene.actor_for(desk.scene.inspectors[0], now=now)
    return bringing.add_clip(span_id=desk.request.spans.get().pk, upload=upload(), by=by, now=now)


def read(response) -> str:
    return response.content.decode()


def test_the_register_lists_requests_for_those_who_may_see_them(desk):
    page = desk.get("/inspections/recordings/")

    assert page.status_code == 200
    assert desk.request.case.number in read(page)
    outlet = desk.client(desk.scene.branch.holder("outlet_head", desk.scene.outlet))
    assert outlet.get("/inspections/recordings/").status_code == 403


def test_the_register_takes_as_many_statements_for_many_requests_as_for_one(desk, query_count):
    client = desk.client()
    client.get("/inspections/recordings/")
    with query_count() as few:
        client.get("/inspections/recordings/")
    now = timezone.now()
    span = desk.request.spans.get()
    for number in range(5):
        actions.request_recordings(
            unit=desk.scene.outlet,
            stretches=[Asked(f"{number}号窗口", span.from_at, span.to_at)],
            purpose="核实",
            by=desk.scene.actor_for(desk.scene.inspectors[0], now=now),
            now=now,
        )

    with query_count() as many:
        page = client.get("/inspections/recordings/")

    assert read(page).count("row-link") == 6
    assert len(many) == len(few)


def test_the_page_of_a_request_takes_as_many_statements_for_many_stretches_as_for_one(desk, query_count):
    client = desk.client()
    address = f"/inspections/recordings/{desk.request.pk}/"
    client.get(address)
    with query_count() as few:
        client.get(address)
    span = desk.request.spans.get()
    now = timezone.now()
    made = actions.request_recordings(
        unit=desk.scene.outlet,
        stretches=[Asked(f"{number}号窗口", span.from_at, span.to_at) for number in range(8)],
        purpose="核实",
        sheet_id=desk.sheet.pk,
        by=desk.scene.actor_for(desk.scene.inspectors[0], now=now),
        now=now,
    )
    actions.approve_request(request_id=made.pk, by=desk.scene.office_head, now=now)

    with query_count() as many:
        page = client.get(f"/inspections/recordings/{made.pk}/")

    assert page.status_code == 200
    assert len(many) == len(few)


def test_a_sample_is_drawn_and_asked_for_on_its_pages(desk):
    premises.hours(desk.scene.outlet)
    today = local_day(timezone.now())
    client = desk.client()

    drawn = client.post(
        "/inspections/recordings/samples/",
        {
            "unit": desk.scene.outlet.code,
            "first": today - dt.timedelta(days=14),
            "last": today - dt.timedelta(days=1),
            "cameras": "1号窗口，2号窗口\n3号窗口",
            "always": "大厅",
        },
    )
    sample = SampleDraw.objects.get()
    assert drawn.headers["Location"] == f"/inspections/recordings/samples/{sample.pk}/"
    assert sample.frame["cameras"] == ["1号窗口", "2号窗口", "3号窗口"]
    page = client.get(drawn.headers["Location"])
    assert sample.seed in read(page)
    assert client.get("/inspections/recordings/samples/").status_code == 200
    asked = client.post(drawn.headers["Location"], {"purpose": "月度抽样"})

    request = RecordingRequest.objects.get(sample=sample)
    assert asked.headers["Location"] == f"/inspections/recordings/{request.pk}/"
    assert request.spans.count() == len(sample.result)


def test_a_request_by_hand_says_what_is_wrong_and_keeps_what_was_typed(desk):
    today = local_day(timezone.now())
    form = {
        "unit": desk.scene.outlet.code,
        "day": today + dt.timedelta(days=1),
        "begins": "09:00",
        "ends": "09:30",
        "cameras": "大厅",
        "purpose": "核实投诉",
    }

    wrong = desk.client().post("/inspections/recordings/new/", form)
    right = desk.client().post("/inspections/recordings/new/", {**form, "day": today - dt.timedelta(days=2)})
    strange = desk.client().post(
        "/inspections/recordings/new/", {**form, "day": today - dt.timedelta(days=2), "sheet": "S-1999-000001"}
    )

    assert wrong.status_code == 422
    assert "核实投诉" in read(wrong)
    assert right.status_code == 302
    assert strange.status_code == 422


def test_the_office_approves_on_the_page_and_nobody_approves_their_own(desk):
    now = timezone.now()
    span = desk.request.spans.get()
    made = actions.request_recordings(
        unit=desk.scene.outlet,
        stretches=[Asked("大厅", span.from_at, span.to_at)],
        purpose="核实",
        by=desk.scene.actor_for(desk.scene.inspectors[0], now=now),
        now=now,
    )
    head = desk.client(desk.scene.office_head.person)

    assert f"/inspections/recordings/{made.pk}/approve/" in read(head.get(f"/inspections/recordings/{made.pk}/"))
    assert "/approve/" not in read(desk.get(f"/inspections/recordings/{made.pk}/"))
    head.post(f"/inspections/recordings/{made.pk}/approve/")

    made.refresh_from_db()
    assert made.state == Request.APPROVED


def test_a_clip_that_is_none_is_told_on_the_page_and_the_next_one_is_kept(desk):
    span = desk.request.spans.get()
    address = f"/inspections/recordings/spans/{span.pk}/clip/"

    wrong = desk.client().post(address, {"clip": SimpleUploadedFile("lobby.mp4", picture())})
    right = desk.client().post(address, {"clip": upload(clip(2))})
    place = desk.client().post(
        f"/inspections/recordings/spans/{span.pk}/place/", {"recorder": "NVR-3", "channel": "CH07"}
    )

    assert wrong.status_code == 422
    assert "jpeg" in read(wrong)
    assert right.status_code == place.status_code == 302
    assert Footage.objects.count() == 2


def test_nothing_is_shown_at_the_desk_before_a_purpose_is_given(desk):
    with_clip(desk)

    before = read(desk.get(desk.address))
    empty = desk.client().post(f"{desk.address}look/", {"purpose": " "})
    desk.client().post(f"{desk.address}look/", {"purpose": "核对服务规范"})
    after = read(desk.get(desk.address))

    assert "<video" not in before
    assert empty.status_code == 422
    assert "<video" in after
    assert Viewing.objects.get().purpose == "核对服务规范"
    desk.sheet.refresh_from_db()
    assert desk.sheet.state == State.IN_PROGRESS, "whoever begins to look begins the sheet"


def test_one_post_turns_the_picture_into_proof_and_a_fault_and_shows_it(desk):
    made = with_clip(desk)
    desk.client().post(f"{desk.address}look/", {"purpose": "核对"})
    item = desk.scene.item("A1").pk

    shown = desk.posts("frame", footage=made.pk, at_ms=1500, item=item, is_fault="on")

    assert shown.status_code == 200
    assert "desk-work" in read(shown)
    assert Answer.objects.get(item=item).value == {"met": False}
    assert Mark.objects.get().moment == made.starts_at + dt.timedelta(milliseconds=1500)


def test_a_screenshot_by_the_recorders_clock_does_the_same_without_a_clip(desk):
    desk.client().post(f"{desk.address}look/", {"purpose": "核对"})
    span = desk.request.spans.get()
    item = desk.scene.item("A1").pk

    shown = desk.posts(
        "screenshot",
        span=span.pk,
        time="09:03:07",
        item=item,
        is_fault="on",
        picture=SimpleUploadedFile("shot.png", picture("PNG"), "image/png"),
    )

    assert shown.status_code == 200
    assert Answer.objects.get(item=item).value == {"met": False}
    assert Mark.objects.get().moment == span.from_at + dt.timedelta(minutes=3, seconds=7)


def test_what_cannot_be_kept_is_said_in_the_part_that_is_swapped(desk):
    desk.client().post(f"{desk.address}look/", {"purpose": "核对"})
    span = desk.request.spans.get()

    late = desk.posts("mark", span=span.pk, time="11:00:00")
    strange = desk.posts("frame", footage=999_999_999, at_ms=0)

    assert 'data-tone="over"' in read(late)
    assert strange.status_code == 404
    assert not Mark.objects.exists()


@pytest.mark.parametrize(
    ("code", "sent", "value"),
    [
        ("A1", {"met": "yes"}, {"met": True}),
        ("A2", {"count": "2"}, {"count": 2}),
        ("A3", {"level": "C"}, {"level": "C"}),
        ("B2", {"hit": "no"}, {"hit": False}),
        ("A1", {"na": "on", "met": "yes"}, {"na": True}),
    ],
)
def test_an_answer_is_written_as_it_is_chosen(desk, code, sent, value):
    desk.client().post(f"{desk.address}look/", {"purpose": "核对"})
    item = desk.scene.item(code).pk

    shown = desk.posts("answer", item=item, base=0, **sent)

    assert shown.status_code == 200
    assert Answer.objects.get(item=item).value == value


def test_an_answer_that_somebody_overtook_is_kept_aside_and_said(desk):
    desk.client().post(f"{desk.address}look/", {"purpose": "核对"})
    item = desk.scene.item("A1").pk
    desk.posts("answer", item=item, base=0, met="yes")

    late = desk.posts("answer", item=item, base=0, met="no")

    assert 'data-tone="over"' in read(late)
    assert Answer.objects.get(item=item).value == {"met": True}


def test_marks_are_made_and_taken_away(desk):
    desk.client().post(f"{desk.address}look/", {"purpose": "核对"})
    desk.posts("mark", span=desk.request.spans.get().pk, time="09:05:00", note="排队")
    made = Mark.objects.get()

    gone = desk.client().post(f"/inspections/desk/marks/{made.pk}/drop/", headers={"HX-Request": "true"})

    assert gone.status_code == 200
    assert "排队" not in read(gone)


def test_the_motion_line_is_as_shut_as_its_clip(desk):
    made = with_clip(desk)
    address = f"/inspections/desk/lines/{made.pk}/"

    shut = desk.get(address)
    desk.client().post(f"{desk.address}look/", {"purpose": "核对"})
    waiting = json.loads(read(desk.get(address)))
    jobs.draw_lines(now=timezone.now())
    drawn = json.loads(read(desk.get(address)))

    assert shut.status_code == 409
    assert (waiting["state"], waiting["values"]) == ("waiting", [])
    assert (drawn["state"], len(drawn["values"])) == ("drawn", 4)


def test_the_desk_belongs_to_its_inspectors(desk):
    other = desk.client(desk.scene.office_head.person)

    page = other.get(desk.address)

    assert "<video" not in read(page)
    assert "data-desk" not in read(page)


def test_agreement_and_figures_have_pages_for_those_who_settle(desk):
    head = desk.client(desk.scene.office_head.person)

    assert head.get("/inspections/agreement/").status_code == 200
    assert head.get("/inspections/recordings/figures/").status_code == 200
    assert desk.get("/inspections/agreement/").status_code == 403
    assert desk.get("/inspections/recordings/figures/").status_code == 403


def test_a_figure_of_a_unit_is_set_on_its_page(desk):
    head = desk.client(desk.scene.office_head.person)
    form = {
        "code": "keep_days",
        "value": 90,
        "unit": desk.scene.outlet.code,
        "begins_on": local_day(timezone.now()) + dt.timedelta(days=1),
        "basis": "反恐重点目标",
    }

    wrong = head.post("/inspections/recordings/figures/", {**form, "value": 7})
    right = head.post("/inspections/recordings/figures/", form)

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "反恐重点目标" in read(head.get("/inspections/recordings/figures/"))
