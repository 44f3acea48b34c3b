"""What the forms of all moves share."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.core.time import day_begins
from biaogan.rectification.forms.fields import LimitField, LongText
from biaogan.rectification.models import Finding, Notice


class MoveForm(forms.Form):
    """A move with one finding. `says` tells in one sentence what will happen."""

    says: ClassVar[Any] = ""

    def __init__(self, *args: Any, finding: Finding, actor: Actor, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.finding, self.actor, self.now = finding, actor, now
        for field in self.fields.values():
            if isinstance(field, LimitField):
                field.widget.calendar = finding.case.subject_unit.calendar
        self.prepare()

    def prepare(self) -> None:
        """Fill in what is known."""

    def run(self) -> object:
        raise NotImplementedError

    @property
    def deed(self) -> dict[str, Any]:
        return {"finding_id": self.finding.pk, "by": self.actor, "now": self.now}


class ReasonForm(MoveForm):
    reason = LongText(label=_("Reason"), max_length=500)


class NoticeMoveForm(forms.Form):
    """A move with one notice."""

    says: ClassVar[Any] = ""

    def __init__(self, *args: Any, notice: Notice, actor: Actor, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice, self.actor, self.now = notice, actor, now

    def run(self) -> object:
        raise NotImplementedError

    @property
    def deed(self) -> dict[str, Any]:
        return {"notice_id": self.notice.pk, "by": self.actor, "now": self.now}


def moment_of(day: dt.date) -> dt.datetime:
    """Return a moment of the day; actions take the day's end as the limit."""
    return day_begins(day)
