"""What was answered, checked again and extended, and the links by which a contractor answers."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from biaogan.evidence.models import Evidence
from biaogan.org.models import Person
from biaogan.rectification.models.finding import Finding


def _written_once(name: str) -> pgtrigger.Protect:
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


class ContractorLink(models.Model):
    """A secret address by which somebody without an account sees one finding and answers it. Only its digest is kept."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="links")
    # The firm it was made for.
    name = models.CharField(_("made for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"))
    expires_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="link_expires_after_it_is_made", condition=Q(expires_at__gt=F("made_at")))
        ]
        indexes = [models.Index(fields=["finding", "-id"], name="link_of_finding")]


class Reply(models.Model):
    """What was done about a finding, why it had come to it, and who did it."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="replies")
    # When the answer counts; it was written down at `recorded_at`.
    at = models.DateTimeField(_("answered at"))
    recorded_at = models.DateTimeField()
    # A member of staff, or a contractor by a link.
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("answered by"))
    link = models.ForeignKey(ContractorLink, on_delete=models.PROTECT, null=True, related_name="replies")
    cause = models.TextField(_("cause"), max_length=2000)
    action = models.TextField(_("what was done"), max_length=2000)
    # Why there is no proof; empty where the finding has some.
    no_proof_because = models.CharField(_("why there is no proof"), max_length=500, blank=True)
    doer = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("done by"))
    done_at = models.DateTimeField(_("done at"))
    # The limit as it stood then.
    due_at = models.DateTimeField(null=True)
    proofs = models.ManyToManyField(Evidence, related_name="+", verbose_name=_("proof"))

    class Meta:
        db_table_comment = "append-only: what was answered"
        constraints = [
            models.CheckConstraint(
                name="reply_comes_from_staff_or_by_a_link",
                condition=Q(by__isnull=False, doer__isnull=False, link__isnull=True)
                | Q(by__isnull=True, doer__isnull=True, link__isnull=False),
            ),
            models.CheckConstraint(name="reply_names_cause_and_action", condition=~Q(cause="") & ~Q(action="")),
            models.CheckConstraint(name="reply_is_written_down_afterwards", condition=Q(recorded_at__gte=F("at"))),
            models.CheckConstraint(name="reply_comes_after_the_deed", condition=Q(at__gte=F("done_at"))),
        ]
        indexes = [models.Index(fields=["finding", "id"], name="reply_of_finding")]
        triggers = [_written_once("reply_is_final")]

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.at > self.due_at


class Recheck(models.Model):
    """What somebody else saw who looked again."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="rechecks")
    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, related_name="recheck")
    # When they looked; it was written down at `recorded_at`.
    at = models.DateTimeField(_("checked at"))
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("checked by"))
    passed = models.BooleanField(_("passed"))
    note = models.CharField(_("what was seen"), max_length=1000)

    class Meta:
        db_table_comment = "append-only: what was seen on looking again"
        constraints = [
            models.CheckConstraint(name="recheck_says_what_was_seen", condition=~Q(note="")),
            models.CheckConstraint(name="recheck_is_written_down_afterwards", condition=Q(recorded_at__gte=F("at"))),
        ]
        indexes = [models.Index(fields=["finding", "id"], name="recheck_of_finding")]
        triggers = [
            _written_once("recheck_is_final"),
            pgtrigger.Trigger(
                name="recheck_is_made_by_somebody_else",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM rectification_reply r WHERE r.finding_id = NEW.finding_id
                            AND NEW.by_id IN (r.by_id, r.doer_id)
                    ) OR EXISTS (
                        SELECT 1 FROM rectification_finding f
                        JOIN org_unit responsible ON responsible.id = f.responsible_unit_id
                        JOIN org_holding h ON h.person_id = NEW.by_id
                            AND h.valid @> (NEW.at AT TIME ZONE 'Asia/Shanghai')::date
                        JOIN org_post p ON p.id = h.post_id
                        JOIN org_unit theirs ON theirs.id = p.unit_id AND (
                            theirs.id = responsible.id OR theirs.path <@ responsible.path
                            AND responsible.level IN ('outlet', 'sub_branch', 'department')
                        )
                        WHERE f.case_id = NEW.finding_id
                    ) THEN
                        RAISE EXCEPTION 'whoever put it right does not check it' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class Extension(models.Model):
    """That the issuer gave more time before the limit had run out; the date before is kept."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="extensions")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        db_table_comment = "append-only: how limits were extended"
        constraints = [
            models.CheckConstraint(
                name="rectification_is_extended_to_later", condition=Q(new_due_at__gt=F("old_due_at"))
            ),
            models.CheckConstraint(name="rectification_is_extended_in_time", condition=Q(at__lte=F("old_due_at"))),
            models.CheckConstraint(name="rectification_is_extended_with_a_reason", condition=~Q(reason="")),
        ]
        indexes = [models.Index(fields=["finding", "id"], name="extension_of_finding")]
        triggers = [_written_once("rectification_extension_is_final")]
