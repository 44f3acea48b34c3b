"""A sample is drawn, its stretches are asked for, somebody else allows it, and whoever looks says what for first."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction

from biaogan.audit.models import Event
from biaogan.cases.models import Case
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day
from biaogan.inspections.actions import recordings as actions
from biaogan.inspections.actions.recordings import Asked, stretches_of
from biaogan.inspections.choices import Channel
from biaogan.inspections.models import RecordingRequest, RecordingSpan, Viewing
from biaogan.inspections.queries import recordings as queries
from biaogan.inspections.rules.footage import FIGURES, Figure, Request
from biaogan.inspections.views.recordings import comes_out_again
from biaogan.notify.models import Notification
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories import inspections, premises
from tests.factories.recordings import BEGINS, ENDS, asked, looked, scene

pytestmark = pytest.mark.django_db

FIRST, LAST = dt.date(2026, 11, 2), dt.date(2026, 11, 20)


def drawn(at, **details):
    values = {"first": FIRST, "last": LAST, "cameras": ["1号窗口", "2号窗口"], "always": ["大厅"], **details}
    return actions.draw_sample(unit=at.outlet, by=at.inspector, now=NOW, **values)


def test_a_sample_is_drawn_from_open_days_and_comes_out_again():
    at = scene()
    premises.hours(at.outlet)
    premises.closed(at.outlet, dt.date(2026, 11, 3))

    made = drawn(at)

    days = list(made.frame["days"])
    assert len(days) == 14, "fifteen weekdays less the one that was closed"
    assert "2026-11-03" not in days
    assert {each["day"] for each in made.result} <= set(days)
    assert len(made.result) == 2 * 3 * 3
    assert comes_out_again(made)
    assert drawn(at, seed=made.seed).result == made.result
    assert Event.objects.filter(name="recording.sample_drawn").exists()


def test_a_draw_whose_result_was_tampered_with_does_not_come_out_again():
    at = scene()
    premises.hours(at.outlet)
    made = drawn(at)

    made.result = made.result[1:]

    assert not comes_out_again(made)


def test_days_whose_recordings_are_overwritten_are_not_drawn():
    at = scene()
    premises.hours(at.outlet)

    made = drawn(at, first=dt.date(2026, 10, 1))

    assert min(made.frame["days"]) == "2026-10-26", "the 25th is a Sunday"


@pytest.mark.parametrize(
    "wrong",
    [
        {"last": dt.date(2026, 11, 24)},
        {"first": dt.date(2026, 7, 1)},
        {"cameras": [], "always": [" "]},
        {"first": LAST, "last": FIRST},
    ],
    ids=["today", "too long", "no camera", "backwards"],
)
def test_what_cannot_be_drawn_from_is_refused(wrong):
    at = scene()
    premises.hours(at.outlet)

    with pytest.raises(InputRefused):
        drawn(at, **wrong)


def test_an_outlet_without_opening_hours_is_told_so():
    with pytest.raises(InputRefused, match=r"recording\.no_days"):
        drawn(scene())


def test_an_outlet_cannot_draw_or_ask():
    at = scene()
    premises.hours(at.outlet)

    with pytest.raises(PermissionDenied):
        actions.draw_sample(unit=at.outlet, first=FIRST, last=LAST, cameras=["大厅"], by=at.outlet_head, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.request_recordings(
            unit=at.outlet, stretches=[Asked("大厅", BEGINS, ENDS)], purpose="看看", by=at.outlet_head, now=NOW
        )

    assert not RecordingRequest.objects.exists()


def test_what_was_drawn_is_asked_for_as_it_was_drawn():
    at = scene()
    premises.hours(at.outlet)
    made = drawn(at)

    request = actions.request_recordings(
        unit=at.outlet,
        stretches=stretches_of(made),
        purpose="月度非现场监测",
        sample_id=made.pk,
        by=at.inspector,
        now=NOW,
    )

    assert request.spans.count() == len(made.result)
    assert request.case.number.startswith("V-2026-")
    assert request.case.kind == "recording"


def test_a_request_says_until_when_its_recordings_exist_and_warns_seven_days_before():
    at = scene()

    request = asked(at)

    duty = Obligation.objects.get(case=request.case, kind="recording.watch")
    assert request.expires_on == dt.date(2026, 12, 23)
    assert local_day(duty.due_at) == dt.date(2026, 12, 23)
    assert duty.person == at.inspectors[0]
    assert duty.warn_at is not None
    assert local_day(duty.warn_at) == dt.date(2026, 12, 16)


def test_an_outlet_that_keeps_longer_is_warned_of_later():
    at = scene()
    actions.set_figure(
        code=Figure.KEEP_DAYS,
        value=90,
        unit=at.outlet,
        begins_on=dt.date(2026, 11, 25),
        basis="反恐重点目标",
        by=at.office_head,
        now=NOW,
    )

    later = asked(at, now=NOW + dt.timedelta(days=1))

    assert later.expires_on == local_day(BEGINS) + dt.timedelta(days=90)
    assert queries.keep_days(at.branch.outlets[-1], on=dt.date(2026, 11, 25)) == FIGURES[Figure.KEEP_DAYS].value


@pytest.mark.parametrize("value", [29, 401])
def test_nobody_sets_a_figure_below_the_law(value):
    at = scene()

    with pytest.raises(InputRefused):
        actions.set_figure(
            code=Figure.KEEP_DAYS,
            value=value,
            begins_on=dt.date(2026, 12, 1),
            basis="通知",
            by=at.office_head,
            now=NOW,
        )


def test_a_viewing_is_allowed_by_somebody_else_and_the_requester_hears_of_it():
    at = scene()
    request = asked(at)

    actions.approve_request(request_id=request.pk, by=at.office_head, now=NOW)

    request.refresh_from_db()
    assert request.state == Request.APPROVED
    assert request.ruled_by == at.office_head.person
    assert Obligation.objects.get(case=request.case, kind="recording.approve").met_at == NOW
    told = Notification.objects.filter(case=request.case).values_list("code", "person_id")
    assert set(told) == {("recording.asked", at.office_head.person_id), ("recording.approved", at.inspectors[0].pk)}


def test_nobody_allows_their_own_request_and_no_inspector_allows_any():
    at = scene()
    mine = actions.request_recordings(
        unit=at.outlet, stretches=[Asked("大厅", BEGINS, ENDS)], purpose="核实", by=at.office_head, now=NOW
    )
    other = asked(at)

    with pytest.raises(RuleBroken) as caught:
        actions.approve_request(request_id=mine.pk, by=at.office_head, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.approve_request(request_id=other.pk, by=at.other_inspector, now=NOW)

    assert caught.value.code == "recording.own_request"
    assert set(RecordingRequest.objects.values_list("state", flat=True)) == {Request.ASKED}


def test_the_request_of_the_head_of_the_office_goes_to_the_leadership():
    at = scene()

    request = actions.request_recordings(
        unit=at.outlet, stretches=[Asked("大厅", BEGINS, ENDS)], purpose="核实", by=at.office_head, now=NOW
    )

    duty = Obligation.objects.get(case=request.case, kind="recording.approve")
    assert duty.debtor_post.kind == PostKind.VICE_PRESIDENT


def test_the_database_knows_that_nobody_allows_their_own_request():
    request = asked(scene())

    with pytest.raises(Exception, match="recording_is_allowed_by_somebody_else"), transaction.atomic():
        RecordingRequest.objects.filter(pk=request.pk).update(
            state=Request.APPROVED, ruled_by=request.asked_by, ruled_at=NOW
        )


def test_a_refusal_has_a_reason_and_ends_the_case():
    at = scene()
    request = asked(at)

    with pytest.raises(InputRefused):
        actions.refuse_request(request_id=request.pk, reason=" ", by=at.office_head, now=NOW)
    actions.refuse_request(request_id=request.pk, reason="用途不明", by=at.office_head, now=NOW)

    request.refresh_from_db()
    assert (request.state, request.reason) == (Request.REFUSED, "用途不明")
    assert Case.objects.get(pk=request.pk).closed_at == NOW
    assert not Obligation.objects.open().filter(case=request.pk).exists()
    with pytest.raises(RuleBroken):
        looked(at, request)


def test_a_request_is_withdrawn_by_whoever_made_it():
    at = scene()
    request = asked(at)

    with pytest.raises(PermissionDenied):
        actions.withdraw_request(request_id=request.pk, by=at.other_inspector, now=NOW)
    actions.withdraw_request(request_id=request.pk, by=at.inspector, now=NOW)

    request.refresh_from_db()
    assert request.state == Request.WITHDRAWN
    assert not Obligation.objects.open().filter(case=request.pk).exists()


def test_who_looks_says_what_for_and_that_is_never_changed():
    at = scene()
    request = asked(at, Request.APPROVED)

    with pytest.raises(InputRefused):
        actions.log_viewing(
            request_id=request.pk,
            span_ids=[request.spans.get().pk],
            purpose="  ",
            by=at.inspector,
            now=NOW,
        )
    looked(at, request)

    row = Viewing.objects.get()
    assert (row.person, row.purpose, row.at) == (at.inspectors[0], "核对服务规范", NOW)
    for statement in ("UPDATE inspections_viewing SET purpose = 'x'", "DELETE FROM inspections_viewing"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Event.objects.filter(name="recording.viewed", case_ref=request.pk).exists()


def test_nobody_looks_before_it_is_allowed():
    at = scene()

    with pytest.raises(RuleBroken) as caught:
        looked(at, asked(at))

    assert caught.value.code == "recording.not_allowed"
    assert not Viewing.objects.exists()


def test_looking_at_all_stretches_meets_the_limit_of_overwriting_and_lets_the_request_be_closed():
    at = scene()
    request = asked(at, Request.APPROVED, cameras=("大厅", "1号窗口"))
    first = request.spans.order_by("pk")[0]

    actions.log_viewing(request_id=request.pk, span_ids=[first.pk], purpose="核对", by=at.inspector, now=NOW)
    with pytest.raises(RuleBroken) as caught:
        actions.finish_request(request_id=request.pk, by=at.inspector, now=NOW)
    assert caught.value.code == "recording.not_viewed"
    looked(at, request)
    actions.finish_request(request_id=request.pk, by=at.inspector, now=NOW)

    request.refresh_from_db()
    assert request.state == Request.FINISHED
    assert Obligation.objects.get(case=request.pk, kind="recording.watch").met_at == NOW
    assert Case.objects.get(pk=request.pk).closed_at == NOW


def test_a_purpose_holds_for_one_sitting():
    at = scene()
    request = asked(at, Request.APPROVED)
    looked(at, request)
    span = request.spans.get().pk

    assert queries.may_go_on(at.inspector.person_id, [span], now=NOW + dt.timedelta(hours=8)) == {span}
    assert queries.may_go_on(at.inspector.person_id, [span], now=NOW + dt.timedelta(hours=8, seconds=1)) == set()
    assert queries.may_go_on(at.other_inspector.person_id, [span], now=NOW) == set()


def test_what_was_allowed_is_never_widened():
    asked(scene())

    with pytest.raises(ProgrammingError), transaction.atomic():
        RecordingSpan.objects.update(to_at=ENDS + dt.timedelta(hours=5))


def test_a_request_serves_a_sheet_of_its_own_unit_alone():
    at = scene()
    sheet = inspections.sheet(at, channel=Channel.OFFSITE, unit=at.branch.outlets[-1])

    with pytest.raises(type(sheet).DoesNotExist):
        asked(at, sheet=sheet)


def test_outlets_see_neither_requests_nor_the_log():
    at = scene()
    request = asked(at)

    assert not RecordingRequest.objects.visible_to(at.outlet_head).exists()
    assert not Case.objects.visible_to(at.outlet_head).filter(pk=request.pk).exists()
    assert RecordingRequest.objects.visible_to(at.office_head).exists()
