"""The letter that tells the customer the outcome, in the four parts that the law asks for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.papers.kinds import PaperKind, Part, register_paper_kind

_LAW = _("Order 2020 No. 3, art. 19")

LETTER = PaperKind(
    code="complaint.answer",
    name=_("Letter telling the outcome of a complaint"),
    title="客户投诉处理结果告知书",
    mark="诉告",
    parts=(
        Part(
            "opening",
            _("Opening"),
            "",
            "您反映{unit}的投诉（编号：{number}），我行已于{received}收到，现已作出处理决定。"
            "根据《银行业保险业消费投诉处理管理办法》第十九条，现将处理结果告知如下：",
        ),
        Part("facts", _("What was verified"), "一、核实情况", "{facts}", because=_LAW),
        Part("outcome", _("Decision"), "二、处理决定", "{outcome}", because=_LAW),
        Part("grounds", _("Grounds"), "三、处理依据", "{grounds}", because=_LAW),
        Part(
            "remedies",
            _("What the customer may do"),
            "四、救济途径",
            "如您对本处理决定有异议，可以自收到本告知书之日起30日内，以书面形式向{upper_unit}申请核查；"
            "也可以向调解组织申请调解，依据仲裁协议申请仲裁，或者依法向人民法院提起诉讼。\n特此告知。",
            because=_("Order 2020 No. 3, art. 19 and 20"),
        ),
    ),
    placeholders={
        "number": _("number of the complaint"),
        "unit": _("unit complained of"),
        "received": _("day of receipt"),
        "facts": _("what was verified"),
        "outcome": _("the decision"),
        "grounds": _("its grounds"),
        "upper_unit": _("unit above the issuer, which reviews"),
    },
    sample={
        "addressee": "王**先生",
        "number": "C-2026-000001",
        "unit": "示范网点",
        "received": "2026年1月1日",
        "facts": "经调阅录像，您于当日等候52分钟，所述属实。",
        "outcome": "向您致歉，高峰时段增开弹性窗口。",
        "grounds": "本行服务规范关于客流高峰增开窗口的要求。",
        "upper_unit": "示范银行",
    },
)


def register_letter() -> None:
    register_paper_kind(LETTER)
