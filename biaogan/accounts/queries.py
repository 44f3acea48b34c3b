"""What screens ask about users: the list, one user's rights, the matrix of roles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from biaogan.accounts.access import Actor
from biaogan.accounts.models import ApiToken, RoleGrant, Session, User, UserQuerySet
from biaogan.accounts.roles import GROUPS, MATRIX, ROLE_OF_POST, Permission, Role
from biaogan.core.chinese import pinyin_key
from biaogan.org.models import Holding, Person, PostKind, Unit


def users(actor: Actor, *, text: str = "", state: str = "") -> UserQuerySet:
    """Return the users whom the actor manages, narrowed; order them by «username»."""
    found = User.objects.visible_to(actor).select_related("person")
    if text:
        people = Person.objects.filter(Q(pinyin__startswith=pinyin_key(text)) | Q(staff_no=text))
        found = found.filter(Q(username__startswith=text) | Q(person__in=people))
    if state:
        found = found.filter(is_active=state == "active")
    return found


def holdings_of(user: User, *, on: dt.date) -> QuerySet[Holding]:
    """Return the posts that the user holds that day or is to hold later."""
    rows = Holding.objects.filter(Q(valid__endswith__gt=on) | Q(valid__upper_inf=True), person__user=user)
    return rows.select_related("post__unit").order_by("valid", "pk")


def grants_of(user: User) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(user=user).select_related("unit").order_by("-valid", "pk")


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Return the user's tokens, the newest first; revoked ones stay in sight."""
    return ApiToken.objects.filter(user=user).order_by("-created_at", "-pk")


def sessions_of(user: User, *, now: dt.datetime) -> QuerySet[Session]:
    return Session.objects.filter(user=user, expire_date__gt=now).order_by("-seen_at", "session_key")


@dataclass(frozen=True)
class MatrixRow:
    permission: Permission
    has: list[bool]


@dataclass
class MatrixGroup:
    label: str
    rows: list[MatrixRow]


def matrix() -> list[MatrixGroup]:
    """Return the rights of every role, in the groups and the order of the page."""
    groups: list[MatrixGroup] = []
    for permission in Permission:
        if permission in GROUPS:
            groups.append(MatrixGroup(str(GROUPS[permission]), []))
        groups[-1].rows.append(MatrixRow(permission, [permission in MATRIX[role] for role in Role]))
    return groups


@dataclass(frozen=True)
class OwnRole:
    """A role of the reader's own, and the unit over which they have it."""

    role: Role
    unit: Unit


def own_roles(actor: Actor) -> list[OwnRole]:
    """Return the actor's roles with the units they reach over, in the order of the matrix."""
    units = {unit.path: unit for unit in Unit.objects.filter(path__in={grant.path for grant in actor.grants})}
    found = [OwnRole(Role(grant.role), units[grant.path]) for grant in actor.grants if grant.path in units]
    order = list(Role)
    return sorted(found, key=lambda own: order.index(own.role))


def posts_of_role(role: Role) -> list[str]:
    """Return the names of the posts that bring the role with them."""
    return [str(PostKind(kind).label) for kind, brought in ROLE_OF_POST.items() if brought == role]
