"""Invented content of the gallery, in both languages: no part of the product's catalogue of words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms

from biaogan.core.charts import Chart, Number, Series
from biaogan.core.parts import Entry, Move, Step, Tone
from biaogan.core.time import ZONE
from biaogan.core.widgets import DayInput, ManyFilesInput, MomentInput, PhoneInput
from biaogan.core.wording import is_chinese

#: A Monday morning, so that every picture of the gallery is the same.
NOW = dt.datetime(2026, 11, 23, 10, 20, tzinfo=ZONE)


def said(chinese: str, english: str) -> str:
    """Choose the invented text of the reader's language; it is no part of the product's catalogue."""
    return chinese if is_chinese() else english


class Somebody:
    def __init__(self, username: str) -> None:
        self.username = username

    def __str__(self) -> str:
        return said("黄敏", "Huang Min")


def navigation(page: str) -> list[dict[str, Any]]:
    def item(chinese: str, english: str, icon: str, count: int | None = None, target: str = "") -> dict[str, Any]:
        label = said(chinese, english)
        return {
            "label": label,
            "url": f"/core/gallery/{target}" if target else "#",
            "icon": icon,
            "count": count,
            "active": "page" if target == page else "",
        }

    return [
        {
            "label": said("我的工作", "My work"),
            "items": [item("待办", "Inbox", "inbox", 12), item("消息", "Messages", "bell", 3)],
        },
        {
            "label": said("服务", "Service"),
            "items": [
                item("投诉登记簿", "Complaints", "message-report", target="list"),
                item("督办", "Supervision", "eye-check", target="case"),
                item("公文", "Papers", "file-text", target="form"),
            ],
        },
        {
            "label": said("网点", "Network"),
            "items": [
                item("机构", "Units", "building-bank"),
                item("人员", "People", "users"),
                item("工作日历", "Working days", "calendar"),
            ],
        },
        {"label": said("数据", "Figures"), "items": [item("指标", "Metrics", "chart-bar", target="parts")]},
        {
            "label": said("设置", "Settings"),
            "items": [item("角色", "Roles", "shield-lock"), item("审计", "Audit", "history")],
        },
    ]


def after(hours: float) -> dt.datetime:
    return NOW + dt.timedelta(hours=hours)


def dues() -> list[tuple[str, Any]]:
    return [
        (
            said("还早", "Time left"),
            {"due_at": after(103), "left": said("还剩 4 个工作日", "4 working days left"), "why_url": "#"},
        ),
        (
            said("临近", "Due soon"),
            {"due_at": after(7.2), "left": said("还剩 1 个工作日", "1 working day left"), "why_url": "#"},
        ),
        (said("逾期", "Overdue"), {"due_at": after(-41), "why_url": "#"}),
        (said("中止", "Paused"), {"due_at": after(40), "is_paused": True}),
        (said("按时", "In time"), {"due_at": after(-10), "met_at": after(-20)}),
        (said("迟办", "Late"), {"due_at": after(-80), "met_at": after(-20)}),
        (said("取消", "Cancelled"), {"due_at": after(-80), "cancelled_at": after(-90)}),
        (said("暂定", "Provisional"), {"due_at": after(1030), "is_provisional": True, "why_url": "#"}),
        (said("窗口已过", "Window over"), {"due_at": after(-80), "is_window": True}),
        (said("仅一时刻", "A moment alone"), after(30)),
    ]


def moves() -> list[Move]:
    return [
        Move(said("提交核查结论", "File the findings"), "#", icon="clipboard-check", opens_page=True, key="f"),
        Move(
            said("申请延期", "Ask for more time"),
            "#",
            says=said(
                "期限最多再延 30 日，由办公室主任审批。",
                "The limit grows by 30 days at most; the head of the Office decides.",
            ),
            asks_reason=True,
        ),
        Move(said("转办", "Forward"), "#"),
        Move(
            said("退回", "Give back"),
            "#",
            says=said(
                "案件回到办公室，您单位的时限停止计算。", "The case returns to the Office and your unit's clock stops."
            ),
            asks_reason=True,
            is_dangerous=True,
        ),
        Move(said("合并", "Merge"), "#", opens_page=True),
        Move(said("导出卷宗", "Export the file"), "#", opens_page=True),
    ]


def entries() -> list[Entry]:
    return [
        Entry(
            after(-1),
            said("办公室介入", "The Office stepped in"),
            said("黄敏", "Huang Min"),
            icon="eye-check",
            tone=Tone.ACT,
        ),
        Entry(
            after(-3),
            said("告知投诉人", "Complainant told"),
            said("覃国华", "Qin Guohua"),
            said("电话告知已受理，预计 12月8日 前答复。", "By phone: accepted, answer expected before 8 December."),
            icon="phone",
            tone=Tone.PROVEN,
        ),
        Entry(
            after(-26), said("受理期限已提醒", "Reminder: limit to accept"), icon="clock-exclamation", tone=Tone.SOON
        ),
        Entry(after(-30), said("登记", "Registered"), said("微信二维码", "QR code at the outlet"), icon="file-plus"),
    ]


def steps() -> list[Step]:
    return [
        Step(said("登记", "Register"), "done", after(-30)),
        Step(said("受理", "Accept"), "done", after(-26)),
        Step(said("介入核查", "Investigate"), "now", note=said("2 个工作日", "2 working days")),
        Step(said("定性", "Verdict"), "ahead"),
        Step(said("调解", "Mediation"), "skipped"),
        Step(said("答复", "Answer"), "ahead"),
        Step(said("办结", "Close"), "ahead"),
    ]


class Intake(forms.Form):
    channel = forms.ChoiceField(widget=forms.RadioSelect)
    outlet = forms.ChoiceField()
    received_at = forms.DateTimeField(widget=MomentInput)
    customer = forms.CharField(max_length=40, required=False)
    phone = forms.CharField(widget=PhoneInput({"data-private": ""}))
    summary = forms.CharField(widget=forms.Textarea, max_length=1000)
    topics = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    amount = forms.DecimalField(required=False, min_value=Decimal(0))
    proof = forms.FileField(widget=ManyFilesInput, required=False)
    wants_answer = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (chinese, english, help_zh, help_en) in INTAKE_WORDS.items():
            self.fields[name].label = said(chinese, english)
            self.fields[name].help_text = said(help_zh, help_en)
        channels = (
            ("counter", "柜面", "Counter"),
            ("phone", "电话", "Phone"),
            ("qr", "二维码", "QR code"),
            ("letter", "来信", "Letter"),
        )
        self.fields["channel"].choices = [(code, said(zh, en)) for code, zh, en in channels]  # type: ignore[attr-defined]
        outlets = ((1, "梧州大学路支行", "Wuzhou Daxue Road Sub-branch"), (2, "蝶山支行营业室", "Dieshan Sub-branch"))
        self.fields["outlet"].choices = [("", "—")] + [(code, said(zh, en)) for code, zh, en in outlets]  # type: ignore[attr-defined]
        topics = (("attitude", "服务态度", "Manner"), ("waiting", "等候时间", "Waiting time"), ("fees", "收费", "Fees"))
        self.fields["topics"].choices = [(code, said(zh, en)) for code, zh, en in topics]  # type: ignore[attr-defined]


INTAKE_WORDS = {
    "channel": ("渠道", "Channel", "", ""),
    "outlet": ("网点", "Outlet", "", ""),
    "received_at": ("收到时间", "Received at", "时限从收到的次日起算。", "Limits count from the day after."),
    "customer": ("称呼", "Name", "", ""),
    "phone": (
        "电话",
        "Phone",
        "加密保存，只在查看时按用途显示。",
        "Kept encrypted and shown only for a stated purpose.",
    ),
    "summary": ("事由", "What happened", "客户怎么说就怎么记。", "In the customer's own words."),
    "topics": ("涉及", "About", "", ""),
    "amount": ("涉及金额（元）", "Amount in yuan", "", ""),
    "proof": (
        "附件",
        "Files",
        "照片、录音或文件，单个不超过 20 MB。",
        "Photos, recordings or documents, up to 20 MB each.",
    ),
    "wants_answer": ("客户要求书面答复", "The customer wants an answer in writing", "", ""),
}


class Narrow(forms.Form):
    q = forms.CharField(required=False)
    status = forms.ChoiceField(required=False)
    since = forms.DateField(required=False, widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = said("编号、事由", "Number or words")
        self.fields["q"].widget.attrs["placeholder"] = self.fields["q"].label
        self.fields["status"].label = said("状态", "State")
        self.fields["status"].choices = [("", said("全部", "All")), ("open", said("在办", "In hand"))]  # type: ignore[attr-defined]
        self.fields["since"].label = said("收到不早于", "Received since")


def cases() -> list[dict[str, Any]]:
    subjects = [
        (
            "等候超过一小时无人疏导",
            "Waited over an hour, nobody helped",
            "梧州大学路支行",
            "Daxue Road",
            Tone.ACT,
            ("核查", "Investigating"),
            -20,
        ),
        (
            "贵宾窗口拒绝办理普通业务",
            "Turned away at the priority counter",
            "蝶山支行营业室",
            "Dieshan",
            Tone.SOON,
            ("临近", "Due soon"),
            5,
        ),
        (
            "短信服务费未经同意扣收",
            "Text-message fee taken without consent",
            "万秀支行",
            "Wanxiu",
            Tone.OVER,
            ("逾期", "Overdue"),
            -41,
        ),
        (
            "自助机吞卡，两日未联系客户",
            "Machine kept the card, no call for two days",
            "岑溪支行",
            "Cenxi",
            Tone.REST,
            ("登记", "Registered"),
            70,
        ),
        (
            "柜员态度生硬，未解释退单原因",
            "Curt teller, no reason given",
            "藤县支行营业室",
            "Tengxian",
            Tone.PROVEN,
            ("办结", "Closed"),
            -90,
        ),
    ]
    rows = []
    for number in range(14):
        zh, en, outlet_zh, outlet_en, tone, state, hours = subjects[number % len(subjects)]
        due = {"due_at": after(hours + number), "why_url": "#"}
        if tone == Tone.PROVEN:
            due["met_at"] = after(hours - 2)
        rows.append(
            {
                "number": f"TS2026{1180 - number:05d}",
                "subject": said(zh, en),
                "outlet": said(outlet_zh, outlet_en),
                "tone": tone,
                "state": said(*state),
                "received_at": after(-30 - number * 7),
                "due": due,
                "amount": None if number % 3 else 12_340 * (number + 1),
            }
        )
    return rows


def charts() -> list[Chart]:
    months = [
        said(f"{number}月", name) for number, name in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul"), 1)
    ]
    received = Series(said("收到", "Received"), [41, 38, 52, 47, 66, 58, 49], urls=["#"] * 7)
    closed = Series(said("办结", "Closed"), [39, 36, 45, 50, 51, 63, None])
    in_time = [Decimal(text) for text in ("96.2", "97.0", "94.1", "95.5", "91.8", "97.4", "98.1")]
    peers: list[Number | None] = [
        Decimal("95"),
        None,
        Decimal("95.2"),
        Decimal("94.8"),
        Decimal("95.1"),
        Decimal("95.4"),
        Decimal("96"),
    ]
    return [
        Chart(
            said("5月收到的投诉最多，6月补办", "May brought the most complaints; June caught up"),
            months,
            [received, closed],
        ),
        Chart(
            said("按时答复率过线，5月除外", "Answers in time above the line, but for May"),
            months,
            [Series(said("本行", "This branch"), in_time), Series(said("同级", "Its peers"), peers)],
            is_line=True,
            form="share",
            goal=95,
            goal_label=said("目标", "Goal"),
        ),
    ]


class SignIn(forms.Form):
    username = forms.CharField(widget=forms.TextInput({"autocomplete": "username"}))
    password = forms.CharField(widget=forms.PasswordInput({"autocomplete": "current-password"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = said("用户名", "User name")
        self.fields["password"].label = said("密码", "Password")
