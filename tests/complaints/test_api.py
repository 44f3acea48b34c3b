from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from biaogan.audit.models import Event
from biaogan.complaints.choices import State
from biaogan.complaints.models import Complaint
from biaogan.org.models import PostKind
from tests.factories import evidence
from tests.factories.accounts import api_client
from tests.factories.complaints import Desk, complaint, desk, waive_root_cause

pytestmark = pytest.mark.django_db

URL = "/api/v1/complaints/"

#: Registering over HTTP: sign-in, rights, desks, customer, case, complaint, limits, trail.
STATEMENTS = 14


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def _program(at_desk: Desk, kind: PostKind) -> Client:
    return api_client(at_desk.user(kind))


def _send(program: Client, path: str, body: Any = None, **headers: str) -> Any:
    return program.post(f"{URL}{path}", body or {}, content_type="application/json", **headers)


def _body(at_desk: Desk, **values: Any) -> dict[str, Any]:
    return {
        "unit": at_desk.outlet.code,
        "summary": "排队一小时",
        "customer": {"name": "王小明", "phone": "13800001234"},
        **values,
    }


TOLD = {"method": "telephone", "at": "2026-11-24T10:00:00+08:00", "proof": "录音 12"}


def test_a_program_registers_a_complaint(at_desk):
    answer = _send(_program(at_desk, PostKind.OFFICE_HEAD), "", _body(at_desk))

    assert answer.status_code == 201
    made = Complaint.objects.select_related("case", "party").get()
    assert answer.json()["number"] == made.case.number
    assert made.party.masked_phone == "138****1234"


def test_registering_is_lean(at_desk, query_count):
    program = _program(at_desk, PostKind.OFFICE_HEAD)
    _send(program, "", _body(at_desk))

    with query_count() as counted:
        answer = _send(program, "", _body(at_desk))

    asked = [query["sql"] for query in counted.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert answer.status_code == 201
    assert len(asked) <= STATEMENTS, "\n".join(sql[:160] for sql in asked)


def test_the_same_key_registers_once(at_desk):
    program = _program(at_desk, PostKind.OFFICE_HEAD)
    body = _body(at_desk)

    first, second = (_send(program, "", body, HTTP_IDEMPOTENCY_KEY="key-1") for _ in range(2))

    assert first.json() == second.json()
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "NO-SUCH"},
        {"summary": " "},
        {"channel": "pigeon"},
        {"joint_count": 0},
        {"received_at": "2026-11-24T10:00:00"},
        {"received_at": "2999-01-01T10:00:00+08:00"},
        {"staff": ["nobody"]},
        {"repeats": 2**63},
        {"repeats": 1},
        {"cause": "no_such"},
        {"colour": "red"},
    ],
)
def test_what_cannot_be_true_is_refused_and_nothing_is_stored(at_desk, wrong):
    answer = _send(_program(at_desk, PostKind.OFFICE_HEAD), "", _body(at_desk, **wrong))

    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert not Complaint.objects.exists()


def test_a_token_without_the_right_registers_nothing(at_desk):
    narrow = api_client(at_desk.user(PostKind.OFFICE_HEAD), "view_complaint")

    assert _send(narrow, "", _body(at_desk)).status_code == 403
    assert _send(Client(), "", _body(at_desk)).status_code == 401


def test_numbers_in_the_text_are_masked_unless_they_are_to_be_kept(at_desk):
    program = _program(at_desk, PostKind.OFFICE_HEAD)
    words = "请打 13912345678"

    _send(program, "", _body(at_desk, summary=words))
    _send(program, "", _body(at_desk, summary=words, keep_numbers=True))

    masked, kept = Complaint.objects.order_by("pk").values_list("summary", flat=True)
    assert ("13912345678" in masked, "13912345678" in kept) == (False, True)


def test_the_list_pages_by_cursor_both_ways(at_desk):
    for _ in range(5):
        complaint(at_desk)
    program = _program(at_desk, PostKind.OFFICE_HEAD)

    first = program.get(URL, {"size": 2}).json()
    second = program.get(URL, {"size": 2, "cursor": first["next"]}).json()
    back = program.get(URL, {"size": 2, "cursor": second["previous"]}).json()

    assert [row["id"] for row in back["items"]] == [row["id"] for row in first["items"]]
    assert not {row["id"] for row in first["items"]} & {row["id"] for row in second["items"]}
    assert program.get(URL, {"cursor": "nonsense"}).status_code == 422
    assert program.get(URL, {"unit": "NO-SUCH"}).status_code == 422


def test_a_case_is_read_with_its_limits_and_the_moves_that_are_open(at_desk):
    made = complaint(at_desk, State.PROPOSED, amount=100)

    read = _program(at_desk, PostKind.OUTLET_HEAD).get(f"{URL}{made.pk}").json()

    assert read["customer"]["phone"] == "138****1234"
    assert {"decide", "give_back"} <= set(read["moves"])
    assert "complaint.tell" in {limit["kind"] for limit in read["limits"]}
    assert read["proposals"][0]["amount"] == 100


@pytest.mark.parametrize("key", [0, 2**63, 999_999_999])
def test_an_id_that_is_none_is_refused_or_missing(at_desk, key):
    assert _program(at_desk, PostKind.OFFICE_HEAD).get(f"{URL}{key}").status_code in (404, 422)


def test_a_program_takes_a_complaint_the_whole_way(at_desk):
    office, outlet = _program(at_desk, PostKind.OFFICE_HEAD), _program(at_desk, PostKind.OUTLET_HEAD)
    sub_branch = _program(at_desk, PostKind.SUB_BRANCH_HEAD)
    made = _send(office, "", _body(at_desk, received_at="2026-11-24T09:00:00+08:00")).json()["id"]
    proof = evidence.make_evidence(Complaint.objects.get(pk=made).case)
    finding = {"liability": "liable", "nature": "efficiency", "reason": "录像", "evidence": [proof.pk]}
    parts = dict.fromkeys(("facts", "outcome", "grounds", "remedies"), "内容")
    way = [
        (office, "accept", {"told": TOLD}, "accepted"),
        (office, "step-in", {}, "investigating"),
        (office, "verdict", finding, "determined"),
        (outlet, "propose", {"text": "致歉", "amount": 20_001, "payee": "complainant", "reason": "往返"}, "proposed"),
        (sub_branch, "decide", {}, "decided"),
        (office, "tell-customer", {**parts, "told": TOLD}, "told"),
    ]

    for program, move, body, state in way:
        answer = _send(program, f"{made}/{move}", body)
        assert (answer.status_code, answer.json().get("state")) == (200, state), (move, answer.content)
    refused = _send(office, f"{made}/close")
    assert (refused.status_code, refused.json()["title"]) == (409, "complaint.root_cause_open")
    waive_root_cause(at_desk, made)
    assert _send(office, f"{made}/close").json()["state"] == "closed"


def test_a_move_is_refused_with_the_reason_as_a_problem(at_desk):
    made = complaint(at_desk, State.PROPOSED, amount=20_001)

    answer = _send(_program(at_desk, PostKind.OUTLET_HEAD), f"{made.pk}/decide")

    assert answer.status_code == 409
    assert answer.json()["title"] == "complaint.not_within_authority"
    assert _send(_program(at_desk, PostKind.LOBBY_MANAGER), f"{made.pk}/decide").status_code == 403


def test_an_order_is_issued_reported_on_and_closed(at_desk):
    made = complaint(at_desk, State.DETERMINED)
    office, outlet = _program(at_desk, PostKind.OFFICE_HEAD), _program(at_desk, PostKind.OUTLET_HEAD)

    order = _send(office, f"{made.pk}/orders", {"item": "增开窗口", "working_days": 2})
    assert order.status_code == 201
    key = order.json()["id"]
    assert _send(outlet, f"orders/{key}/report", {"text": "已增开", "is_done": True}).status_code == 200
    assert _send(office, f"orders/{key}/close", {"opinion": "属实"}).json()["closed_at"]


def test_a_program_reveals_with_a_purpose_only(at_desk):
    made = complaint(at_desk)
    program = _program(at_desk, PostKind.COMPLAINT_OFFICER)
    asked = {"fields": ["phone"], "purpose": "contact", "words": "回电"}
    customer = program.get(f"{URL}{made.pk}").json()["customer"]

    def reveal(**values: str) -> Any:
        address = f"/api/v1/parties/{customer['id']}/reveal"
        return program.post(address, {**asked, **values}, content_type="application/json")

    assert customer["phone"] == "138****1234"
    assert reveal().json() == {"phone": "13800001234"}
    assert reveal(purpose="fun").status_code == 422
    noted = Event.objects.get(name="party.revealed")
    assert (noted.case_ref, noted.facts["fields"], noted.facts["purpose"]) == (made.pk, ["phone"], "contact")


def test_figures_are_read_and_set(at_desk):
    program = _program(at_desk, PostKind.OFFICE_HEAD)
    threshold = {"code": "repeat_days", "value": 60, "begins_on": "2099-01-01", "basis": "行发〔2026〕1号"}

    assert len(program.get(f"{URL}categories").json()) == 38
    assert {row["post_kind"] for row in program.get(f"{URL}authority").json()} >= {"outlet_head", "vice_president"}
    assert _send(program, "thresholds", threshold).status_code == 201
    assert (
        _send(
            program, "authority", {"post_kind": "teller", "bound": 1, "begins_on": "2020-01-01", "basis": "x"}
        ).status_code
        == 422
    )
