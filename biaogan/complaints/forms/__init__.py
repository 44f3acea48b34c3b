"""The forms of the complaint desk."""

from biaogan.complaints.forms.answer import LetterForm
from biaogan.complaints.forms.base import MoveForm
from biaogan.complaints.forms.desk import DeskForm
from biaogan.complaints.forms.figures import AuthorityForm, ThresholdForm
from biaogan.complaints.forms.moves import FORMS
from biaogan.complaints.forms.orders import CloseOrderForm, ProgressForm
from biaogan.complaints.forms.register import RegisterForm

__all__ = [
    "FORMS",
    "AuthorityForm",
    "CloseOrderForm",
    "DeskForm",
    "LetterForm",
    "MoveForm",
    "ProgressForm",
    "RegisterForm",
    "ThresholdForm",
]
