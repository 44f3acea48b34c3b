"""What is stored of putting things right: findings, the notices that order it, answers and checks."""

from biaogan.rectification.models.answers import ContractorLink, Extension, Recheck, Reply
from biaogan.rectification.models.figures import Figure
from biaogan.rectification.models.finding import Finding, FindingQuerySet, FindingState
from biaogan.rectification.models.notice import Notice, NoticeQuerySet

__all__ = [
    "ContractorLink",
    "Extension",
    "Figure",
    "Finding",
    "FindingQuerySet",
    "FindingState",
    "Notice",
    "NoticeQuerySet",
    "Recheck",
    "Reply",
]
