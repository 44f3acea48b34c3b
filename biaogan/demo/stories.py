"""What the customers of the demonstration network brought. All invented; the words are Chinese, since a bank's records are."""

from __future__ import annotations

from dataclasses import dataclass

from biaogan.complaints.choices import Channel, Liability, Nature, Voice

#: Led to its end, however many steps that takes.
ALL = 99

#: What the complaint was about -> its root cause, and what was done so that it does not come back.
ROOT_CAUSES = {
    Nature.ATTITUDE: ("岗前提醒和现场督导不到位。", "班前会演练接待用语，大堂经理每日两次巡看柜面。"),
    Nature.EFFICIENCY: ("高峰排班未与客流对应。", "按近四周客流调整排班，排队超过15人即开弹性窗口。"),
    Nature.FACILITIES: ("设备巡检间隔过长，求助电话无人值守。", "增加开门前巡检，求助电话转接大堂手机。"),
    Nature.PRICING: ("公示牌更换无人复核。", "调价当日由两人更换并复核拍照。"),
    Nature.RULES: ("材料清单版本不一致。", "统一使用一次性告知单，每季核对版本。"),
    Nature.MARKETING: ("营销边界培训不足。", "重学营销规范，驻点人员纳入网点考核。"),
    Nature.ERROR: ("录入后未执行复核。", "大额录入双人复核，系统提示未复核不得提交。"),
}


@dataclass(frozen=True)
class Story:
    """A complaint: how many days ago it came, how many steps it has gone, and what was found and done. `amount` is in fen."""

    days_ago: int
    steps: int
    summary: str
    demand: str
    cause: str = "attitude"
    nature: str = Nature.ATTITUDE
    liability: str = Liability.LIABLE
    finding: str = ""
    outcome: str = ""
    amount: int = 0
    channel: str = Channel.COUNTER
    customer: str = "客户"
    late: bool = False
    voice: str = Voice.COMPLAINT


_PLOTS = [
    (
        "在柜台办理业务时询问两次，柜员未抬头回答，态度冷淡。",
        "要求道歉并改进服务。",
        "attitude",
        Nature.ATTITUDE,
        Liability.LIABLE,
        "录像显示柜员在客户两次询问时均未应答，客户所述属实。",
        "网点负责人当面致歉，柜员接受服务规范培训并记录在案。",
        0,
    ),
    (
        "取号后等候五十多分钟，只开了两个窗口。",
        "要求增开窗口，缩短等候时间。",
        "attitude",
        Nature.EFFICIENCY,
        Liability.PARTLY,
        "当日客流高峰，网点未按预案增开弹性窗口，等候52分钟属实。",
        "说明情况并致歉，高峰时段增开弹性窗口。",
        0,
    ),
    (
        "自助机吞卡后联系不上工作人员，耽误半天。",
        "要求退还卡片并补偿误工支出。",
        "facilities",
        Nature.FACILITIES,
        Liability.LIABLE,
        "设备日志记录吞卡，求助电话无人接听属实。",
        "当日退还卡片，补偿交通支出。",
        8_000,
    ),
    (
        "转账手续费与公示不一致，多收了费用。",
        "要求退还多收的手续费。",
        "pricing",
        Nature.PRICING,
        Liability.LIABLE,
        "公示牌未及时更换，多收手续费属实。",
        "退还多收手续费，更换公示牌。",
        2_500,
    ),
    (
        "办理挂失补卡被要求往返三次补材料。",
        "要求一次性告知所需材料。",
        "rules",
        Nature.RULES,
        Liability.PARTLY,
        "首次告知的材料清单不完整，客户往返两次。",
        "致歉并改用一次性告知单。",
        0,
    ),
    (
        "理财到期收益低于宣传，认为营销时未说明风险。",
        "要求补足收益差额。",
        "marketing",
        Nature.MARKETING,
        Liability.NOT_LIABLE,
        "录音录像完整，风险已逐项提示并由客户确认。",
        "出示录音录像并说明，收益差额不予补足。",
        0,
    ),
    (
        "柜员存款金额录入有误，事后才更正。",
        "要求书面说明并致歉。",
        "attitude",
        Nature.ERROR,
        Liability.LIABLE,
        "当日账务核对发现差错并于两小时内更正。",
        "出具书面说明，当面致歉。",
        0,
    ),
    (
        "手机银行登录后提示系统繁忙，无法按时还款产生罚息。",
        "要求退还罚息。",
        "facilities",
        Nature.FACILITIES,
        Liability.LIABLE,
        "当日系统间歇繁忙记录属实，与逾期有因果关系。",
        "退还罚息并消除逾期记录。",
        26_000,
    ),
    (
        "在网点内被推销保险，多次拒绝后仍被纠缠。",
        "要求停止推销。",
        "marketing",
        Nature.MARKETING,
        Liability.UNVERIFIABLE,
        "录像无声，无法核实对话内容。",
        "约谈相关人员，重申营销规范。",
        0,
    ),
]

#: (days ago, steps taken, how it came, late): one line a complaint, the plots taken in turn.
_COURSES = [
    (118, ALL, Channel.COUNTER, False),
    (112, ALL, Channel.HOTLINE, False),
    (107, ALL, Channel.TELEPHONE, True),
    (101, ALL, Channel.COUNTER, False),
    (96, ALL, Channel.LETTER, False),
    (91, ALL, Channel.HOTLINE, False),
    (86, ALL, Channel.COUNTER, False),
    (83, ALL, Channel.ONLINE, False),
    (78, ALL, Channel.COUNTER, True),
    (74, ALL, Channel.HOTLINE, False),
    (70, ALL, Channel.COUNTER, False),
    (66, ALL, Channel.GOVERNMENT, False),
    (61, ALL, Channel.COUNTER, False),
    (57, ALL, Channel.HOTLINE, False),
    (53, ALL, Channel.TELEPHONE, True),
    (49, ALL, Channel.COUNTER, False),
    (45, ALL, Channel.COUNTER, False),
    (41, ALL, Channel.HOTLINE, False),
    (37, ALL, Channel.ONLINE, False),
    (34, ALL, Channel.COUNTER, False),
    (30, ALL, Channel.COUNTER, False),
    (27, 6, Channel.HOTLINE, True),
    (24, ALL, Channel.COUNTER, False),
    (20, 6, Channel.LETTER, False),
    (17, 5, Channel.HOTLINE, True),
    (14, 5, Channel.COUNTER, False),
    (11, 4, Channel.TELEPHONE, False),
    (9, 4, Channel.COUNTER, False),
    (7, 3, Channel.HOTLINE, False),
    (6, 3, Channel.COUNTER, False),
    (5, 2, Channel.COUNTER, False),
    (3, 2, Channel.ONLINE, False),
    (2, 2, Channel.HOTLINE, False),
    (1, 1, Channel.COUNTER, False),
    (1, 0, Channel.TELEPHONE, False),
    (0, 0, Channel.COUNTER, False),
]

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"


def _story(number: int, course: tuple[int, int, str, bool]) -> Story:
    days_ago, steps, channel, late = course
    summary, demand, cause, nature, liability, finding, outcome, amount = _PLOTS[number % len(_PLOTS)]
    return Story(
        days_ago,
        steps,
        summary,
        demand,
        cause,
        nature,
        liability,
        finding,
        outcome,
        amount,
        channel,
        customer=f"{_SURNAMES[number % len(_SURNAMES)]}某某",
        late=late,
    )


STORIES = [
    *(_story(number, course) for number, course in enumerate(_COURSES)),
    Story(8, 0, "大堂经理耐心帮助老人使用自助机，特此表扬。", "", voice=Voice.PRAISE, customer="顾某"),
    Story(4, 0, "建议在门口增设雨伞架和防滑垫。", "", voice=Voice.SUGGESTION, customer="孟某"),
]
