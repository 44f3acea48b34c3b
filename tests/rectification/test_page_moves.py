from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from biaogan.core.time import local_day
from biaogan.org.models import PostKind
from biaogan.rectification.choices import NoticeState, State
from biaogan.rectification.models import Finding, Notice
from tests.factories import rectification as r
from tests.factories.accounts import signed_in_client
from tests.factories.evidence import upload
from tests.factories.rectification import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    import time_machine

    with time_machine.travel(r.LATER, tick=False):
        yield


@pytest.fixture
def at_desk() -> Desk:
    return r.desk()


def browser(at_desk: Desk, kind: PostKind) -> Client:
    return signed_in_client(at_desk.user(kind))


def _answer(at_desk: Desk, **values: object) -> dict[str, object]:
    return {
        "cause": "耗材没有专人管理",
        "action": "已补足",
        "doer": at_desk.person(PostKind.LOBBY_MANAGER).staff_no,
        "done_at": "2026-11-27T09:00",
        **values,
    }


def test_the_outlet_answers_with_photos(at_desk):
    one = r.noticed(at_desk)
    head = browser(at_desk, PostKind.OUTLET_HEAD)
    url = reverse("rectification:reply", args=[one.pk])

    assert head.get(url).status_code == 200
    answer = head.post(url, _answer(at_desk, photos=[upload(), upload(name="two.jpg", content=None)]))

    one = r.again(one)
    assert answer.status_code == 302
    assert one.state == State.ANSWERED
    assert one.replies.get().proofs.count() >= 1


def test_photos_are_kept_when_something_else_is_missing(at_desk):
    one = r.noticed(at_desk)
    head = browser(at_desk, PostKind.OUTLET_HEAD)
    url = reverse("rectification:reply", args=[one.pk])

    wrong = head.post(url, _answer(at_desk, cause="", photos=[upload()]))
    right = head.post(url, _answer(at_desk))

    assert wrong.status_code == 422
    assert "The photos are kept" in wrong.content.decode()
    assert right.status_code == 302
    assert r.again(one).replies.get().proofs.count() == 1


def test_a_broken_photo_is_told_and_the_words_stay(at_desk):
    one = r.noticed(at_desk)
    url = reverse("rectification:reply", args=[one.pk])

    answer = browser(at_desk, PostKind.OUTLET_HEAD).post(url, _answer(at_desk, photos=[upload(b"no picture")]))

    assert answer.status_code == 422
    assert "耗材没有专人管理" in answer.content.decode()
    assert r.again(one).state == State.NOTICED


def test_an_answer_without_proof_says_why_there_is_none(at_desk):
    one = r.noticed(at_desk)
    head = browser(at_desk, PostKind.OUTLET_HEAD)
    url = reverse("rectification:reply", args=[one.pk])

    bare = head.post(url, _answer(at_desk))
    told = head.post(url, _answer(at_desk, no_proof_because="口头提醒，无法拍照"))

    assert (bare.status_code, told.status_code) == (422, 302)


def test_somebody_else_checks_again_and_the_notice_closes_with_its_last_finding(at_desk):
    one = r.answered(at_desk)
    url = reverse("rectification:recheck", args=[one.pk])
    seen = {"passed": "yes", "note": "现场查看，已整改"}

    own = browser(at_desk, PostKind.OUTLET_HEAD).post(url, seen)
    other = browser(at_desk, PostKind.INSPECTOR).post(url, seen)

    assert (own.status_code, other.status_code) == (403, 302)
    assert r.again(one).state == State.CLOSED
    assert Notice.objects.get().state == NoticeState.CLOSED


def test_what_is_not_right_goes_back_with_a_new_limit(at_desk):
    one = r.answered(at_desk)
    url = reverse("rectification:recheck", args=[one.pk])

    browser(at_desk, PostKind.INSPECTOR).post(url, {"passed": "no", "note": "纸又用完了", "due_on": "2026-12-15"})

    one = r.again(one)
    assert one.state == State.RETURNED
    assert local_day(one.due_at) == dt.date(2026, 12, 15)


@pytest.mark.parametrize(
    ("move", "typed", "state"),
    [
        ("extend", {"due_on": "2027-01-15", "reason": "等配件"}, State.NOTICED),
        ("withdraw_finding", {"reason": "重复登记"}, State.WITHDRAWN),
    ],
)
def test_the_office_extends_and_withdraws(at_desk, move, typed, state):
    one = r.noticed(at_desk)
    url = reverse(f"rectification:{move}", args=[one.pk])
    inspector = browser(at_desk, PostKind.INSPECTOR)

    assert inspector.get(url).status_code == 200
    assert inspector.post(url, {**typed, "reason": ""}).status_code == 422
    assert inspector.post(url, typed).status_code == 302
    assert r.again(one).state == state


def test_the_head_of_the_office_waives_in_writing(at_desk):
    one = r.noticed(at_desk)
    url = reverse("rectification:waive", args=[one.pk])

    refused = browser(at_desk, PostKind.INSPECTOR).post(url, {"reason": "不影响服务"})
    done = browser(at_desk, PostKind.OFFICE_HEAD).post(url, {"reason": "不影响服务"}, follow=True)

    assert refused.status_code == 403
    assert "不影响服务" in done.content.decode()


def test_an_extension_to_an_earlier_day_is_refused_and_the_reason_stays(at_desk):
    one = r.noticed(at_desk)
    url = reverse("rectification:extend", args=[one.pk])

    answer = browser(at_desk, PostKind.INSPECTOR).post(url, {"due_on": "2026-11-28", "reason": "等配件"})

    assert answer.status_code == 422
    assert "等配件" in answer.content.decode()


def test_ticked_findings_become_a_draft_whose_three_assignments_are_filled_in(at_desk):
    one, other = r.finding(at_desk), r.finding(at_desk, fact="灯不亮", item_code="E02")
    left = r.finding(at_desk, fact="不在这份上", item_code="E03")
    inspector = browser(at_desk, PostKind.INSPECTOR)
    url = reverse("rectification:draft_notice")

    asked = inspector.get(url, {"findings": [one.pk, other.pk]})
    made = inspector.post(
        url, {"findings": [one.pk, other.pk], "basis": "onsite", "report_back_on": "2026-12-11", "copies": "支行、网点"}
    )

    notice = Notice.objects.get()
    assert asked.context["form"].initial["basis"] == "onsite"
    assert made.url == reverse("rectification:edit", args=[notice.pk])
    assert notice.copies == ["支行", "网点"]
    assert set(notice.findings.values_list("pk", flat=True)) == {one.pk, other.pk}
    assert r.again(one).responsible_person == at_desk.person(PostKind.OUTLET_HEAD)
    assert r.again(left).notice is None


def test_findings_of_two_units_ask_which_unit_is_meant(at_desk):
    one, other = r.finding(at_desk), r.finding(at_desk, at_desk.branch.outlets[1])

    page = browser(at_desk, PostKind.INSPECTOR).get(
        reverse("rectification:draft_notice"), {"findings": [one.pk, other.pk]}
    )

    assert len(page.context["units"]) == 2


def _edited(notice: Notice, one: Finding, at_desk: Desk, **values: object) -> dict[str, object]:
    return {
        "basis": "onsite",
        "report_back_on": "2026-12-11",
        f"f{one.pk}-unit": at_desk.outlet.code,
        f"f{one.pk}-person": at_desk.person(PostKind.LOBBY_MANAGER).staff_no,
        f"f{one.pk}-due_on": "2026-12-09",
        f"f{one.pk}-requirement": "补足耗材",
        **values,
    }


def test_a_draft_is_edited_in_one_form(at_desk):
    one = r.finding(at_desk)
    notice = r.notice(at_desk, findings=[one])
    more = r.finding(at_desk, fact="灯不亮", item_code="E02")
    inspector = browser(at_desk, PostKind.INSPECTOR)
    url = reverse("rectification:edit", args=[notice.pk])

    answer = inspector.post(url, _edited(notice, one, at_desk, more=[more.pk]))

    one = r.again(one)
    assert answer.status_code == 302
    assert one.responsible_person == at_desk.person(PostKind.LOBBY_MANAGER)
    assert local_day(one.due_at) == dt.date(2026, 12, 9)
    assert r.again(more).notice == notice


def test_one_limit_is_set_for_all(at_desk):
    one = r.finding(at_desk)
    notice = r.notice(at_desk, findings=[one])

    browser(at_desk, PostKind.INSPECTOR).post(
        reverse("rectification:edit", args=[notice.pk]), _edited(notice, one, at_desk, due_all="2026-12-18")
    )

    assert local_day(r.again(one).due_at) == dt.date(2026, 12, 18)


def test_a_draft_with_a_stranger_is_refused_and_nothing_of_it_is_kept(at_desk):
    one = r.finding(at_desk)
    notice = r.notice(at_desk, findings=[one])
    stranger = at_desk.branch.holder(PostKind.OUTLET_HEAD, at_desk.branch.outlets[3])

    answer = browser(at_desk, PostKind.INSPECTOR).post(
        reverse("rectification:edit", args=[notice.pk]),
        _edited(notice, one, at_desk, inspectors="王芳", **{f"f{one.pk}-person": stranger.staff_no}),
    )

    assert answer.status_code == 422
    assert Notice.objects.get().inspectors == ""


def test_a_finding_is_taken_off_a_draft(at_desk):
    one, other = r.finding(at_desk), r.finding(at_desk, fact="灯不亮", item_code="E02")
    notice = r.notice(at_desk, findings=[one, other])

    browser(at_desk, PostKind.INSPECTOR).post(
        reverse("rectification:edit", args=[notice.pk]), _edited(notice, one, at_desk, take_off=[other.pk])
    )

    assert r.again(other).notice is None
    assert r.again(one).notice == notice


def test_a_notice_goes_from_draft_to_signature(at_desk):
    notice = r.notice(at_desk)
    inspector, office = browser(at_desk, PostKind.INSPECTOR), browser(at_desk, PostKind.OFFICE_HEAD)
    outlet = browser(at_desk, PostKind.OUTLET_HEAD)

    def post(client: Client, move: str, **typed: object) -> int:
        return client.post(reverse(f"rectification:{move}", args=[notice.pk]), typed).status_code

    assert post(inspector, "submit") == 302
    assert post(inspector, "approve") == 403
    assert post(office, "approve") == 302
    assert inspector.get(reverse("rectification:issue", args=[notice.pk])).status_code == 200
    assert post(inspector, "issue") == 302
    assert post(outlet, "receive", signature=upload()) == 302
    assert post(inspector, "withdraw_notice", reason="") == 422
    notice = Notice.objects.get()
    assert (notice.state, notice.received_by) == (NoticeState.RECEIVED, at_desk.person(PostKind.OUTLET_HEAD))
    assert notice.signature is not None


def test_a_notice_issued_by_somebody_else_meanwhile_is_a_clear_answer(at_desk):
    notice = r.notice(at_desk, NoticeState.ISSUED)

    answer = browser(at_desk, PostKind.INSPECTOR).post(reverse("rectification:issue", args=[notice.pk]))

    assert answer.status_code == 409
    assert "moved on" in answer.content.decode()


@pytest.mark.parametrize("state", [NoticeState.DRAFT, NoticeState.RECEIVED])
def test_the_paper_is_shown_as_a_picture(at_desk, state):
    notice = r.notice(at_desk, state)
    inspector = browser(at_desk, PostKind.INSPECTOR)

    page = inspector.get(reverse("rectification:notice_page", args=[notice.pk, 1]))
    beyond = inspector.get(reverse("rectification:notice_page", args=[notice.pk, 99]))

    assert page.content.startswith(b"\x89PNG")
    assert beyond.status_code == 404


@pytest.mark.parametrize("state", list(r.WAY))
@pytest.mark.parametrize("kind", [PostKind.INSPECTOR, PostKind.OFFICE_HEAD, PostKind.OUTLET_HEAD])
def test_a_notices_page_takes_thirty_queries_at_most(at_desk, query_count, state, kind):
    notice = r.notice(at_desk, state)
    client = browser(at_desk, kind)
    url = reverse("rectification:notice", args=[notice.pk])
    client.get(url)

    with query_count() as counted:
        answer = client.get(url)

    assert answer.status_code == 200
    assert len(counted) <= 30


def test_the_days_of_a_limit_are_said_in_words(at_desk):
    inspector = browser(at_desk, PostKind.INSPECTOR)
    url = reverse("rectification:limit_words")

    def said(day: str) -> str:
        return inspector.get(url, {"name": "d", "d": day, "calendar": "cn"}).content.decode()

    assert "Mon" in said("2026-11-30")
    assert "not a working day" in said("2026-11-29")
    assert said("nonsense") == said("2999-01-01") == ""


def test_a_link_for_a_contractor_is_shown_once_and_can_be_revoked(at_desk):
    one = r.noticed(at_desk)
    head = browser(at_desk, PostKind.OUTLET_HEAD)

    shown = head.post(reverse("rectification:make_link", args=[one.pk]), {"name": "广西某公司", "days": 7}, follow=True)
    again = head.get(reverse("rectification:finding", args=[one.pk]))
    link = one.links.get()
    head.post(reverse("rectification:revoke_link", args=[one.pk, link.pk]))

    assert "/say/mend/" in shown.content.decode()
    assert "/say/mend/" not in again.content.decode()
    assert one.links.get().revoked_at is not None
