"""What the forms of all moves share."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.complaints.actions import Told
from biaogan.complaints.forms.fields import LongText, ToldFields
from biaogan.complaints.models import Complaint


class MoveForm(forms.Form):
    """A move of one complaint. `says` tells in one sentence what will happen."""

    says: ClassVar[Any] = ""

    def __init__(self, *args: Any, complaint: Complaint, actor: Actor, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.complaint, self.actor, self.now = complaint, actor, now
        self.prepare()

    def prepare(self) -> None:
        """Fill in what is known."""

    def run(self) -> object:
        raise NotImplementedError

    @property
    def deed(self) -> dict[str, Any]:
        return {"complaint_id": self.complaint.pk, "by": self.actor, "now": self.now}


class ReasonForm(MoveForm):
    reason = LongText(label=_("Reason"), max_length=500, rows=3)


class ToldForm(MoveForm, ToldFields):
    def prepare(self) -> None:
        self.prepare_told(case=self.complaint.pk, now=self.now)

    def told(self) -> Told:
        told, received_at = super().told(), self.complaint.received_at
        # The page asks for minutes: what was told in the minute of receipt was not told before it.
        is_same_minute = told.at == received_at.replace(second=0, microsecond=0)
        return dataclasses.replace(told, at=received_at) if is_same_minute else told
