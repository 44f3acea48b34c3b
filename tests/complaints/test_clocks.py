from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.complaints import actions, queries
from biaogan.complaints.choices import Level, State, SuspensionReason
from biaogan.complaints.models import Complaint, Extension
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import ZONE
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories import evidence, org
from tests.factories.complaints import LIABLE, complaint, desk, told

pytestmark = pytest.mark.django_db


def _tell(made: Complaint) -> Obligation:
    return Obligation.objects.get(case=made.case, kind="complaint.tell", cancelled_at__isnull=True)


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(23, 59, 59, 999999), tzinfo=ZONE)


def _leader_above(at_desk):
    """Return a vice-president of the region, which stands above the branch that handles the case."""
    region = at_desk.branch.region
    at_desk.branch.people[PostKind.VICE_PRESIDENT, region.pk] = org.person()
    org.holding(at_desk.branch.people[PostKind.VICE_PRESIDENT, region.pk], PostKind.VICE_PRESIDENT, region)
    return at_desk.actor(PostKind.VICE_PRESIDENT, region)


def test_a_complex_matter_is_extended_from_fifteen_to_thirty_days():
    at_desk = desk()
    made = complaint(at_desk, State.ACCEPTED)

    actions.extend(complaint_id=made.pk, reason="涉及外地网点", told=told(), by=at_desk.office_head, now=NOW)

    made.refresh_from_db()
    assert made.level == Level.COMPLEX
    assert _tell(made).due_at == _end_of(dt.date(2026, 12, 24))


def test_a_second_extension_belongs_to_the_level_above_and_adds_thirty_days():
    at_desk = desk()
    made = complaint(at_desk, State.ACCEPTED)
    actions.extend(complaint_id=made.pk, reason="复杂", told=told(), by=at_desk.office_head, now=NOW)

    def attempt(by, proof):
        actions.extend(complaint_id=made.pk, reason="特别复杂", told=proof, by=by, now=NOW)

    with pytest.raises(PermissionDenied):
        attempt(at_desk.office_head, told())
    with pytest.raises(PermissionDenied):
        attempt(at_desk.vice_president, told())
    above = _leader_above(at_desk)
    with pytest.raises(InputRefused):
        attempt(above, None)
    attempt(above, told())

    assert _tell(made).due_at == _end_of(dt.date(2027, 1, 23))
    assert list(Extension.objects.order_by("stage").values_list("stage", flat=True)) == [1, 2]
    with pytest.raises(RuleBroken):
        attempt(above, told())


def test_an_officer_extends_nothing():
    at_desk = desk()
    made = complaint(at_desk, State.ACCEPTED)

    with pytest.raises(PermissionDenied):
        actions.extend(complaint_id=made.pk, reason="复杂", told=told(), by=at_desk.officer, now=NOW)


def test_a_limit_that_has_run_out_is_not_extended():
    at_desk = desk()
    made = complaint(at_desk, State.ACCEPTED)
    late = NOW + dt.timedelta(days=16)

    with pytest.raises(RuleBroken):
        actions.extend(complaint_id=made.pk, reason="复杂", told=told(late), by=at_desk.office_head, now=late)

    assert not Extension.objects.exists()


def test_days_of_an_outside_appraisal_are_not_counted():
    at_desk = desk()
    made = complaint(at_desk, State.INVESTIGATING)
    later = NOW + dt.timedelta(days=7)
    asked = {"reason": SuspensionReason.APPRAISAL, "proof": "委托书 7 号"}

    with pytest.raises(InputRefused):
        actions.suspend(complaint_id=made.pk, told=None, by=at_desk.officer, now=NOW, **asked)
    actions.suspend(complaint_id=made.pk, told=told(), by=at_desk.officer, now=NOW, **asked)
    assert _tell(made).is_paused
    with pytest.raises(RuleBroken):
        actions.suspend(complaint_id=made.pk, told=told(), by=at_desk.officer, now=NOW, **asked)
    actions.resume(complaint_id=made.pk, by=at_desk.officer, now=later)

    assert _tell(made).due_at == _end_of(dt.date(2026, 12, 16))
    with pytest.raises(RuleBroken):
        actions.resume(complaint_id=made.pk, by=at_desk.officer, now=later)


def test_a_mediation_stops_the_clocks_without_another_letter():
    at_desk = desk()
    made = complaint(at_desk, State.INVESTIGATING)

    actions.suspend(
        complaint_id=made.pk,
        reason=SuspensionReason.MEDIATION,
        proof="调解申请",
        told=None,
        by=at_desk.officer,
        now=NOW,
    )

    assert _tell(made).is_paused


def test_a_later_day_that_was_agreed_on_prevails_over_the_limit():
    at_desk = desk()
    made = complaint(at_desk, State.ACCEPTED)

    actions.agree_due(complaint_id=made.pk, day=dt.date(2026, 12, 20), proof="短信回复", by=at_desk.officer, now=NOW)

    made.refresh_from_db()
    assert made.agreed_due_at == _tell(made).due_at == _end_of(dt.date(2026, 12, 20))


def test_an_earlier_day_is_a_promise_and_the_limit_stays():
    at_desk = desk()
    made = complaint(at_desk, State.ACCEPTED)

    actions.agree_due(complaint_id=made.pk, day=dt.date(2026, 11, 27), proof="电话", by=at_desk.officer, now=NOW)

    made.refresh_from_db()
    assert made.agreed_due_at == _end_of(dt.date(2026, 11, 27))
    assert _tell(made).due_at == _end_of(dt.date(2026, 12, 9))


@pytest.mark.parametrize(
    ("agreed", "told"), [(dt.date(2026, 11, 27), dt.date(2026, 11, 27)), (None, dt.date(2026, 12, 9))]
)
def test_the_customer_goes_by_the_earlier_day_that_was_agreed_on(agreed, told):
    at_desk = desk()
    made = complaint(at_desk, State.ACCEPTED)
    if agreed:
        actions.agree_due(complaint_id=made.pk, day=agreed, proof="电话", by=at_desk.officer, now=NOW)
        made.refresh_from_db()

    promise = queries.limit_to_tell(made)

    assert promise is not None
    assert promise.due_at == _end_of(told)


def test_a_limit_that_rests_on_a_calendar_not_yet_final_is_not_told_but_an_agreed_day_is():
    at_desk = desk()
    made = complaint(at_desk, State.ACCEPTED)
    Obligation.objects.filter(case=made.case, kind="complaint.tell").update(is_provisional=True)
    assert queries.limit_to_tell(made) is None

    made.agreed_due_at = _end_of(dt.date(2026, 11, 27))

    promise = queries.limit_to_tell(made)
    assert promise is not None
    assert promise.due_at == made.agreed_due_at


def test_new_facts_start_the_period_anew_from_the_day_they_arrived():
    at_desk = desk()
    made = complaint(at_desk, State.PROPOSED)
    arrived = NOW + dt.timedelta(days=5)

    actions.restart(complaint_id=made.pk, arrived_at=arrived, reason="客户补交录音", by=at_desk.officer, now=arrived)

    made.refresh_from_db()
    assert (made.state, made.round, made.restarted_at) == (State.INVESTIGATING, 2, arrived)
    assert _tell(made).due_at == _end_of(dt.date(2026, 12, 14))
    owed = set(Obligation.objects.owed().filter(case=made.case).values_list("kind", flat=True))
    assert owed == {"complaint.tell", "complaint.investigate"}
    proof = evidence.make_evidence(made.case)
    actions.give_verdict(complaint_id=made.pk, finding=LIABLE, evidence=[proof.pk], by=at_desk.officer, now=arrived)


def test_after_new_facts_the_limit_may_be_extended_again():
    at_desk = desk()
    made = complaint(at_desk, State.INVESTIGATING)
    actions.extend(complaint_id=made.pk, reason="复杂", told=told(), by=at_desk.office_head, now=NOW)
    actions.restart(complaint_id=made.pk, arrived_at=NOW, reason="新事实", by=at_desk.officer, now=NOW)

    actions.extend(complaint_id=made.pk, reason="仍复杂", told=told(), by=at_desk.office_head, now=NOW)

    assert _tell(made).due_at == _end_of(dt.date(2026, 12, 24))
