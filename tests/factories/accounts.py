"""The smallest valid users: with a post, with a role, or with neither. People are made along; units are brought by the caller."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from biaogan.accounts.access import Actor, actor_of
from biaogan.accounts.models import RoleGrant, User
from biaogan.accounts.roles import Role
from biaogan.org.models import Holding, Person, Post, PostKind, Unit

#: Good for every test user; set without hashing it for real.
PASSWORD = "moss-lantern-47"

#: From long before the tests' days, without an end.
ALWAYS = DateRange(dt.date(2020, 1, 1), None)

_count = itertools.count(1)


def person(**values: Any) -> Person:
    """Return somebody who works here since 2020."""
    number = next(_count)
    values = {"staff_no": f"u{number:05d}", "name": f"员工{number}", "pinyin": f"yuangong{number}", **values}
    return Person.objects.create(**values)


def user(**values: Any) -> User:
    """Return a user with the password `PASSWORD` and, unless `person=None`, a person of their own."""
    if "person" not in values:
        values["person"] = person()
    password = values.pop("password", PASSWORD)
    made = User(**{"username": f"user{next(_count)}", "language": "en", **values})
    made.set_password(password)
    made.save()
    return made


def hold(
    someone: User, post_kind: PostKind, unit: Unit, *, valid: DateRange = ALWAYS, is_deputy: bool = False
) -> Holding:
    assert someone.person is not None
    post, _ = Post.objects.get_or_create(unit=unit, kind=post_kind)
    return Holding.objects.create(post=post, person=someone.person, valid=valid, is_deputy=is_deputy)


def give(someone: User, role: Role, unit: Unit, *, valid: DateRange = ALWAYS) -> RoleGrant:
    return RoleGrant.objects.create(user=someone, role=role, unit=unit, valid=valid)


def user_with(post_kind: PostKind, unit: Unit, **values: Any) -> User:
    """Return a user who holds the post at the unit."""
    made = user(**values)
    hold(made, post_kind, unit)
    return made


def user_with_role(role: Role, unit: Unit, **values: Any) -> User:
    """Return a user to whom the role was given over the unit and all below it."""
    made = user(**values)
    give(made, role, unit)
    return made


def actor_with(what: PostKind | Role, unit: Unit, **values: Any) -> Actor:
    """Return the actor of a fresh user with that post or role at the unit."""
    make = user_with_role if isinstance(what, Role) else user_with
    return actor_of(make(what, unit, **values), now=timezone.now())  # type: ignore[arg-type]


def signed_in_client(someone: User, **defaults: Any) -> Client:
    """Return a browser in which `someone` is signed in; pages come in English unless `HTTP_ACCEPT_LANGUAGE` says otherwise."""
    client = Client(**{"HTTP_ACCEPT_LANGUAGE": "en", **defaults})
    client.force_login(someone)
    return client


def api_client(someone: User, *scopes: str, **defaults: Any) -> Client:
    """Return a program that calls the API with a token of `someone`, good for all of their rights unless `scopes` are named."""
    from biaogan.accounts.models import ApiToken
    from biaogan.config.api import digest_of

    secret = f"test-token-{next(_count)}"
    now = timezone.now()
    ApiToken.objects.create(
        user=someone,
        name="test",
        digest=digest_of(secret),
        scopes=list(scopes) or ["*"],
        created_at=now,
        expires_at=now + dt.timedelta(days=1),
    )
    return Client(**{"HTTP_AUTHORIZATION": f"Bearer {secret}", "HTTP_ACCEPT_LANGUAGE": "en", **defaults})
