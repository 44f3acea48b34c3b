"""The messages that the complaint desk sends to staff, in both languages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.notify.templates import Message, register_message, register_placeholder


def register_messages() -> None:
    register_placeholder("order", _("the number of the supervision order"))
    for message in MESSAGES:
        register_message(message)


MESSAGES = (
    Message(
        "complaint.major",
        subject_zh="重大投诉 {number}",
        subject_en="Major complaint {number}",
        body_zh="{count} 人共同当面投诉，已按重大投诉登记，请立即处置。",
        body_en="{count} customers complain together and face to face. It is registered as a major complaint; act at once.",
        is_urgent=True,
        name=_("Major complaint"),
        meanings={"count": _("how many customers")},
    ),
    Message(
        "complaint.from_regulator",
        subject_zh="监管转办投诉 {number}",
        subject_en="Complaint {number} from the regulator",
        body_zh="收到监管转办的投诉，期限自本行收到之日起计算。",
        body_en="The regulator has forwarded a complaint. The limit runs from its receipt by the bank.",
        is_urgent=True,
        name=_("Complaint forwarded by the regulator"),
    ),
    Message(
        "complaint.passed_on",
        subject_zh="转来 {number}",
        subject_en="{number} was passed on to you",
        body_zh="这一件不是投诉，转由贵单位处理，请在期限内写明结果。",
        body_en="This is not a complaint and was passed on to your unit. Please say within the limit what came of it.",
        name=_("Passed on to my unit"),
    ),
    Message(
        "complaint.accepted",
        subject_zh="{number} 已受理，请立即介入",
        subject_en="{number} is accepted: step in now",
        body_zh="{unit}的投诉已受理。请立即介入，并在两个工作日内完成调查取证、判定属性。",
        body_en="A complaint about {unit} is accepted. Step in now; investigate and determine its attribute in two working days.",
        is_urgent=True,
        name=_("A complaint to step into"),
    ),
    Message(
        "complaint.in_your_hands",
        subject_zh="{number} 由您经办",
        subject_en="{number} is in your hands",
        body_zh="{unit}的投诉现由您经办，期限照原计算。",
        body_en="The complaint about {unit} is in your hands now. Its limits run on.",
        name=_("A complaint in my hands"),
    ),
    Message(
        "complaint.proposal_wanted",
        subject_zh="{number} 请提出处理意见",
        subject_en="{number}: please propose an outcome",
        body_zh="投诉属性已判定，请责任单位在期限内提出处理意见。",
        body_en="The attribute is determined. Please propose within the limit how your unit would settle it.",
        name=_("An outcome to propose"),
    ),
    Message(
        "complaint.verdict_changed",
        subject_zh="{number} 投诉属性已变更",
        subject_en="The verdict on {number} was changed",
        body_zh="上级变更了投诉属性，新旧属性和理由见投诉页面。",
        body_en="A superior changed the verdict. Old and new values and the reason stand on the case page.",
        topic="decision",
        name=_("A verdict was changed"),
    ),
    Message(
        "complaint.decision_wanted",
        subject_zh="{number} 请审批处理意见",
        subject_en="{number} awaits your decision",
        body_zh="责任单位已提出处理意见，请在权限内审批。",
        body_en="The responsible unit has proposed an outcome. Please decide within your authority.",
        name=_("A proposal to decide"),
    ),
    Message(
        "complaint.decided",
        subject_zh="{number} 已作出处理决定，请告知客户",
        subject_en="{number} is decided: tell the customer",
        body_zh="处理意见已批准。请在法定期限内告知客户并留存证明。",
        body_en="The proposal is approved. Tell the customer within the legal limit and keep the proof.",
        topic="decision",
        name=_("A decision to tell"),
    ),
    Message(
        "complaint.given_back",
        subject_zh="{number} 处理意见被退回",
        subject_en="The proposal on {number} was given back",
        body_zh="处理意见被退回，理由见投诉页面，请修改后重报。",
        body_en="Your proposal was given back. The reason stands on the case page; please propose anew.",
        topic="decision",
        name=_("My proposal was given back"),
    ),
    Message(
        "complaint.withdrawn",
        subject_zh="{number} 客户已撤回",
        subject_en="The customer withdrew {number}",
        body_zh="客户撤回投诉，处理程序自收到之日终止。",
        body_en="The customer withdrew the complaint. The procedure ended that day.",
        topic="decision",
        name=_("The customer withdrew"),
    ),
    Message(
        "complaint.message",
        subject_zh="{number} 客户有补充",
        subject_en="The customer added something to {number}",
        body_zh="客户在查询页面补充了内容，请查看。",
        body_en="The customer wrote something on the follow page. Please read it.",
        name=_("The customer wrote"),
    ),
    Message(
        "complaint.order",
        subject_zh="督办单 {order}",
        subject_en="Supervision order {order}",
        body_zh="办公室就 {number} 下达督办单，请在时限内落实并反馈。",
        body_en="The Office issued a supervision order on {number}. Carry it out and report within the limit.",
        name=_("A supervision order"),
    ),
    Message(
        "complaint.order_progress",
        subject_zh="督办单 {order} 有反馈",
        subject_en="Progress on order {order}",
        body_zh="责任单位就 {number} 的督办单作了反馈。",
        body_en="The responsible unit reported on the supervision order of {number}.",
        name=_("Progress on my supervision order"),
    ),
)
