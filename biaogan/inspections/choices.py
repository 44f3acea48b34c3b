"""The words that inspections' rows use, for models and rules alike."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a sheet stands. What may follow is the table in `rules/moves.py`."""

    PLANNED = "planned", pgettext_lazy("sheet", "Planned")
    ASSIGNED = "assigned", pgettext_lazy("sheet", "Assigned")
    IN_PROGRESS = "in_progress", pgettext_lazy("sheet", "In progress")
    SUBMITTED = "submitted", pgettext_lazy("sheet", "Submitted")
    CONFIRMED = "confirmed", pgettext_lazy("sheet", "Confirmed by the outlet")
    DISPUTED = "disputed", pgettext_lazy("sheet", "Disputed by the outlet")
    FINAL = "final", pgettext_lazy("sheet", "Final")
    CANCELLED = "cancelled", pgettext_lazy("sheet", "Cancelled")


#: Nobody has begun yet.
AHEAD = (State.PLANNED, State.ASSIGNED)
#: Handed in: it has a score.
HANDED_IN = (State.SUBMITTED, State.CONFIRMED, State.DISPUTED, State.FINAL)
#: Nothing more is to be done.
ENDED = (State.FINAL, State.CANCELLED)


class Channel(models.TextChoices):
    """By which way a unit is inspected. They are counted apart."""

    ONSITE = "onsite", _("On site")
    OFFSITE = "offsite", _("Off site")
    MYSTERY = "mystery", _("Mystery visit")
    SELF_CHECK = "self_check", _("Self-check")


#: What a notice says that it rests on. A mystery visit is a visit on site, as far as the paper says.
NOTICE_BASIS = {
    Channel.ONSITE: "onsite",
    Channel.OFFSITE: "offsite",
    Channel.MYSTERY: "onsite",
    Channel.SELF_CHECK: "other",
}


class Turn(models.TextChoices):
    """In what a cadence counts."""

    WEEKS = "weeks", pgettext_lazy("cadence", "weeks")
    MONTHS = "months", pgettext_lazy("cadence", "months")


class ThresholdCode(models.TextChoices):
    COOLING_MONTHS = "cooling_months", _("Months for which somebody who left a unit does not inspect it")
    ONSITE_INSPECTORS = "onsite_inspectors", _("Inspectors needed on site")
    MONTHS_A_TICKET = "months_a_ticket", _("Months unseen for which a unit gets one more ticket in a draw")
    TICKETS_AT_MOST = "tickets_at_most", _("Tickets of a unit in a draw, at most")
    PATROLS_A_DAY = "patrols_a_day", _("Patrols of the lobby on each business day")


class Field(models.TextChoices):
    """What can be changed in a sheet, one at a time: the first three of an item, the others of the sheet."""

    VALUE = "value", pgettext_lazy("sheet", "Answer")
    NOTE = "note", pgettext_lazy("sheet", "Note")
    SAME_AS = "same_as", pgettext_lazy("sheet", "Same fault as")
    ASSESSMENT = "assessment", pgettext_lazy("sheet", "Assessment")
    PLACE_NOTE = "place_note", pgettext_lazy("sheet", "Note on the place")


OF_AN_ITEM = (Field.VALUE, Field.NOTE, Field.SAME_AS)
OF_THE_SHEET = (Field.ASSESSMENT, Field.PLACE_NOTE)


class Why(models.TextChoices):
    """Why a change was kept without holding, or made after the sheet was handed in."""

    NONE = "", ""
    CONFLICT = "conflict", _("changed elsewhere meanwhile")
    LATE = "late", _("came after the sheet was handed in")
    NOT_IN_VERSION = "not_in_version", _("the sheet's handbook version has no such item")
    SETTLED = "settled", _("changed when the dispute was settled")
    FILLED = "filled", _("filled in from records")


class Scored(models.TextChoices):
    """On which occasion a sheet got a score."""

    SUBMITTED = "submitted", pgettext_lazy("score", "Handed in")
    SETTLED = "settled", pgettext_lazy("score", "Dispute settled")
    READ_IN = "read_in", pgettext_lazy("score", "Read in from a file")
