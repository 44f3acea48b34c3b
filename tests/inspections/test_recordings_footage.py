"""Clips and places on a recorder: who may bring and open them, and what is refused with which words."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.evidence.models import Evidence
from biaogan.evidence.models import Kind as EvidenceKind
from biaogan.inspections import jobs, motion
from biaogan.inspections.actions import footage as actions
from biaogan.inspections.actions import recordings
from biaogan.inspections.models import Footage
from biaogan.inspections.rules.footage import LineState, Request, why_text
from biaogan.obligations.models import Obligation
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories.evidence import media, picture, sound
from tests.factories.recordings import BEGINS, asked, clip, looked, scene, upload

pytestmark = pytest.mark.django_db


def added(at, request, content=None, name="lobby.mp4", **details):
    values = {"by": at.inspector, "now": NOW, **details}
    return actions.add_clip(span_id=request.spans.get().pk, upload=upload(content, name), **values)


def test_a_clip_is_kept_with_what_it_is_and_waits_for_its_motion_line():
    at = scene()
    request = asked(at, Request.APPROVED)

    made = added(at, request)

    assert (made.width, made.height, made.rate) == (320, 180, 1000)
    assert made.starts_at == BEGINS
    assert 3_500 < made.milliseconds < 4_500
    assert made.line_state == LineState.WAITING
    assert made.evidence.kind == EvidenceKind.RECORDING
    assert made.evidence.case_id == request.pk


def test_the_same_clip_a_second_time_is_the_first():
    at = scene()
    request = asked(at, Request.APPROVED)
    content = clip()

    first, again = added(at, request, content), added(at, request, content)

    assert first.pk == again.pk
    assert Footage.objects.count() == Evidence.objects.count() == 1


def test_a_clip_that_is_kept_meets_the_limit_of_overwriting():
    at = scene()
    request = asked(at, Request.APPROVED)

    added(at, request)

    assert Obligation.objects.get(case=request.pk, kind="recording.watch").met_at == NOW


@pytest.mark.parametrize(
    ("content", "name", "code", "why"),
    [
        (media(), "lobby.mp4", "recording.no_clip", "no_film"),
        (picture(), "lobby.jpg", "recording.no_clip", "no_film"),
        (picture(), "lobby.mp4", "evidence.wrong_name", ""),
        (sound(), "lobby.wav", "recording.no_clip", "no_film"),
        (b"words", "lobby.mp4", "evidence.not_taken", ""),
        (clip(1, codec="mpeg4"), "lobby.mp4", "recording.no_clip", "codec"),
        (clip(2)[:900], "lobby.mp4", "recording.no_clip", "damaged"),
    ],
    ids=["boxes without a film", "a photo", "a photo by another name", "a sound", "words", "another codec", "cut off"],
)
def test_what_is_no_clip_is_refused_with_a_sentence_and_nothing_is_kept(content, name, code, why):
    at = scene()
    request = asked(at, Request.APPROVED)

    with pytest.raises(InputRefused) as caught:
        added(at, request, content, name)

    assert caught.value.code == code
    assert not why or caught.value.message == why_text(why)
    assert not Footage.objects.exists()
    assert not Evidence.objects.exists()


def test_a_clip_above_the_limit_is_refused_with_the_limit(settings):
    settings.EVIDENCE_MOST_FILM = 1024
    at = scene()
    request = asked(at, Request.APPROVED)

    with pytest.raises(InputRefused, match=r"evidence\.too_large"):
        added(at, request)

    assert not Footage.objects.exists()


def test_the_limit_of_clips_is_two_gigabytes(settings):
    assert settings.EVIDENCE_MOST_FILM == 2 * 1024**3


@pytest.mark.parametrize("hours", [-2, 3])
def test_a_clip_of_another_time_than_what_was_allowed_is_refused(hours):
    at = scene()
    request = asked(at, Request.APPROVED)

    with pytest.raises(InputRefused) as caught:
        added(at, request, starts_at=BEGINS + dt.timedelta(hours=hours))

    assert caught.value.code == "recording.other_time"


def test_nobody_brings_a_clip_before_the_viewing_is_allowed():
    at = scene()

    with pytest.raises(RuleBroken):
        added(at, asked(at))

    assert not Evidence.objects.exists()


def test_a_leader_who_may_see_requests_brings_no_clips():
    at = scene()
    leader = at.actor("vice_president", at.branch.branch)
    request = asked(at, Request.APPROVED)

    with pytest.raises(PermissionDenied):
        added(at, request, by=leader)


def test_a_place_on_a_recorder_is_noted_without_any_file():
    at = scene()
    request = asked(at, Request.APPROVED)

    made = actions.add_reference(
        span_id=request.spans.get().pk, recorder="二楼机房 NVR-3", channel="CH07", by=at.inspector, now=NOW
    )

    assert not made.is_clip
    assert made.line_state == LineState.NONE
    assert (made.evidence.recorder, made.evidence.channel) == ("二楼机房 NVR-3", "CH07")
    assert made.evidence.from_at == BEGINS


# Served only to who said what for


def opened(at, made, *, person=None, **headers):
    actor = at.actor_for(person or at.inspectors[0], now=timezone.now())
    return accounts.signed_in_client(actor.user).get(f"/evidence/{made.evidence_id}/file", headers=headers)


def test_a_clip_is_shut_until_a_purpose_was_said_and_then_served_in_stretches():
    at = scene()
    now = timezone.now()
    begins = now - dt.timedelta(hours=3)
    request = recordings.request_recordings(
        unit=at.outlet,
        stretches=[recordings.Asked("大厅", begins, begins + dt.timedelta(minutes=15))],
        purpose="非现场监测",
        by=at.actor_for(at.inspectors[0], now=now),
        now=now,
    )
    recordings.approve_request(request_id=request.pk, by=at.office_head, now=now)
    made = added(at, request)

    assert opened(at, made).status_code == 409
    looked(at, request, now=now)
    whole, part = opened(at, made), opened(at, made, Range="bytes=0-99")
    other = opened(at, made, person=at.inspectors[1])
    outlet = opened(at, made, person=at.branch.holder("outlet_head", at.outlet))

    assert (whole.status_code, part.status_code) == (200, 206)
    assert b"".join(part.streaming_content) == b"".join(whole.streaming_content)[:100]
    assert other.status_code == 409, "their own purpose is not said"
    assert outlet.status_code == 404


# Motion lines by a job


def test_the_job_draws_the_lines_that_wait_and_a_second_run_finds_nothing():
    at = scene()
    made = added(at, asked(at, Request.APPROVED), clip(6, moving=(0, 2)))

    assert jobs.draw_lines(now=NOW) == 1
    assert jobs.draw_lines(now=NOW) == 0

    made.refresh_from_db()
    assert (made.line_state, made.line_percent, made.line_step) == (LineState.DRAWN, 100, 1000)
    assert made.line[0] > 0
    assert made.line[-1] == 0


def test_a_clip_that_cannot_be_read_fails_with_its_reason_and_stops_no_other(monkeypatch):
    at = scene()
    bad = added(at, asked(at, Request.APPROVED), clip(3))
    good = added(at, asked(at, Request.APPROVED), clip(3, moving=(1, 2)))
    real = motion.ask_child

    def child(what, path, **more):
        if path.name == bad.evidence.sha256:
            raise motion.Unreadable("gave_up")
        return real(what, path, **more)

    monkeypatch.setattr(motion, "ask_child", child)

    assert jobs.draw_lines(now=NOW) == 2
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.line_state, bad.line_why) == (LineState.FAILED, "gave_up")
    assert good.line_state == LineState.DRAWN


def test_a_run_that_was_killed_is_begun_anew_after_a_while():
    at = scene()
    made = added(at, asked(at, Request.APPROVED))
    Footage.objects.filter(pk=made.pk).update(line_state=LineState.DRAWING, line_at=NOW)

    assert jobs.draw_lines(now=NOW + dt.timedelta(minutes=9)) == 0
    assert jobs.draw_lines(now=NOW + dt.timedelta(minutes=11)) == 1
