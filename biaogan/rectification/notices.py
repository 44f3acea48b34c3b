"""The rectification notice as an official paper: its words, and what is filled in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.accounts.roles import Permission
from biaogan.papers.kinds import PaperKind, Part, register_paper_kind

#: The part that holds the table, and the one whose lines stand on the slip that comes back.
FINDINGS, SLIP = "findings", "slip"

_SAMPLE_ROW = {
    "no": "1",
    "item": "E01",
    "fact": "叫号机缺纸，客户无法取号，现场无人引导。",
    "points": "2",
    "requirement": "补足耗材，并在晨会明确每日开门前检查的责任人。",
    "unit": "示范网点",
    "person": "李明",
    "due": "2026年1月15日",
    "repeat": "屡查屡犯",
}

NOTICE = PaperKind(
    code="rectification.notice",
    name=_("Rectification notice"),
    title="服务质量整改通知书",
    mark="服整",
    parts=(
        Part(
            "opening",
            _("Opening"),
            "",
            "{basis}发现你单位在服务质量方面存在{count}项问题。现将整改事项通知如下，请逐项落实责任，按期整改。",
        ),
        Part(FINDINGS, _("Table of findings"), "一、存在问题和整改要求", "", is_required=False),
        Part(
            "report",
            _("Reporting back"),
            "二、整改反馈",
            "请在收到本通知书后立即签收，并于{report_back}前将《整改反馈回执》和整改证明材料报{office}。"
            "确需延期的，应当在期限届满前提出，由签发单位批准。\n"
            "整改情况由未参与整改的人员复查，复查通过后销号；未按期整改或者复查未通过的，按照本行服务质量考核规定处理。"
            "同一问题九十日内重复发生的，按屡查屡犯加重计分。",
        ),
        Part(
            SLIP,
            _("Reply slip"),
            "整改反馈回执",
            "贵单位下发的整改通知书收悉，现将整改情况反馈如下。",
            is_required=False,
        ),
    ),
    placeholders={
        "basis": _("what the notice rests on, with day and inspectors"),
        "count": _("how many findings"),
        "report_back": _("the day to report back by"),
        "office": _("the Office that issues it"),
    },
    sample={
        "addressee": "示范网点",
        "basis": "经2026年1月5日现场检查（检查人：王芳、赵强），",
        "count": "1",
        "report_back": "2026年1月16日",
        "office": "办公室",
    },
    sample_rows={FINDINGS: (_SAMPLE_ROW,)},
    view_permission=Permission.VIEW_RECTIFICATION,
    issue_permission=Permission.ISSUE_NOTICE,
    layout="notice",
    is_led_by_case=True,
)


def register_notice() -> None:
    register_paper_kind(NOTICE)
