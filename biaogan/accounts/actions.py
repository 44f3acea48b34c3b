"""What administrators do to users, and users to themselves."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts import passwords, rules
from biaogan.accounts.access import Actor, require, require_anywhere
from biaogan.accounts.models import ApiToken, RoleGrant, Session, User
from biaogan.accounts.roles import Permission, Role
from biaogan.audit.actions import record_event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day, span_of_days
from biaogan.org.models import Holding, Person, Unit


@transaction.atomic
def create_user(
    *,
    username: str,
    person: Person | None,
    by: Actor,
    now: dt.datetime,
    role: str = "",
    unit: Unit | None = None,
    language: str = "",
) -> tuple[User, str]:
    """Make a user; return it with the one-time password, which nobody can read again.

    Without a person the user needs a role from the start. Raises PermissionDenied where person or unit are not the
    caller's to manage, RuleBroken where name or person are taken.
    """
    require_anywhere(by, Permission.MANAGE_USERS)
    if person is None and not role:
        raise InputRefused("user.nobody", _("Name a member of staff, or give the user a role."))
    if person is not None:
        _require_person(by, person)
    if User.objects.filter(username__iexact=username).exists():
        raise RuleBroken("user.name_taken", _("There is a user with this name."))
    user = User(username=username, person=person, language=language, one_time_until=now + rules.ONE_TIME_LIFE)
    secret = passwords.one_time_password()
    user.set_password(secret)
    user.save(force_insert=True)
    record_event("user.created", user, by=by, at=now, person=person.pk if person else None)
    if role and unit is not None:
        _give(user, role, unit, local_day(now), None, by=by, now=now)
    return user, secret


@transaction.atomic
def deactivate_user(*, user_id: int, by: Actor, now: dt.datetime) -> User:
    """Shut the user out at once: sessions and tokens die with it."""
    user = _lock(user_id, by=by)
    _require_not_oneself(by, user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    Session.objects.filter(user=user).delete()
    record_event("user.deactivated", user, by=by, at=now)
    return user


@transaction.atomic
def reactivate_user(*, user_id: int, by: Actor, now: dt.datetime) -> User:
    user = _lock(user_id, by=by)
    _require_not_oneself(by, user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record_event("user.reactivated", user, by=by, at=now)
    return user


@transaction.atomic
def link_person(*, user_id: int, person: Person | None, by: Actor, now: dt.datetime) -> User:
    """Say which member of staff the user is; the posts of the one follow, those of the other are gone."""
    user = _lock(user_id, by=by)
    _require_not_oneself(by, user)
    if person is not None:
        _require_person(by, person, but=user)
    before, user.person = user.person_id, person
    user.save(update_fields=["person"])
    record_event("user.linked", user, by=by, at=now, before=before, after=person.pk if person else None)
    return user


@transaction.atomic
def reset_password(*, user_id: int, by: Actor, now: dt.datetime) -> str:
    """Return a one-time password for the user, whose sessions end; it must be changed before anything else."""
    user = _lock(user_id, by=by)
    _require_not_oneself(by, user)
    secret = passwords.one_time_password()
    user.set_password(secret)
    user.one_time_until = now + rules.ONE_TIME_LIFE
    user.save(update_fields=["password", "one_time_until"])
    Session.objects.filter(user=user).delete()
    record_event("user.password_reset", user, by=by, at=now)
    return secret


@transaction.atomic
def remove_second_factor(*, user_id: int, by: Actor, now: dt.datetime) -> None:
    """Forget the authenticator app of somebody who lost their phone."""
    user = _lock(user_id, by=by)
    _require_not_oneself(by, user)
    Authenticator.objects.filter(user=user).delete()
    record_event("user.second_factor_removed", user, by=by, at=now)


@transaction.atomic
def grant_role(
    *, user_id: int, role: str, unit: Unit, from_: dt.date, until: dt.date | None, by: Actor, now: dt.datetime
) -> RoleGrant:
    """Give the user a role over the unit and all below it, from a day to a last day; None is without an end.

    Raises RuleBroken for one's own roles, for a role that stands alone beside others, and for one given already.
    """
    user = _lock(user_id, by=by)
    _require_not_oneself(by, user)
    return _give(user, role, unit, from_, until, by=by, now=now)


@transaction.atomic
def revoke_role(*, grant_id: int, by: Actor, now: dt.datetime) -> None:
    """End a role today; one that has not begun is taken back whole."""
    grant = RoleGrant.objects.visible_to(by).select_for_update(of=("self",)).select_related("unit").get(pk=grant_id)
    user = _lock(grant.user_id, by=by)
    _require_not_oneself(by, user)
    today = local_day(now)
    facts: dict[str, Any] = {"role": grant.role, "over": grant.unit_id, "grant": grant.pk}
    if grant.valid.lower is not None and grant.valid.lower >= today:
        grant.delete()
    else:
        grant.valid = span_of_days(grant.valid.lower, today)
        grant.save(update_fields=["valid"])
    record_event("role.revoked", user, by=by, at=now, unit=grant.unit_id, **facts)


def _give(
    user: User, role: str, unit: Unit, from_: dt.date, until: dt.date | None, *, by: Actor, now: dt.datetime
) -> RoleGrant:
    require(by, Permission.MANAGE_USERS, unit)
    if role not in Role.values:
        raise InputRefused("role.unknown", _("There is no such role."))
    if until is not None and until < from_:
        raise InputRefused("role.no_days", _("The last day lies before the first."))
    valid = span_of_days(from_, until + dt.timedelta(days=1) if until else None)
    meanwhile = RoleGrant.objects.filter(user=user, valid__overlap=valid)
    rules.require_roles_fit(meanwhile.values_list("role", flat=True), role)
    if meanwhile.filter(role=role, unit=unit).exists():
        raise RuleBroken("role.given_already", _("The user has this role over this unit on some of these days."))
    grant = RoleGrant.objects.create(user=user, role=role, unit=unit, valid=valid)
    facts: dict[str, Any] = {
        "role": role,
        "over": unit.pk,
        "from": from_.isoformat(),
        "until": until.isoformat() if until else None,
    }
    record_event("role.granted", user, by=by, at=now, unit=unit.pk, grant=grant.pk, **facts)
    return grant


def _lock(user_id: int, *, by: Actor) -> User:
    """Lock a user for a change. Raises PermissionDenied if some right of theirs lies beyond the caller's reach."""
    users = User.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    user = users.select_related("person").get(pk=user_id)
    require_anywhere(by, Permission.MANAGE_USERS)
    for unit in _units_of(user):
        # Else whoever manages an outlet could sign in as somebody with a right above it.
        require(by, Permission.MANAGE_USERS, unit)
    return user


def _units_of(user: User) -> Iterable[Unit]:
    posted = Holding.objects.filter(person_id=user.person_id).values("post__unit") if user.person_id else []
    given = RoleGrant.objects.filter(user=user).values("unit")
    return Unit.objects.filter(pk__in=posted) | Unit.objects.filter(pk__in=given)


def _require_not_oneself(by: Actor, user: User) -> None:
    if by.user is not None and by.user.pk == user.pk:
        raise RuleBroken("user.oneself", _("Nobody changes their own rights; another administrator does this."))


def _require_person(by: Actor, person: Person, *, but: User | None = None) -> None:
    others = User.objects.filter(person=person)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise RuleBroken("user.person_taken", _("This member of staff has a user already."))
    units = list(Unit.objects.filter(pk__in=Holding.objects.filter(person=person).values("post__unit")))
    for unit in units:
        require(by, Permission.MANAGE_USERS, unit)
    if not units and not any("." not in path for path in by.paths(Permission.MANAGE_USERS)) and not by.is_job:
        message = _(
            "This member of staff holds no post yet, so only an administrator of the whole network may do this."
        )
        raise RuleBroken("user.person_without_post", message)


# What users do to themselves


@transaction.atomic
def change_password(*, user: User, password: str, by: Actor, now: dt.datetime, keep_session: str = "") -> None:
    """Set a password of the user's own choice; all other sessions end."""
    user.set_password(password)
    user.one_time_until = None
    user.save(update_fields=["password", "one_time_until"])
    Session.objects.filter(user=user).exclude(session_key=keep_session).delete()
    record_event("user.password_changed", user, by=by, at=now)


@transaction.atomic
def save_choices(*, user: User, language: str, theme: str, by: Actor, now: dt.datetime) -> None:
    user.language, user.theme = language, theme
    user.save(update_fields=["language", "theme"])
    record_event("user.choices_saved", user, by=by, at=now, language=language, theme=theme)


@transaction.atomic
def end_sessions(*, user: User, but: str, by: Actor, now: dt.datetime) -> int:
    """Sign the user out in every browser except the one whose session is `but`; return in how many."""
    ended, _each = Session.objects.filter(user=user).exclude(session_key=but).delete()
    if ended:
        record_event("user.sessions_ended", user, by=by, at=now, count=ended)
    return ended


@transaction.atomic
def create_token(
    *, user: User, name: str, scopes: Iterable[str], expires_at: dt.datetime, by: Actor, now: dt.datetime
) -> tuple[ApiToken, str]:
    """Make a token of the user's; return it with its secret, which nobody can read again."""
    wanted = rules.require_scopes(scopes)
    rules.require_life(expires_at, now=now)
    secret = passwords.token_secret()
    token = ApiToken.objects.create(
        user=user, name=name, digest=digest_of(secret), scopes=wanted, created_at=now, expires_at=expires_at
    )
    record_event("token.created", token, by=by, at=now, scopes=wanted, expires=expires_at.isoformat(), user=user.pk)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor, now: dt.datetime) -> None:
    """Make the token useless from now on; revoked twice is revoked once."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        record_event("token.revoked", token, by=by, at=now, user=token.user_id)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


# What the door notes


def note_sign_in(*, user: User, by: Actor, now: dt.datetime) -> None:
    record_event("user.signed_in", user, by=by, at=now)


def note_sign_out(*, user: User, by: Actor, now: dt.datetime) -> None:
    record_event("user.signed_out", user, by=by, at=now)


def note_failed_sign_in(*, username: str, now: dt.datetime) -> None:
    """Note a failed attempt at an existing user; what was typed for a name may have been a password."""
    user = User.objects.filter(username__iexact=username).first()
    if user is not None:
        record_event("user.sign_in_failed", user, by=Visitor(), at=now)


def note_second_factor(*, user: User, name: str, by: Actor, now: dt.datetime) -> None:
    """Note that the user set up or gave up an authenticator app, or drew new recovery codes."""
    record_event(name, user, by=by, at=now)


class Visitor:
    """Somebody whom nobody knows yet."""

    ref = "visitor"
