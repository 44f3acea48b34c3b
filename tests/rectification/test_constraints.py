"""What the database itself forbids, whoever writes to it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from biaogan.org.models import PostKind
from biaogan.rectification.choices import NoticeState, State
from biaogan.rectification.models import Extension, Finding, FindingState, Notice, Recheck, Reply
from tests.conftest import NOW
from tests.factories import rectification as make

pytestmark = pytest.mark.django_db


def _refused(change) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


@pytest.mark.parametrize("lacking", ["responsible_unit", "responsible_person", "due_at"])
@pytest.mark.parametrize("state", [NoticeState.APPROVED, NoticeState.ISSUED, NoticeState.RECEIVED])
def test_no_finding_of_a_notice_that_goes_out_is_without_unit_person_or_limit(state, lacking):
    at_desk = make.desk()
    one = make.finding(at_desk)
    make.notice(at_desk, state, findings=[one])

    _refused(lambda: Finding.objects.filter(pk=one.pk).update(**{lacking: None}))


@pytest.mark.parametrize("lacking", ["responsible_unit", "responsible_person", "due_at"])
def test_no_notice_is_approved_while_a_finding_on_it_lacks_one_of_the_three(lacking):
    at_desk = make.desk()
    one = make.finding(at_desk)
    made = make.notice(at_desk, findings=[one])
    # A draft that is being filled in may lack it.
    Finding.objects.filter(pk=one.pk).update(**{lacking: None})
    approver = at_desk.person(PostKind.OFFICE_HEAD)

    _refused(
        lambda: Notice.objects.filter(pk=made.pk).update(state=NoticeState.APPROVED, approver=approver, approved_at=NOW)
    )


def test_nothing_is_put_on_or_taken_off_a_notice_that_was_issued():
    at_desk = make.desk()
    one, other = make.finding(at_desk), make.finding(at_desk)
    made = make.notice(at_desk, NoticeState.ISSUED, findings=[one])
    values = Finding.objects.filter(pk=one.pk).values("responsible_unit", "responsible_person", "due_at").get()

    _refused(
        lambda: Finding.objects.filter(pk=other.pk).update(
            notice=made,
            responsible_unit=values["responsible_unit"],
            responsible_person=values["responsible_person"],
            due_at=values["due_at"],
        )
    )
    _refused(lambda: Finding.objects.filter(pk=one.pk).update(notice=None))


def test_the_drafter_is_never_the_approver():
    made = make.notice(make.desk(), NoticeState.APPROVED)

    _refused(lambda: Notice.objects.filter(pk=made.pk).update(approver=F("drafter")))


@pytest.mark.parametrize(
    "change",
    [
        {"state": NoticeState.ISSUED},
        {"state": NoticeState.RECEIVED},
        {"state": NoticeState.CLOSED},
        {"state": NoticeState.WITHDRAWN},
        {"approver": None},
    ],
    ids=[
        "issued without a number",
        "received by nobody",
        "closed at no time",
        "withdrawn without a reason",
        "approved by nobody",
    ],
)
def test_a_notice_says_how_it_came_to_stand_where_it_stands(change):
    made = make.notice(make.desk(), NoticeState.APPROVED)

    _refused(lambda: Notice.objects.filter(pk=made.pk).update(**change))


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.CLOSED},
        {"state": State.WAIVED, "closed_at": NOW},
        {"closed_at": NOW},
        {"state": State.NOTICED},
        {"weight": 200},
        {"fact": ""},
    ],
    ids=["closed at no time", "waived without a reason", "open yet ended", "noticed without notice", "weight", "fact"],
)
def test_a_finding_says_how_it_came_to_stand_where_it_stands(change):
    one = make.finding(make.desk())

    _refused(lambda: Finding.objects.filter(pk=one.pk).update(**change))


def _recheck(one: Finding, by) -> Recheck:
    return Recheck.objects.create(
        finding=one,
        reply=one.replies.get(),
        at=make.LATER,
        recorded_at=make.LATER,
        by=by,
        passed=True,
        note="现场查看",
    )


@pytest.mark.parametrize("kind", [PostKind.OUTLET_HEAD, PostKind.LOBBY_MANAGER, PostKind.TELLER])
def test_neither_the_doer_nor_anybody_of_the_unit_checks_it(kind):
    at_desk = make.desk()
    one = make.answered(at_desk)

    _refused(lambda: _recheck(one, at_desk.person(kind)))
    _recheck(one, at_desk.person(PostKind.INSPECTOR))


def test_an_inspector_who_did_it_does_not_check_it():
    at_desk = make.desk()
    one = make.noticed(at_desk)
    make.answer(at_desk, one, doer=at_desk.person(PostKind.INSPECTOR))

    _refused(lambda: _recheck(one, at_desk.person(PostKind.INSPECTOR)))


@pytest.mark.parametrize("model", [Reply, Recheck, FindingState])
def test_what_was_written_once_is_never_changed(model):
    at_desk = make.desk()
    make.checked(at_desk, make.answered(at_desk))
    field = "state" if model is FindingState else "recorded_at"

    _refused(lambda: model.objects.update(**{field: F(field)}))
    _refused(lambda: model.objects.all().delete())


def test_a_limit_is_extended_before_it_has_run_out_and_only_to_later():
    at_desk = make.desk()
    one = make.noticed(at_desk)
    values = {"finding": one, "by": at_desk.person(PostKind.INSPECTOR), "reason": "采购需时", "old_due_at": one.due_at}
    day = dt.timedelta(days=1)

    _refused(lambda: Extension.objects.create(at=one.due_at + day, new_due_at=one.due_at + 5 * day, **values))
    _refused(lambda: Extension.objects.create(at=NOW, new_due_at=one.due_at, **values))
    Extension.objects.create(at=one.due_at, new_due_at=one.due_at + day, **values)
