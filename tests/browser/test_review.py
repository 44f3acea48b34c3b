"""The review desk in front of a browser: one key from the picture to proof, with a clip and with the recorder alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from biaogan.core.time import ZONE
from biaogan.inspections import jobs
from biaogan.inspections.actions import footage as bringing
from biaogan.inspections.actions import recordings as actions
from biaogan.inspections.actions.recordings import Asked
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import Answer, AnswerEvidence, Mark, RecordingRequest, Viewing
from tests.browser.people import Reader, Stage
from tests.factories import inspections
from tests.factories.evidence import picture
from tests.factories.inspections import Scene
from tests.factories.recordings import clip, scene, upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def asked(at: Scene) -> RecordingRequest:
    """Return an approved request for the first quarter of an hour of yesterday, for a sheet of today."""
    now = timezone.now()
    begins = (now - dt.timedelta(days=1)).astimezone(ZONE).replace(hour=9, minute=0, second=0, microsecond=0)
    sheet = inspections.sheet(at, State.ASSIGNED, channel=Channel.OFFSITE, now=now)
    request = actions.request_recordings(
        unit=at.outlet,
        stretches=[Asked("大厅 CH01", begins, begins + dt.timedelta(minutes=15))],
        purpose="月度非现场监测",
        sheet_id=sheet.pk,
        by=at.actor_for(at.inspectors[0], now=now),
        now=now,
    )
    return actions.approve_request(request_id=request.pk, by=at.office_head, now=now)


def at_the_desk(stage: Stage, at: Scene, request: RecordingRequest) -> Reader:
    reviewer = stage.somebody("reviewer", signed_in=at.inspector.user)
    reviewer.opens(f"/inspections/desk/{request.sheet_id}/")
    reviewer.reads(reviewer.word("Before you look"))
    expect(reviewer.page.locator("video")).to_have_count(0)
    reviewer.is_accessible()
    reviewer.presses("Write it down and begin")
    return reviewer


def until(reader: Reader, what: str) -> None:
    """Wait until something holds of the player. The content policy forbids what waits for such things by itself."""
    for _ in range(100):
        if reader.page.locator("video").evaluate(what):
            return
        reader.page.wait_for_timeout(100)
    raise AssertionError(what)


def test_one_key_turns_the_picture_into_proof_and_a_fault(stage: Stage) -> None:
    at = scene()
    request = asked(at)
    now = timezone.now()
    made = bringing.add_clip(
        span_id=request.spans.get().pk,
        upload=upload(clip(12, moving=(5, 7))),
        by=at.actor_for(at.inspectors[0], now=now),
        now=now,
    )
    jobs.draw_lines(now=now)

    reviewer = at_the_desk(stage, at, request)
    page = reviewer.page
    expect(page.locator(".desk-motion")).to_have_count(1)
    until(reviewer, "each => each.readyState >= 2")

    page.keyboard.press("n")
    until(reviewer, "each => each.currentTime >= 4 && !each.seeking")
    stood = page.locator("video").evaluate("each => each.currentTime")
    page.keyboard.press(".")
    until(reviewer, f"each => each.currentTime > {stood} && !each.seeking")
    page.keyboard.press("]")
    until(reviewer, "each => each.playbackRate === 2")
    page.keyboard.press("m")
    expect(page.locator("[data-go]")).to_have_count(1)
    page.keyboard.press("f")
    expect(page.locator("[data-go]")).to_have_count(2)

    reviewer.reads(reviewer.word("Not met", "answer"))
    assert Answer.objects.get().value == {"met": False}
    proof = Mark.objects.exclude(evidence=None).get()
    assert 5 <= (proof.moment - made.starts_at).total_seconds() < 6
    assert AnswerEvidence.objects.get().item == at.item("A1")
    assert Viewing.objects.count() == 1

    page.keyboard.press("i")
    expect(page.locator("#desk-work h2").first).to_contain_text("A2")
    page.keyboard.press("f")
    expect(page.locator("[data-go]")).to_have_count(3)
    assert Answer.objects.get(item=at.item("A2")).value == {"count": 1}
    page.keyboard.press("?")
    expect(page.locator("#keys [data-found]").first).to_be_visible()
    page.keyboard.press("Escape")
    reviewer.is_accessible()
    reviewer.fits_a_phone()


def test_a_sheet_is_reviewed_at_the_recorder_without_any_clip(stage: Stage) -> None:
    at = scene()
    request = asked(at)
    now = timezone.now()
    bringing.add_reference(
        span_id=request.spans.get().pk,
        recorder="NVR-3",
        channel="CH01",
        by=at.actor_for(at.inspectors[0], now=now),
        now=now,
    )

    reviewer = at_the_desk(stage, at, request)
    page = reviewer.page
    reviewer.reads("NVR-3")
    expect(page.locator("video")).to_have_count(0)
    page.locator("#shot-time").fill("09:03:07")
    shot = {"name": "shot.png", "mimeType": "image/png", "buffer": picture("PNG", size=(640, 360))}
    page.locator("#shot-picture").set_input_files(shot)  # type: ignore[arg-type]
    reviewer.presses("Keep the screenshot on the item")
    expect(page.locator("[data-go]")).to_have_count(1)

    reviewer.reads("09:03:07", reviewer.word("Not met", "answer"))
    assert Answer.objects.get().value == {"met": False}
    assert Mark.objects.get().footage is None
    page.locator("#mark-time").fill("11:30:00")
    reviewer.presses("Mark", "recording")
    expect(page.locator("#desk-work [data-tone=over]").first).to_be_visible()
    assert Mark.objects.count() == 1
    reviewer.is_accessible()
    reviewer.fits_a_phone()
