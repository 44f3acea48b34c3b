"""What the forms of all moves share."""

from __future__ import annotations

import dataclasses

from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.complaints.actions import Told
from biaogan.complaints.forms.fields import ToldFields
from biaogan.complaints.models import Complaint
from biaogan.core import forms as core
from biaogan.core.forms import LongText


class MoveForm(core.MoveForm):
    """A move of one complaint."""

    about = "complaint"
    complaint: Complaint
    actor: Actor


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
