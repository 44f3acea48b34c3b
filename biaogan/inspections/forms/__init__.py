"""The forms of the inspections' pages."""

from biaogan.inspections.forms.answers import AnswerForm, ProofForm, raw_of
from biaogan.inspections.forms.logs import LogForm, LogsForm, TestForm
from biaogan.inspections.forms.moves import FORMS, AssignForm, MoveForm
from biaogan.inspections.forms.plans import CadenceForm, DaysForm, DrawForm, PlanForm, SheetForm, ThresholdForm
from biaogan.inspections.forms.register import MonthForm, RegisterForm, UnitForm, UnseenForm

__all__ = [
    "FORMS",
    "AnswerForm",
    "AssignForm",
    "CadenceForm",
    "DaysForm",
    "DrawForm",
    "LogForm",
    "LogsForm",
    "MonthForm",
    "MoveForm",
    "PlanForm",
    "ProofForm",
    "RegisterForm",
    "SheetForm",
    "TestForm",
    "ThresholdForm",
    "UnitForm",
    "UnseenForm",
    "raw_of",
]
