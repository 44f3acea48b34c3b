"""Users, the roles that were given to them by hand, and tokens of programs."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.roles import Role
from biaogan.org.models import Person, Unit


class User(AbstractUser):
    """Somebody who signs in. What they may do follows from the posts they hold and the roles given to them."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="user")
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=5, blank=True)

    class Meta:
        verbose_name = _("user")

    def __str__(self) -> str:
        return self.person.name if self.person else self.username


class RoleGrant(models.Model):
    """A role given to a user over a unit and all below it, from a day to a day, besides what their posts bring."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(_("role"), max_length=24, choices=Role)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="role_grants")
    valid = DateRangeField(_("from–to"))

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="user_is_given_a_role_once_a_day",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]


class ApiToken(models.Model):
    """A program's key. Only the hash is kept; it may do what its user may, and of that only `scopes`."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    # Permissions, or «*» for all that the user has.
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="token_expires_after_it_is_made", condition=models.Q(expires_at__gt=models.F("created_at"))
            )
        ]

    def __str__(self) -> str:
        return self.name
