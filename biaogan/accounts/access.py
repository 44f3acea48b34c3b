"""Who acts, and where they may do what. Every queryset's `visible_to` and every action asks here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from biaogan.accounts import rules
from biaogan.accounts.models import User
from biaogan.accounts.roles import KEEP_APART, MATRIX, REACHES_PARENT, ROLE_OF_POST, Permission, Role
from biaogan.core.access import AskedRequest, needs, public, require, require_anywhere, signed_in
from biaogan.core.prepared import ask
from biaogan.core.time import local_day
from biaogan.org.models import Level, Person, Unit

__all__ = [
    "Actor",
    "Permission",
    "Role",
    "SignedInRequest",
    "actor_of",
    "is_under",
    "job_actor",
    "may_sign_in",
    "needs",
    "public",
    "require",
    "require_anywhere",
    "signed_in",
    "units_where",
]


@dataclass(frozen=True)
class Grant:
    """A role over the unit at `path` and all below it."""

    role: str
    path: str


@dataclass(frozen=True)
class Held:
    """A post held today."""

    post_id: int
    kind: str
    unit_id: int


@dataclass(frozen=True)
class Actor:
    """A user, device, link, token or job that asks or acts, as it stood when the request began.

    `ref` names it in events for ever. `scopes` is None for people; a token's are those of its user's permissions it may use.
    A job acts everywhere and is stopped by no permission.
    """

    ref: str
    user: User | None = None
    person: Person | None = None
    grants: tuple[Grant, ...] = ()
    posts: tuple[Held, ...] = ()
    scopes: frozenset[str] | None = None
    is_job: bool = False

    @property
    def person_id(self) -> int | None:
        return self.person.pk if self.person else None

    def paths(self, permission: str) -> list[str]:
        """Return the paths of the units where the actor has the permission, none inside another."""
        if self.scopes is not None and "*" not in self.scopes and permission not in self.scopes:
            return []
        found = sorted({grant.path for grant in self.grants if permission in MATRIX[grant.role]}, key=len)
        kept: list[str] = []
        for path in found:
            if not any(is_under(path, other) for other in kept):
                kept.append(path)
        return kept

    def may(self, permission: str, unit: Unit | None) -> bool:
        """Tell whether the actor has the permission at the unit; with no unit, only a job has."""
        if self.is_job:
            return True
        return unit is not None and any(is_under(unit.path, path) for path in self.paths(permission))

    def may_anywhere(self, permission: str) -> bool:
        return self.is_job or bool(self.paths(permission))

    def has_role(self, *roles: str) -> bool:
        return any(grant.role in roles for grant in self.grants)


def is_under(path: str, top: str) -> bool:
    return path == top or path.startswith(f"{top}.")


def actor_of(user: User, *, now: dt.datetime, scopes: frozenset[str] | None = None, ref: str = "") -> Actor:
    """Return the actor that `user` is at `now`, with the posts held and the roles given on that day; one query.

    Load `user` with its person. Whoever may not sign in any more is an actor without a single right.
    """
    today = local_day(now)
    person = user.person if user.person_id else None
    ref = ref or f"user:{user.pk}"
    if not may_sign_in(user, now=now):
        return Actor(ref=ref, user=user, person=person, scopes=frozenset())
    posts, given = _held_and_given(user, today)
    brought = [Grant(ROLE_OF_POST[post.kind], reach) for post, reach in posts]
    if any(grant.role in KEEP_APART for grant in given):
        brought = [Grant(Role.STAFF, grant.path) for grant in brought]
    return Actor(
        ref=ref,
        user=user,
        person=person,
        grants=(*brought, *given),
        posts=tuple(post for post, _ in posts),
        scopes=scopes,
    )


def may_sign_in(user: User, *, now: dt.datetime) -> bool:
    """Tell whether `user` has anything to do here: active, not left, and no one-time password that has run out."""
    if not user.is_active or (user.person is not None and rules.has_left(user.person.left_on, local_day(now))):
        return False
    return user.one_time_until is None or now <= user.one_time_until


#: Asked by every request of everybody.
_HELD_AND_GIVEN = """
    SELECT post.id, post.kind, unit.id, unit.path, unit.level
    FROM "org_holding" holding JOIN org_post post ON post.id = holding.post_id JOIN org_unit unit ON unit.id = post.unit_id
    WHERE holding.person_id = %s AND holding.valid @> %s::date
    UNION ALL
    SELECT NULL, granted.role, unit.id, unit.path, unit.level
    FROM accounts_rolegrant granted JOIN org_unit unit ON unit.id = granted.unit_id
    WHERE granted.user_id = %s AND granted.valid @> %s::date
"""


def _held_and_given(user: User, today: dt.date) -> tuple[list[tuple[Held, str]], list[Grant]]:
    rows = ask(_HELD_AND_GIVEN, [user.person_id, today, user.pk, today])
    posts: list[tuple[Held, str]] = []
    roles: list[Grant] = []
    # In the order of the database they would come as it likes, and the first post is shown as the main one.
    for post_id, what, unit_id, path, level in sorted(rows, key=lambda row: (row[0] or 0, row[1], row[2])):
        if post_id is None:
            roles.append(Grant(what, path))
        else:
            posts.append((Held(post_id, what, unit_id), _reach(what, path, level)))
    return posts, roles


def _reach(post_kind: str, path: str, level: str) -> str:
    if post_kind in REACHES_PARENT and level == Level.DEPARTMENT:
        return path.rpartition(".")[0] or path
    return path


def job_actor(name: str) -> Actor:
    """Return the actor that a job is, named in events as «job:name»."""
    return Actor(ref=f"job:{name}", is_job=True)


def units_where(actor: Actor, permission: str, *, field: str) -> Q:
    """Return the condition that the unit in `field` lies where the actor has the permission."""
    if actor.is_job:
        return Q()
    paths = actor.paths(permission)
    if not paths:
        return Q(pk__in=[])
    return Q(**{f"{field}__in": Unit.objects.under(*paths)})


class SignedInRequest(AskedRequest):
    """A request behind the sign-in: `actor` is set by the middleware."""

    actor: Actor
    htmx: Any
