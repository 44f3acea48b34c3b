"""The recurring duties that the product ships, so that a post can be seen to be lived in. The bank confirms or replaces them."""

from __future__ import annotations

from dataclasses import dataclass

from biaogan.obligations.models.recurring import Cadence
from biaogan.org.models import PostKind


@dataclass(frozen=True)
class ShippedDuty:
    post_kind: str
    name: str
    name_en: str
    cadence: str
    limit: str


SHIPPED_DUTIES = (
    ShippedDuty(
        PostKind.SERVICE_MANAGER,
        "检查本周服务环境和服务纪律，记录问题",
        "Check the week's service environment and conduct, and note what is wrong",
        Cadence.WEEKLY,
        "5wd",
    ),
    ShippedDuty(
        PostKind.SERVICE_MANAGER,
        "分析上月投诉和客户意见，提出改进措施",
        "Analyse last month's complaints and opinions, and propose measures",
        Cadence.MONTHLY,
        "10wd",
    ),
)
