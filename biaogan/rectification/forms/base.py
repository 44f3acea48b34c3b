"""What the forms of all moves share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.core import forms as core
from biaogan.core.forms import LongText
from biaogan.core.time import day_begins
from biaogan.rectification.forms.fields import LimitField
from biaogan.rectification.models import Finding, Notice


class MoveForm(core.MoveForm):
    """A move with one finding."""

    about = "finding"
    finding: Finding
    actor: Actor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, LimitField):
                field.widget.calendar = self.finding.case.subject_unit.calendar


class ReasonForm(MoveForm):
    reason = LongText(label=_("Reason"), max_length=500)


class NoticeMoveForm(core.MoveForm):
    """A move with one notice."""

    about = "notice"
    notice: Notice
    actor: Actor


def moment_of(day: dt.date) -> dt.datetime:
    """Return a moment of the day; actions take the day's end as the limit."""
    return day_begins(day)
