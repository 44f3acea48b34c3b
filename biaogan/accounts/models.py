"""Users, the roles that were given to them by hand, their sessions, and tokens of programs."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from biaogan.accounts import rules
from biaogan.accounts.roles import Permission, Role
from biaogan.core.access import Asker
from biaogan.org.models import Holding, Person, Unit


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, actor: Asker) -> UserQuerySet:
        """Keep whom the actor manages: users with a post or a role there; who manages the whole network, everybody."""
        paths = actor.paths(Permission.MANAGE_USERS)
        if actor.is_job or any("." not in path for path in paths):
            return self
        units = Unit.objects.under(*paths).values("pk")
        posted = Holding.objects.filter(post__unit__in=units).values("person")
        given = RoleGrant.objects.filter(unit__in=units).values("user")
        return self.filter(Q(person__in=posted) | Q(pk__in=given)) if paths else self.none()


class Users(UserManager["User"]):
    """Django's manager, with our way to reach rows."""

    use_in_migrations = False

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, actor: Asker) -> UserQuerySet:
        return self.get_queryset().visible_to(actor)


class User(AbstractUser):
    """Somebody who signs in. What they may do follows from the posts they hold and the roles given to them."""

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="user", verbose_name=_("member of staff")
    )
    # The choices of the user; empty leaves them to the browser.
    language = models.CharField(_("language"), max_length=10, blank=True)
    theme = models.CharField(_("appearance"), max_length=5, blank=True)
    # Set while the password is one that somebody else made: until then it opens, and only to be changed.
    one_time_until = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Users] = Users()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.person.name if self.person else self.username


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def visible_to(self, actor: Asker) -> RoleGrantQuerySet:
        return self.filter(user__in=User.objects.visible_to(actor))


class RoleGrant(models.Model):
    """A role given to a user over a unit and all below it, from a day to a day, besides what their posts bring."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(_("role"), max_length=24, choices=Role)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="role_grants", verbose_name=_("unit"))
    valid = DateRangeField(_("from–to"))

    objects = RoleGrantQuerySet.as_manager()

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
            ),
            models.CheckConstraint(name="role_is_given_for_days", condition=Q(valid__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit}"


class Session(AbstractBaseSession):
    """A browser in which somebody is signed in; Django's own table does not know who."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=45, blank=True)

    @property
    def browser_name(self) -> str:
        """The browser and the machine in two words, as far as they say who they are."""
        return rules.browser_name(self.browser)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, actor: Asker) -> ApiTokenQuerySet:
        """Keep the tokens of the users whom the actor manages."""
        return self.filter(user__in=User.objects.visible_to(actor))


class ApiToken(models.Model):
    """A program's key. Only the hash is kept; it may do what its user may, and of that only `scopes`."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    # Permissions, or «*» for all that the user has.
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    last_used_on = models.DateField(_("last used on"), null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="token_expires_after_it_is_made", condition=models.Q(expires_at__gt=models.F("created_at"))
            )
        ]

    def __str__(self) -> str:
        return self.name
