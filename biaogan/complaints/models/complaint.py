"""The complaint itself, who is complained of, and where it stood when."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission
from biaogan.cases.models import Case
from biaogan.complaints.choices import (
    ENDED,
    Channel,
    Level,
    Liability,
    Nature,
    Source,
    SpeaksAs,
    State,
    Voice,
)
from biaogan.complaints.models.category import Category
from biaogan.complaints.rules.periods import REPRESENTATIVES_AT_MOST
from biaogan.org.models import Person, Unit
from biaogan.parties.models import Party


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, actor: Actor) -> ComplaintQuerySet:
        return self.filter(
            case__in=Case.objects.filter(kind="complaint").visible_to(actor, needs=Permission.VIEW_COMPLAINT)
        )

    def open(self) -> ComplaintQuerySet:
        return self.exclude(state__in=ENDED)


class Complaint(models.Model):
    """What a customer brings, from registration to closing; suggestions that came in by the same door too."""

    # Units, barred people, confidentiality and legal hold are the case's.
    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="complaint")
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.REGISTERED)
    # What it turned out to be; empty until somebody has looked.
    voice = models.CharField(_("what it is"), max_length=12, choices=Voice, blank=True)

    # The legal clock runs from here. The row itself came later where it was taken down on paper.
    received_at = models.DateTimeField(_("received at"))
    registered_at = models.DateTimeField(_("registered at"))
    channel = models.CharField(_("came by"), max_length=12, choices=Channel)
    source = models.CharField(_("sent by"), max_length=12, choices=Source, default=Source.CUSTOMER)
    # The forwarding office's reference and its own days; the bank's clock starts at the bank's receipt (art. 33).
    source_reference = models.CharField(_("reference of the sender"), max_length=80, blank=True)
    source_received_on = models.DateField(_("received by the sender on"), null=True, blank=True)
    source_forwarded_on = models.DateField(_("forwarded on"), null=True, blank=True)
    receiving_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("receiving unit")
    )

    # Nobody where the customer gave no name.
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, related_name="complaints", verbose_name=_("customer")
    )
    speaks_as = models.CharField(_("who speaks"), max_length=12, choices=SpeaksAs, default=SpeaksAs.COMPLAINANT)
    representative = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("representative")
    )
    joint_count = models.PositiveIntegerField(_("customers who came together"), default=1)
    representative_count = models.PositiveSmallIntegerField(_("representatives of the group"), default=0)

    summary = models.TextField(_("what happened"), max_length=4000)
    demand = models.TextField(_("what the customer asks for"), max_length=2000, blank=True)
    business_channel = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")
    business = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")
    cause = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.ORDINARY)

    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    handler = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("handled by")
    )
    # Who has to put it right and proposes the outcome: the unit complained of, or the department behind the cause.
    responsible_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("responsible unit")
    )
    # The last verdict, repeated here so that lists can narrow by it; figures read the Verdict rows.
    liability = models.CharField(_("liability"), max_length=12, choices=Liability, blank=True)
    nature = models.CharField(_("nature"), max_length=12, choices=Nature, blank=True)
    # What customer and bank agreed on prevails over the limit (art. 21).
    agreed_due_at = models.DateTimeField(_("agreed time of the answer"), null=True)
    # When the decision was handed over, posted, sent or dialled.
    told_at = models.DateTimeField(_("customer told at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    repeats = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="repeated_by")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_here")
    # New facts or reasons start the period anew, from the day they arrived (art. 18): that is the next round.
    restarted_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)
    # What came of it, where no decision says so: why it was declined, what was answered to a suggestion, how it was withdrawn.
    result = models.TextField(_("result"), max_length=2000, blank=True)
    # Its number in the register that it was read in from.
    external_key = models.CharField(max_length=120, null=True, unique=True)
    # A keyed digest of the code by which the customer follows it.
    follow_digest = models.CharField(max_length=64, null=True, unique=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="complaint_is_registered_after_it_is_received", condition=Q(registered_at__gte=F("received_at"))
            ),
            models.CheckConstraint(
                name="complaint_is_accepted_after_it_is_received",
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__gte=F("received_at")),
            ),
            models.CheckConstraint(
                name="customer_is_told_after_the_complaint_is_received",
                condition=Q(told_at__isnull=True) | Q(told_at__gte=F("received_at")),
            ),
            models.CheckConstraint(
                name="complaint_told_says_when", condition=~Q(state=State.TOLD) | Q(told_at__isnull=False)
            ),
            models.CheckConstraint(
                name="complaint_ends_after_it_is_received",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("received_at")),
            ),
            models.CheckConstraint(
                name="complaint_has_ended_if_and_only_if_it_says_when",
                condition=Q(state__in=ENDED, ended_at__isnull=False) | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="complaint_under_investigation_has_a_handler",
                condition=~Q(state__in=[State.INVESTIGATING, State.DETERMINED, State.PROPOSED, State.DECIDED])
                | Q(handler__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_has_liability_and_nature_or_neither",
                condition=Q(liability="", nature="") | (~Q(liability="") & ~Q(nature="")),
            ),
            models.CheckConstraint(
                name="complaint_merged_says_into_which",
                condition=~Q(state=State.MERGED) | Q(merged_into__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_is_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
            ),
            models.CheckConstraint(name="complaint_has_a_complainant", condition=Q(joint_count__gte=1)),
            models.CheckConstraint(
                name="group_sends_five_representatives_at_most",
                condition=Q(representative_count__lte=REPRESENTATIVES_AT_MOST),
            ),
            models.CheckConstraint(
                name="complaint_of_the_regulator_says_when_it_was_forwarded",
                condition=~Q(source=Source.REGULATOR) | Q(source_forwarded_on__isnull=False),
            ),
            models.CheckConstraint(
                name="forwarding_follows_receipt_by_the_sender",
                condition=Q(source_received_on__isnull=True)
                | Q(source_forwarded_on__isnull=True)
                | Q(source_forwarded_on__gte=F("source_received_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-received_at", "-case"], name="complaint_by_state"),
            models.Index(
                fields=["liability", "-received_at", "-case"], name="complaint_by_liability", condition=~Q(liability="")
            ),
            models.Index(fields=["channel", "-received_at", "-case"], name="complaint_by_channel"),
            models.Index(fields=["party"], name="complaint_of_party", condition=Q(party__isnull=False)),
            models.Index(fields=["handler", "state"], name="complaint_of_handler", condition=Q(handler__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.case.number

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def is_followed_by_customer(self) -> bool:
        """The customer holds a code of the follow page, which shows acceptance and limit by itself."""
        return self.follow_digest is not None


class StateChange(models.Model):
    """That a complaint stood in a state from a moment on. Figures read these, never the complaint's own state."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="state_changes")
    state = models.CharField(max_length=16, choices=State)
    at = models.DateTimeField()
    # When this became known here: a period asked again as of its closing looks at this.
    decided_at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only: where a complaint stood when"
        indexes = [
            models.Index(fields=["complaint", "id"], name="state_change_of_complaint"),
            models.Index(fields=["state", "at"], name="state_change_by_state"),
        ]
        triggers = [pgtrigger.Protect(name="state_change_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]


class ComplainedOf(models.Model):
    """A member of staff whom the complaint is about; barred from the case by the same act."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="complained_of")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "person"], name="person_is_complained_of_once_in_a_complaint")
        ]
        indexes = [models.Index(fields=["person"], name="complained_of_person")]


class CustomerMessage(models.Model):
    """What the customer added on the follow page."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="messages")
    at = models.DateTimeField()
    text = models.TextField(max_length=2000)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["complaint", "id"], name="message_of_complaint")]
