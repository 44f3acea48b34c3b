"""What is stored of inspections."""

from biaogan.inspections.models.answers import Answer, AnswerEvidence, Guidance
from biaogan.inspections.models.device_tests import DeviceTest, DeviceTestQuerySet
from biaogan.inspections.models.figures import Cadence, Threshold
from biaogan.inspections.models.history import Dispute, DisputedItem, SheetChange, SheetScore, SheetState
from biaogan.inspections.models.logs import LogKind, OutletLog, OutletLogQuerySet
from biaogan.inspections.models.plans import Draw, DrawQuerySet, Plan, PlanQuerySet
from biaogan.inspections.models.recordings import (
    Footage,
    Mark,
    RecordingFigure,
    RecordingRequest,
    RecordingRequestQuerySet,
    RecordingSpan,
    ReviewedTwice,
    SampleDraw,
    SampleDrawQuerySet,
    SecondDraw,
    Viewing,
)
from biaogan.inspections.models.sheet import Sheet, SheetInspector, SheetQuerySet

__all__ = [
    "Answer",
    "AnswerEvidence",
    "Cadence",
    "DeviceTest",
    "DeviceTestQuerySet",
    "Dispute",
    "DisputedItem",
    "Draw",
    "DrawQuerySet",
    "Footage",
    "Guidance",
    "LogKind",
    "Mark",
    "OutletLog",
    "OutletLogQuerySet",
    "Plan",
    "PlanQuerySet",
    "RecordingFigure",
    "RecordingRequest",
    "RecordingRequestQuerySet",
    "RecordingSpan",
    "ReviewedTwice",
    "SampleDraw",
    "SampleDrawQuerySet",
    "SecondDraw",
    "Sheet",
    "SheetChange",
    "SheetInspector",
    "SheetQuerySet",
    "SheetScore",
    "SheetState",
    "Threshold",
    "Viewing",
]
