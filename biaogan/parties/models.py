"""Customers. Every personal value is sealed; beside it stand its mask, for the eye, and a blind index, to find it again."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.accounts.access import Actor
from biaogan.parties.rules import PersonalField
from biaogan.parties.sealing import unseal
from biaogan.parties.uses import USES


class Purpose(models.TextChoices):
    """Why somebody looks at a personal value in full."""

    CONTACT = "contact", _("Contact the customer")
    VERIFY = "verify", _("Check who the customer is")
    TELL = "tell", _("Write or send the outcome")
    PAY = "pay", _("Pay a compensation")
    CORRECT = "correct", _("Correct what was recorded")
    AUTHORITY = "authority", _("An authority asks, with a paper")
    OWN_DATA = "own_data", _("The customer asks for their own data")


class PartyQuerySet(models.QuerySet["Party"]):
    def visible_to(self, actor: Actor, *, needs: str | None = None) -> PartyQuerySet:
        """Keep the parties of cases that the actor may see; with `needs`, of cases where the actor has that permission."""
        if actor.is_job:
            return self
        seen = Q(pk__in=[])
        for use in USES:
            seen |= Q(pk__in=use.seen_by(actor, needs))
        return self.filter(seen)


class Party(models.Model):
    """A customer, or who speaks for one, as recorded at one contact; the next contact makes a row of its own."""

    # Sealed together with each value, so that no value can be moved to another row.
    row_key = models.UUIDField(default=uuid.uuid4, editable=False)
    # The key that sealed this row's values; each value names it too.
    key_id = models.CharField(max_length=20, editable=False)
    recorded_at = models.DateTimeField(_("recorded at"))
    corrected_at = models.DateTimeField(null=True)
    # Since when nothing of the person is left; the row stays, because cases refer to it.
    erased_at = models.DateTimeField(null=True)

    sealed_name = models.BinaryField(default=b"")
    sealed_phone = models.BinaryField(default=b"")
    sealed_id_number = models.BinaryField(default=b"")
    sealed_account = models.BinaryField(default=b"")
    sealed_address = models.BinaryField(default=b"")

    masked_name = models.CharField(pgettext_lazy("party", "name"), max_length=20, blank=True)
    masked_phone = models.CharField(_("telephone"), max_length=20, blank=True)
    masked_id = models.CharField(_("identity number"), max_length=40, blank=True)
    masked_account = models.CharField(_("account or card"), max_length=40, blank=True)
    masked_address = models.CharField(_("address"), max_length=80, blank=True)

    phone_index = models.BinaryField(null=True)
    id_index = models.BinaryField(null=True)
    account_index = models.BinaryField(null=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        constraints = [
            models.CheckConstraint(
                name="erased_party_has_no_personal_value",
                condition=Q(erased_at__isnull=True)
                | Q(
                    sealed_name=b"",
                    sealed_phone=b"",
                    sealed_id_number=b"",
                    sealed_account=b"",
                    sealed_address=b"",
                    phone_index__isnull=True,
                    id_index__isnull=True,
                    account_index__isnull=True,
                ),
            )
        ]
        indexes = [
            models.Index(
                fields=["phone_index", "recorded_at"], name="party_by_phone", condition=Q(phone_index__isnull=False)
            ),
            models.Index(fields=["id_index", "recorded_at"], name="party_by_id", condition=Q(id_index__isnull=False)),
            models.Index(
                fields=["account_index", "recorded_at"],
                name="party_by_account",
                condition=Q(account_index__isnull=False),
            ),
            models.Index(fields=["key_id", "id"], name="party_by_key"),
        ]

    def __str__(self) -> str:
        return str(_("erased")) if self.erased_at else self.masked_name or str(_("no name given"))

    def masked(self, field: str) -> str:
        """Return the mask of one of PersonalField's values."""
        value: str = getattr(self, MASK_COLUMNS[field])
        return value

    def plain(self, field: str) -> str:
        """Return the value in full. Only `actions.reveal`, papers to the customer and re-sealing have reason to ask."""
        return unseal(getattr(self, f"sealed_{field}"), belongs_to=belongs_to(self.row_key, field))


#: PersonalField -> column of its mask, and of its blind index where it has one.
MASK_COLUMNS = {
    field: "masked_id" if field == PersonalField.ID_NUMBER else f"masked_{field}" for field in PersonalField.values
}
INDEX_COLUMNS: dict[str, str] = {
    PersonalField.PHONE: "phone_index",
    PersonalField.ID_NUMBER: "id_index",
    PersonalField.ACCOUNT: "account_index",
}


def belongs_to(row_key: uuid.UUID, field: str) -> str:
    return f"{row_key.hex}:{field}"
