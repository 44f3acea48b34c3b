"""The words that a complaint's rows use, for models and rules alike."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a complaint stands. What may follow is the table in `rules.py`."""

    REGISTERED = "registered", _("Registered")
    ACCEPTED = "accepted", _("Accepted")
    INVESTIGATING = "investigating", _("Under investigation")
    DETERMINED = "determined", _("Attribute determined")
    PROPOSED = "proposed", _("Outcome proposed")
    DECIDED = "decided", _("Decided")
    TOLD = "told", _("Customer told")
    CLOSED = "closed", pgettext_lazy("complaint", "Closed")
    PASSED_ON = "passed_on", _("Passed on")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged")


#: Nothing more is owed to the customer in these.
ENDED = (State.CLOSED, State.DECLINED, State.WITHDRAWN, State.MERGED)


class Voice(models.TextChoices):
    """What somebody brings: only a claim of civil rights is a complaint (Order 2020 No. 3, art. 2)."""

    COMPLAINT = "complaint", _("Complaint")
    SUGGESTION = "suggestion", _("Suggestion")
    ENQUIRY = "enquiry", _("Enquiry")
    PRAISE = "praise", _("Praise")
    WRONGDOING = "wrongdoing", _("Report of wrongdoing")


class Channel(models.TextChoices):
    """How it reached the bank; the business channel that it is about is a Category."""

    COUNTER = "counter", _("At the outlet")
    PAGE = "page", _("Public page")
    HOTLINE = "hotline", _("Bank's hotline")
    TELEPHONE = "telephone", _("Telephone of the branch")
    LETTER = "letter", _("Letter or visit")
    ONLINE = "online", _("Online or mobile bank")
    MEDIA = "media", _("Press or social media")
    REGULATOR = "regulator", _("Regulator's hotline")
    GOVERNMENT = "government", _("Government's hotline")
    OTHER = "other", _("Other")


class Source(models.TextChoices):
    """Who sent it. What the regulator forwards keeps the regulator's dates beside the bank's own (art. 33)."""

    CUSTOMER = "customer", _("Customer")
    REGULATOR = "regulator", _("Forwarded by the regulator")
    GOVERNMENT = "government", _("Forwarded by a government office")
    UPPER_UNIT = "upper_unit", _("Sent by an upper unit")
    MEDIATOR = "mediator", _("Sent by a mediator")
    OTHER = "other", _("Other")


class SpeaksAs(models.TextChoices):
    COMPLAINANT = "complainant", _("The customer in person")
    AGENT = "agent", _("An agent with written authority")
    HEIR = "heir", _("An heir")


class Level(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    COMPLEX = "complex", _("Complex")
    MAJOR = "major", _("Major")


class Liability(models.TextChoices):
    """Whether the bank is at fault: one of the two independent dimensions of the attribute."""

    LIABLE = "liable", _("Liable")
    PARTLY = "partly", _("Partly liable")
    NOT_LIABLE = "not_liable", _("Not liable")
    UNVERIFIABLE = "unverifiable", _("Cannot be verified")


#: The bank was wholly or partly at fault.
AT_FAULT = (Liability.LIABLE, Liability.PARTLY)


class Nature(models.TextChoices):
    """What it was about in truth: the other dimension."""

    ATTITUDE = "attitude", _("Attitude of service")
    EFFICIENCY = "efficiency", _("Efficiency, waiting")
    ERROR = "error", _("Error in business")
    RULES = "rules", _("Rules and processes")
    FACILITIES = "facilities", _("Facilities and systems")
    PRICING = "pricing", _("Fees and prices")
    MARKETING = "marketing", _("Marketing and disclosure")
    SECURITY = "security", _("Security of information and funds")
    CUSTOMER = "customer", _("On the customer's side")


class Payee(models.TextChoices):
    COMPLAINANT = "complainant", _("The customer")
    REPRESENTATIVE = "representative", _("The representative")


class Method(models.TextChoices):
    """How somebody was told; what counts as done in time is in art. 21."""

    IN_PERSON = "in_person", _("Told in person")
    HANDED = "handed", _("Handed over in writing")
    POSTED = "posted", _("Posted")
    MESSAGE = "message", _("Text message sent")
    MAIL = "mail", _("E-mail sent")
    TELEPHONE = "telephone", _("Telephoned")
    PAGE = "page", _("Shown on the follow page")


class About(models.TextChoices):
    """What the customer was told."""

    ACCEPTANCE = "acceptance", _("Acceptance and limit")
    DECISION = "decision", _("Decision")
    EXTENSION = "extension", _("Extension")
    SUSPENSION = "suspension", _("Clock suspended")
    DECLINE = "decline", _("Not accepted")


class Ruling(models.TextChoices):
    APPROVED = "approved", _("Approved")
    GIVEN_BACK = "given_back", _("Given back")


class SuspensionReason(models.TextChoices):
    """Days that are not counted."""

    APPRAISAL = "appraisal", _("Appraisal or testing outside the bank (art. 18)")
    MEDIATION = "mediation", _("Mediation (art. 23)")


class Facet(models.TextChoices):
    """The three facets of JR/T 0169-2018. Its numeric codes are left for the bank to fill."""

    CHANNEL = "channel", _("Channel of the business")
    BUSINESS = "business", _("Business")
    CAUSE = "cause", _("Cause")


class ThresholdCode(models.TextChoices):
    MAJOR_FROM = "major_from", _("Customers together that make a complaint major")
    REPEAT_DAYS = "repeat_days", _("Days within which the same customer is a repeat")
    COMPLEX_DAYS = "complex_days", _("Days by which a complex matter is extended")
    VERY_COMPLEX_DAYS = "very_complex_days", _("Days by which a very complex matter is extended once more")
    KEEP_YEARS = "keep_years", _("Years for which a closed complaint is kept")
