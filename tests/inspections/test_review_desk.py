"""The review desk: a picture becomes proof and a fault by one deed, with a clip or with the recorder alone."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.evidence import store
from biaogan.inspections import actions as sheets
from biaogan.inspections.actions import footage as bringing
from biaogan.inspections.actions import recordings, review
from biaogan.inspections.choices import State
from biaogan.inspections.models import Answer, AnswerEvidence, Footage, Mark, Sheet
from biaogan.rectification.models import Finding
from tests.conftest import NOW
from tests.factories import inspections
from tests.factories.evidence import picture
from tests.factories.recordings import BEGINS, GOOD, at_desk, looked

pytestmark = pytest.mark.django_db


def kept(desk, code="A1", **details):
    values = {"at_ms": 1_250, "is_fault": True, "by": desk.scene.inspector, "now": NOW, **details}
    item = desk.scene.item(code).pk if code else None
    return review.keep_frame(sheet_id=desk.sheet.pk, footage_id=desk.footage.pk, item_id=item, **values)


def shot(desk, code="A1", **details):
    values = {
        "moment": BEGINS + dt.timedelta(minutes=3),
        "upload": SimpleUploadedFile("shot.png", picture("PNG"), "image/png"),
        "is_fault": True,
        "by": desk.scene.inspector,
        "now": NOW,
        **details,
    }
    item = desk.scene.item(code).pk if code else None
    return review.keep_screenshot(sheet_id=desk.sheet.pk, span_id=desk.request.spans.get().pk, item_id=item, **values)


def answer_of(desk, code):
    return Answer.objects.get(sheet=desk.sheet, item=desk.scene.item(code)).value


def test_one_deed_keeps_the_picture_as_proof_and_says_that_the_item_is_not_met():
    desk = at_desk()

    made = kept(desk)

    assert answer_of(desk, "A1") == {"met": False}
    proof = AnswerEvidence.objects.get(sheet=desk.sheet).evidence
    assert proof == made.evidence
    assert proof.case_id == desk.sheet.pk, "it proves the sheet, and is seen by who sees the sheet"
    assert proof.captured_at == made.moment == BEGINS + dt.timedelta(milliseconds=1_200)
    with store.opened(proof.sha256) as file:
        assert Image.open(io.BytesIO(file.read())).size == (320, 180)


def test_each_picture_of_a_counted_fault_counts_one_more():
    desk = at_desk()

    kept(desk, "A2", at_ms=300)
    kept(desk, "A2", at_ms=1_500)

    assert answer_of(desk, "A2") == {"count": 2}
    assert AnswerEvidence.objects.filter(sheet=desk.sheet, item=desk.scene.item("A2")).count() == 2


def test_a_red_line_is_crossed_and_a_level_is_left_to_the_reviewer():
    desk = at_desk()

    kept(desk, "B2", at_ms=100)
    kept(desk, "A3", at_ms=900)

    assert answer_of(desk, "B2") == {"hit": True}
    assert not Answer.objects.filter(item=desk.scene.item("A3")).exists()
    assert AnswerEvidence.objects.filter(item=desk.scene.item("A3")).exists()


def test_a_picture_may_be_proof_and_no_fault():
    desk = at_desk()

    kept(desk, is_fault=False)

    assert not Answer.objects.filter(sheet=desk.sheet).exists()
    assert AnswerEvidence.objects.filter(sheet=desk.sheet).count() == 1


def test_what_was_kept_becomes_a_finding_with_its_proof_when_the_sheet_is_handed_in():
    desk = at_desk()
    made = kept(desk)
    others = {code: value for code, value in GOOD.items() if code != "A1"}
    inspections.fill(desk.scene, desk.sheet, others, by=desk.scene.inspector)

    sheets.submit(sheet_id=desk.sheet.pk, assessment="窗口未微笑迎客", by=desk.scene.inspector, now=NOW)

    finding = Finding.objects.get(source_case=desk.sheet.pk)
    assert (finding.item, finding.source, finding.points) == (desk.scene.item("A1"), "offsite", 200)
    assert finding.case.evidence.get().sha256 == made.evidence.sha256


def test_a_sheet_can_be_reviewed_from_beginning_to_end_without_any_clip():
    """The recording never leaves the security room: recorder, channel, time and screenshot are the proof."""
    desk = at_desk(with_clip=False)
    span = desk.request.spans.get()
    bringing.add_reference(span_id=span.pk, recorder="监控室 NVR-3", channel="CH07", by=desk.scene.inspector, now=NOW)

    review.mark(
        sheet_id=desk.sheet.pk,
        span_id=span.pk,
        moment=BEGINS + dt.timedelta(minutes=1),
        note="无人引导",
        by=desk.scene.inspector,
        now=NOW,
    )
    made = shot(desk)
    others = {code: value for code, value in GOOD.items() if code != "A1"}
    inspections.fill(desk.scene, desk.sheet, others, by=desk.scene.inspector)
    sheets.submit(sheet_id=desk.sheet.pk, assessment="厅堂无人引导", by=desk.scene.inspector, now=NOW)
    recordings.finish_request(request_id=desk.request.pk, by=desk.scene.inspector, now=NOW)

    assert answer_of(desk, "A1") == {"met": False}
    assert made.moment == BEGINS + dt.timedelta(minutes=3)
    assert Finding.objects.get(source_case=desk.sheet.pk).case.evidence.get().sha256 == made.evidence.sha256
    assert [each.milliseconds for each in Footage.objects.all()] == [None]
    assert Sheet.objects.get(pk=desk.sheet.pk).state == State.SUBMITTED


@pytest.mark.parametrize("minutes", [-1, 16])
def test_a_screenshot_of_another_time_than_was_allowed_is_refused(minutes):
    desk = at_desk(with_clip=False)

    with pytest.raises(InputRefused) as caught:
        shot(desk, moment=BEGINS + dt.timedelta(minutes=minutes))

    assert caught.value.code == "recording.other_time"
    assert not Mark.objects.exists()


def test_a_screenshot_that_is_no_picture_is_refused_and_nothing_is_kept():
    desk = at_desk(with_clip=False)

    with pytest.raises(InputRefused):
        shot(desk, upload=SimpleUploadedFile("shot.png", b"no picture", "image/png"))

    assert not Mark.objects.exists()
    assert not Answer.objects.exists()


def test_nothing_is_shown_before_a_purpose_was_said():
    desk = at_desk()
    late = NOW + dt.timedelta(hours=9)

    with pytest.raises(RuleBroken) as caught:
        kept(desk, now=late)
    looked(desk.scene, desk.request, now=late)
    kept(desk, now=late)

    assert caught.value.code == "recording.no_purpose_said"


def test_a_sheet_is_reviewed_by_its_own_inspectors_while_it_is_in_hand():
    desk = at_desk()

    with pytest.raises((PermissionDenied, Sheet.DoesNotExist)):
        kept(desk, by=desk.scene.office_head)
    with pytest.raises(Sheet.DoesNotExist):
        kept(desk, by=desk.scene.elsewhere)
    inspections.fill(desk.scene, desk.sheet, GOOD, by=desk.scene.inspector)
    sheets.submit(sheet_id=desk.sheet.pk, assessment="良好", by=desk.scene.inspector, now=NOW)
    with pytest.raises(RuleBroken):
        kept(desk)

    assert not Mark.objects.exists()


def test_the_clip_of_another_sheets_request_is_not_found():
    desk, other = at_desk(), at_desk()

    with pytest.raises(Footage.DoesNotExist):
        review.keep_frame(
            sheet_id=desk.sheet.pk, footage_id=other.footage.pk, at_ms=0, by=desk.scene.inspector, now=NOW
        )


def test_once_the_viewing_is_closed_no_picture_is_kept_any_more():
    desk = at_desk()
    recordings.finish_request(request_id=desk.request.pk, by=desk.scene.inspector, now=NOW)

    with pytest.raises(RuleBroken) as caught:
        kept(desk)

    assert caught.value.code == "recording.not_allowed"


def test_a_mark_can_be_taken_away_and_its_picture_stays_proof():
    desk = at_desk()
    made = kept(desk)

    review.drop_mark(mark_id=made.pk, by=desk.scene.inspector, now=NOW)

    made.refresh_from_db()
    assert made.dropped_at == NOW
    assert AnswerEvidence.objects.filter(sheet=desk.sheet).exists()
    with pytest.raises(Mark.DoesNotExist):
        review.drop_mark(mark_id=made.pk, by=desk.scene.inspector, now=NOW)
