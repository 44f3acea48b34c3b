from __future__ import annotations

import pytest
from django.utils import translation

from biaogan.audit import queries
from biaogan.audit.facts import fact_name, fact_value, facts_of
from biaogan.audit.models import Event
from tests.factories import audit as make
from tests.factories import org


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3, "3"),
        (True, "是"),
        (["a", "b"], "a、b"),
        ("2026-11-25T17:30:00+08:00", "2026-11-25 周三 17:30"),
        ("Transfer", "Transfer"),
        ({"limit": "2wd", "in_time": False}, "期限 2wd；按时 否"),
    ],
)
def test_a_fact_is_told_without_a_machines_spelling(value: object, words: str) -> None:
    with translation.override("zh-hans"):
        assert fact_value(value) == words


def test_a_fact_without_a_name_keeps_its_own() -> None:
    assert fact_name("eggs") == "eggs"


@pytest.mark.parametrize(
    ("name", "subject", "facts", "words"),
    [
        ("obligation.met", "obligations.obligation", {"kind": "complaint.tell"}, ("种类", "决定并告知客户")),
        ("obligation.extended", "obligations.obligation", {"limit": "2wd"}, ("期限", "2 个工作日")),
        (
            "obligation.extended",
            "obligations.obligation",
            {"limit": "of an older product"},
            ("期限", "of an older product"),
        ),
        ("complaint.registered", "complaints.complaint", {"channel": "counter"}, ("渠道", "网点当面")),
        (
            "complaint.verdict_changed",
            "complaints.complaint",
            {"old": ["liable", "attitude"]},
            ("变更前", "有责、服务态度"),
        ),
        ("complaint.decided", "complaints.complaint", {"amount": 8000}, ("金额", "¥80.00")),
        ("vacancy.noticed", "org.noticedvacancy", {"post": "outlet_head"}, ("岗位", "网点负责人")),
        ("unit.created", "org.unit", {"level": "outlet"}, ("级别", "营业网点")),
        ("unit.changed", "org.unit", {"fields": ["name"]}, ("字段", "名称")),
        ("role.granted", "accounts.user", {"role": "auditor"}, ("角色", "审计员")),
        ("party.revealed", "parties.party", {"fields": ["phone"]}, ("字段", "电话")),
        ("evidence.added", "evidence.evidence", {"kind": "recording"}, ("种类", "录音录像")),
        ("file.exported", "core.filerun", {"kind": "audit"}, ("种类", "审计记录")),
        ("file.exported", "core.filerun", {"kind": "of_an_older_product"}, ("种类", "of_an_older_product")),
    ],
)
def test_a_fact_is_told_by_its_registered_name(
    name: str, subject: str, facts: dict[str, object], words: tuple[str, str]
):
    event = Event(name=name, subject_type=subject, subject_id="1", facts=facts)

    with translation.override("zh-hans"):
        assert facts_of(event, {}) == [words]


@pytest.mark.django_db
def test_a_fact_that_refers_to_somebody_names_them():
    lan = org.person(name="蓝天", staff_no="G7")
    post = org.holding(org.person(), "outlet_head", org.unit()).post
    event = make.event(
        name="obligation.handed_over", subject_type="x", facts={"to": lan.pk, "post": post.pk, "told": [lan.pk, 0]}
    )

    [line] = queries.lines([event])

    assert dict(line.facts) == {
        fact_name("to"): "蓝天 (G7)",
        fact_name("post"): str(post),
        fact_name("told"): "蓝天 (G7), org.person:0",
    }
