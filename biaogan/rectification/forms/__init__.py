"""The forms of rectification."""

from biaogan.rectification.forms.base import MoveForm, NoticeMoveForm
from biaogan.rectification.forms.figures import FigureForm
from biaogan.rectification.forms.moves import FORMS, AssignForm, PhotoMoveForm
from biaogan.rectification.forms.notices import NOTICE_FORMS, DraftForm, EditForm
from biaogan.rectification.forms.raising import RaiseForm
from biaogan.rectification.forms.register import BoardForm, MapForm, NoticeRegisterForm, RegisterForm

__all__ = [
    "FORMS",
    "NOTICE_FORMS",
    "AssignForm",
    "BoardForm",
    "DraftForm",
    "EditForm",
    "FigureForm",
    "MapForm",
    "MoveForm",
    "NoticeMoveForm",
    "NoticeRegisterForm",
    "PhotoMoveForm",
    "RaiseForm",
    "RegisterForm",
]
