"""The words that the rows of rectification use, for models and rules alike."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Source(models.TextChoices):
    """Who has found it: the five eyes and what else may come."""

    ONSITE = "onsite", _("On-site inspection")
    OFFSITE = "offsite", _("Off-site inspection")
    DEVICE = "device", _("Test of devices")
    MYSTERY = "mystery", _("Mystery visit")
    SELF_CHECK = "self_check", _("Self-check")
    COMPLAINT = "complaint", _("Complaint")
    RATING = "rating", _("Rating")
    RECORD = "record", _("Records")
    OTHER = "other", _("Other")


#: What these find is owed at once, to whoever answers for the unit, and may be answered without a notice.
DIRECT = (Source.COMPLAINT, Source.SELF_CHECK)


class State(models.TextChoices):
    """Where a finding stands. What may follow is the table in `rules`."""

    OPEN = "open", pgettext_lazy("finding", "Open")
    NOTICED = "noticed", _("Notice served")
    ANSWERED = "answered", _("Put right, to be checked")
    RETURNED = "returned", _("Returned")
    CLOSED = "closed", pgettext_lazy("finding", "Closed")
    WAIVED = "waived", _("Waived")
    WITHDRAWN = "withdrawn", pgettext_lazy("finding", "Withdrawn")


#: Nothing more is owed for a finding in these.
ENDED = (State.CLOSED, State.WAIVED, State.WITHDRAWN)
#: Somebody has to put it right.
TO_PUT_RIGHT = (State.NOTICED, State.RETURNED)


class NoticeState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", pgettext_lazy("notice", "Approved")
    ISSUED = "issued", _("Issued")
    RECEIVED = "received", pgettext_lazy("notice", "Received")
    CLOSED = "closed", pgettext_lazy("notice", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("notice", "Withdrawn")


#: The notice is out, with its number.
SERVED = (NoticeState.ISSUED, NoticeState.RECEIVED)


class Basis(models.TextChoices):
    """What a notice rests on."""

    ONSITE = "onsite", _("On-site inspection")
    OFFSITE = "offsite", _("Off-site inspection")
    COMPLAINT = "complaint", _("Complaint")
    RATING = "rating", _("Rating")
    OTHER = "other", _("Other")


class FigureCode(models.TextChoices):
    REPEAT_DAYS = "repeat_days", _("Days within which the same item at the same unit is a repeat")
    REPEAT_WEIGHT = "repeat_weight", _("Weight of a repeat in hundredths: 200 counts double")
    LINK_DAYS = "link_days", _("Days for which a contractor's link works")
