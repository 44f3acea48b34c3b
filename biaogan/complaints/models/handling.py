"""What was found, proposed, decided and told: rows that are written once."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from biaogan.complaints.choices import About, Liability, Method, Nature, Payee, Ruling, SuspensionReason
from biaogan.complaints.models.complaint import Complaint
from biaogan.complaints.models.figures import Authority
from biaogan.evidence.models import Evidence
from biaogan.org.models import Person, Unit


def _written_once(name: str) -> pgtrigger.Protect:
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


class Verdict(models.Model):
    """Liability and nature as somebody determined them. A change is a new row with its reason; the last one holds."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="verdicts")
    liability = models.CharField(_("liability"), max_length=12, choices=Liability)
    nature = models.CharField(_("nature"), max_length=12, choices=Nature)
    reason = models.TextField(_("reason"), max_length=2000)
    # What it replaced, for a change.
    old_liability = models.CharField(max_length=12, choices=Liability, blank=True)
    old_nature = models.CharField(max_length=12, choices=Nature, blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="+", verbose_name=_("evidence"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only: liability and nature as they were determined"
        constraints = [models.CheckConstraint(name="verdict_has_a_reason", condition=~Q(reason=""))]
        indexes = [models.Index(fields=["complaint", "id"], name="verdict_of_complaint")]
        triggers = [_written_once("verdict_is_final")]

    @property
    def is_change(self) -> bool:
        return bool(self.old_liability)


class Proposal(models.Model):
    """How the responsible unit would settle the complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="proposals")
    text = models.TextField(_("proposed outcome"), max_length=2000)
    # Hundredths of yuan; 0 where nothing is paid.
    amount = models.PositiveBigIntegerField(_("compensation"), default=0)
    payee = models.CharField(_("payee"), max_length=16, choices=Payee, blank=True)
    reason = models.CharField(_("reason for the compensation"), max_length=500, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only: what was proposed"
        constraints = [
            models.CheckConstraint(
                name="compensation_has_payee_and_reason", condition=Q(amount=0) | (~Q(payee="") & ~Q(reason=""))
            )
        ]
        indexes = [models.Index(fields=["complaint", "id"], name="proposal_of_complaint")]
        triggers = [_written_once("proposal_is_final")]


class Decision(models.Model):
    """What somebody with authority made of a proposal."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="decisions")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="decision")
    ruling = models.CharField(max_length=12, choices=Ruling)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # Repeated from the proposal, so that the next line can be asserted.
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # The row whose bound covered the amount.
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only: who decided what on which authority"
        constraints = [
            models.CheckConstraint(name="nobody_decides_their_own_proposal", condition=~Q(by=F("proposed_by"))),
            models.CheckConstraint(
                name="approval_rests_on_an_authority", condition=~Q(ruling=Ruling.APPROVED) | Q(authority__isnull=False)
            ),
            models.CheckConstraint(
                name="giving_back_has_a_reason", condition=~Q(ruling=Ruling.GIVEN_BACK) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["complaint", "id"], name="decision_of_complaint")]
        triggers = [_written_once("decision_is_final")]


class Telling(models.Model):
    """Proof that the customer was told something: how, when, and that they were reached or could not be."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="tellings")
    about = models.CharField(max_length=12, choices=About)
    method = models.CharField(_("how"), max_length=12, choices=Method)
    # Handed over, posted, sent or dialled: that moment counts (art. 21).
    told_at = models.DateTimeField(_("when"))
    was_reached = models.BooleanField(_("reached"), default=True)
    proof = models.CharField(_("proof"), max_length=500)
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("evidence")
    )
    # The four parts that a decision must tell (art. 19); empty for everything else.
    facts = models.TextField(_("what was verified"), max_length=4000, blank=True)
    outcome = models.TextField(_("decision"), max_length=4000, blank=True)
    grounds = models.TextField(_("grounds"), max_length=4000, blank=True)
    remedies = models.TextField(_("remedies"), max_length=4000, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only: proof that the customer was told"
        constraints = [
            models.CheckConstraint(name="telling_has_a_proof", condition=~Q(proof="")),
            models.CheckConstraint(name="telling_is_recorded_afterwards", condition=Q(recorded_at__gte=F("told_at"))),
            models.CheckConstraint(
                name="decision_is_told_in_its_four_parts",
                condition=~Q(about=About.DECISION) | (~Q(facts="") & ~Q(outcome="") & ~Q(grounds="") & ~Q(remedies="")),
            ),
        ]
        indexes = [models.Index(fields=["complaint", "id"], name="telling_of_complaint")]
        triggers = [_written_once("telling_is_final")]


class Extension(models.Model):
    """That the legal limit was lengthened, a second time only from the level above (art. 18)."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="extensions")
    round = models.PositiveSmallIntegerField(default=1)
    stage = models.PositiveSmallIntegerField()
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    telling = models.ForeignKey(Telling, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only: how the legal limit was lengthened"
        constraints = [
            models.UniqueConstraint(fields=["complaint", "round", "stage"], name="limit_is_extended_once_a_stage"),
            models.CheckConstraint(name="limit_is_extended_twice_at_most", condition=Q(stage__in=[1, 2])),
            models.CheckConstraint(
                name="second_extension_is_told_to_the_customer", condition=Q(stage=1) | Q(telling__isnull=False)
            ),
            models.CheckConstraint(name="extension_has_a_reason", condition=~Q(reason="")),
        ]
        triggers = [_written_once("extension_is_final")]


class Suspension(models.Model):
    """Days that the clocks of a complaint do not count."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="suspensions")
    reason = models.CharField(_("why"), max_length=12, choices=SuspensionReason)
    proof = models.CharField(_("proof"), max_length=500)
    telling = models.ForeignKey(Telling, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField(_("from"))
    to_at = models.DateTimeField(_("to"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(to_at__isnull=True), name="complaint_is_suspended_once_at_a_time"
            ),
            models.CheckConstraint(
                name="suspension_ends_after_it_begins", condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at"))
            ),
            models.CheckConstraint(name="suspension_has_a_proof", condition=~Q(proof="")),
            models.CheckConstraint(
                name="outside_appraisal_is_told_to_the_customer",
                condition=~Q(reason=SuspensionReason.APPRAISAL) | Q(telling__isnull=False),
            ),
        ]
