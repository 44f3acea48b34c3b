from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from biaogan.core.time import local_day
from biaogan.org.models import PostKind
from biaogan.rectification.choices import NoticeState, State
from biaogan.rectification.models import Finding, Notice
from tests.factories import rectification as r
from tests.factories.accounts import api_client
from tests.factories.rectification import Desk

pytestmark = pytest.mark.django_db

URL = "/api/v1/rectification/"


@pytest.fixture(autouse=True)
def today():
    import time_machine

    with time_machine.travel(r.LATER, tick=False):
        yield


@pytest.fixture
def at_desk() -> Desk:
    return r.desk()


def program(at_desk: Desk, kind: PostKind) -> Client:
    return api_client(at_desk.user(kind))


def send(client: Client, path: str, body: Any = None, *, method: str = "post", **headers: str) -> Any:
    return getattr(client, method)(f"{URL}{path}", body or {}, content_type="application/json", **headers)


def wrong(at_desk: Desk, **values: Any) -> dict[str, Any]:
    return {"unit": at_desk.outlet.code, "source": "onsite", "fact": "叫号机缺纸", **values}


def test_the_same_key_raises_a_finding_once(at_desk):
    inspector = program(at_desk, PostKind.INSPECTOR)

    first, second = (
        send(inspector, "findings", wrong(at_desk, points=150), HTTP_IDEMPOTENCY_KEY="key-1") for _ in range(2)
    )

    assert first.status_code == 201
    assert first.json() == second.json()
    assert Finding.objects.get().points == 150


@pytest.mark.parametrize(
    "slip",
    [
        {"unit": "NO-SUCH"},
        {"fact": " "},
        {"source": "rumour"},
        {"item": "ZZ99"},
        {"points": -1},
        {"found_at": "2999-01-01T10:00:00+08:00"},
        {"colour": "blue"},
    ],
)
def test_what_cannot_be_a_finding_is_refused(at_desk, slip):
    answer = send(program(at_desk, PostKind.INSPECTOR), "findings", wrong(at_desk, **slip))

    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")
    assert not Finding.objects.exists()


def test_findings_are_listed_by_cursor_and_narrowed(at_desk):
    made = [r.finding(at_desk, fact=f"问题 {number}") for number in range(3)]
    r.noticed(at_desk)
    inspector = program(at_desk, PostKind.INSPECTOR)

    first = inspector.get(f"{URL}findings", {"unserved": True, "size": 2}).json()
    rest = inspector.get(f"{URL}findings", {"unserved": True, "size": 2, "cursor": first["next"]}).json()

    assert [row["id"] for row in first["items"] + rest["items"]] == [one.pk for one in reversed(made)]
    assert rest["next"] == ""


def test_a_program_sees_the_moves_of_its_user(at_desk):
    one = r.noticed(at_desk)

    head = program(at_desk, PostKind.OUTLET_HEAD).get(f"{URL}findings/{one.pk}").json()
    elsewhere = r.finding(at_desk, at_desk.branch.outlets[3])
    hidden = program(at_desk, PostKind.OUTLET_HEAD).get(f"{URL}findings/{elsewhere.pk}")

    assert head["moves"] == ["reply", "make_link"]
    assert head["limits"][0]["kind"] == "finding.rectify"
    assert hidden.status_code == 404


def test_a_notice_goes_all_the_way_by_programs(at_desk):
    one = r.finding(at_desk)
    inspector, office = program(at_desk, PostKind.INSPECTOR), program(at_desk, PostKind.OFFICE_HEAD)
    outlet, head = program(at_desk, PostKind.OUTLET_HEAD), at_desk.person(PostKind.OUTLET_HEAD)

    drafted = send(inspector, "notices", {"unit": at_desk.outlet.code, "findings": [one.pk], "basis": "onsite"})
    notice = drafted.json()["id"]
    assigned = send(
        inspector,
        f"findings/{one.pk}/assign",
        {"unit": at_desk.outlet.code, "person": head.staff_no, "due_on": "2026-12-09", "requirement": "补足耗材"},
    )
    own = send(inspector, f"notices/{notice}/approve")
    approved = send(office, f"notices/{notice}/approve")
    issued = send(inspector, f"notices/{notice}/issue")
    twice = send(inspector, f"notices/{notice}/issue")
    received = send(outlet, f"notices/{notice}/receive")
    said = {"cause": "无人管理", "action": "已补足", "doer": head.staff_no, "done_at": "2026-11-27T09:00:00+08:00"}
    bare = send(outlet, f"findings/{one.pk}/reply", said)
    proof = r.proof(one)
    answered = send(outlet, f"findings/{one.pk}/reply", {**said, "evidence": [proof.pk]})
    checked = send(inspector, f"findings/{one.pk}/recheck", {"passed": True, "note": "已整改"})

    assert drafted.status_code == 201
    assert assigned.json()["responsible_person"] == head.staff_no
    assert own.status_code == 403
    assert [answer.status_code for answer in (approved, issued, received)] == [200, 200, 200]
    assert "〔2026〕" in issued.json()["number"]
    assert twice.status_code == 409
    assert (bare.status_code, answered.status_code) == (422, 200)
    assert checked.json()["state"] == State.CLOSED
    assert inspector.get(f"{URL}notices/{notice}").json()["state"] == NoticeState.CLOSED


def test_a_draft_is_edited_and_its_findings_are_put_on_and_taken_off(at_desk):
    notice, more = r.notice(at_desk), r.finding(at_desk, item_code="E02", fact="灯不亮")
    inspector = program(at_desk, PostKind.INSPECTOR)
    head = {"basis": "offsite", "report_back_on": "2026-12-11", "copies": ["支行"]}

    edited = send(inspector, f"notices/{notice.pk}", head, method="put")
    send(inspector, f"notices/{notice.pk}/findings", {"findings": [more.pk]})
    on = set(Notice.objects.get().findings.values_list("pk", flat=True))
    off = inspector.delete(f"{URL}notices/{notice.pk}/findings/{more.pk}")

    assert (edited.json()["basis"], edited.json()["copies"]) == ("offsite", ["支行"])
    assert more.pk in on
    assert off.status_code == 200
    assert r.again(more).notice is None


def test_a_program_extends_waives_and_withdraws(at_desk):
    one, other = r.noticed(at_desk), r.finding(at_desk, item_code="E02", fact="灯不亮")
    inspector, office = program(at_desk, PostKind.INSPECTOR), program(at_desk, PostKind.OFFICE_HEAD)

    send(inspector, f"findings/{one.pk}/extend", {"due_on": "2027-01-15", "reason": "等配件"})
    extended = local_day(r.again(one).due_at)
    refused = send(inspector, f"findings/{one.pk}/waive", {"reason": "不影响服务"})
    waived = send(office, f"findings/{one.pk}/waive", {"reason": "不影响服务"})
    withdrawn = send(inspector, f"findings/{other.pk}/withdraw", {"reason": "重复"})

    assert extended == dt.date(2027, 1, 15)
    assert (refused.status_code, waived.json()["state"]) == (403, State.WAIVED)
    assert withdrawn.json()["state"] == State.WITHDRAWN


def test_a_link_is_made_and_revoked(at_desk):
    one = r.noticed(at_desk)
    head = program(at_desk, PostKind.OUTLET_HEAD)

    made = send(head, f"findings/{one.pk}/links", {"name": "广西某公司", "days": 7})
    revoked = send(head, f"links/{made.json()['id']}/revoke")

    assert made.status_code == 201
    assert Client().get(made.json()["address"]).status_code == 404
    assert revoked.json()["revoked_at"] is not None


def test_the_board_and_what_comes_back_are_counted(at_desk):
    r.closed(at_desk)
    r.finding(at_desk, found_at=r.LATER, now=r.LATER)
    office = program(at_desk, PostKind.OFFICE_HEAD)

    board = office.get(f"{URL}board", {"unit": at_desk.outlet.code}).json()
    repeats = office.get(f"{URL}repeats").json()

    assert board["whole"]["unserved"] == board["units"][0]["unserved"] == 1
    assert [(row["item_code"], row["unit"], row["times"]) for row in repeats] == [("E01", at_desk.outlet.code, 1)]


def test_figures_are_read_and_set(at_desk):
    body = {"code": "repeat_days", "value": 60, "begins_on": "2027-01-01", "basis": "考核办法"}

    refused = send(program(at_desk, PostKind.INSPECTOR), "figures", body)
    made = send(program(at_desk, PostKind.OFFICE_HEAD), "figures", body)
    rows = program(at_desk, PostKind.INSPECTOR).get(f"{URL}figures").json()

    assert (refused.status_code, made.status_code) == (403, 201)
    assert 60 in [row["value"] for row in rows]


@pytest.mark.parametrize("path", ["findings", "notices"])
def test_lists_cost_the_same_queries_however_many_rows(at_desk, query_count, path):
    office = program(at_desk, PostKind.OFFICE_HEAD)

    def queries() -> int:
        with query_count() as counted:
            assert office.get(f"{URL}{path}").status_code == 200
        return len(counted)

    r.noticed(at_desk)
    office.get(f"{URL}{path}")
    few = queries()
    for number in range(3):
        r.noticed(at_desk, fact=f"又一次 {number}")

    assert queries() <= few <= 12
