"""One sign-in for each role of the demonstration network."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password

from biaogan.accounts import actions
from biaogan.accounts.models import User
from biaogan.accounts.roles import Role
from biaogan.audit.actions import record_event
from biaogan.core.storing import store
from biaogan.core.time import local_day
from biaogan.demo.network import BY, Network
from biaogan.org.models import Person, PostKind

#: The same for all: the demonstration holds no secret, and listens on this machine only.
PASSWORD = "model-branch-2026"  # noqa: S105 (said aloud)

#: name of the user -> post, unit, place among its holders
BY_POST = {
    "leader": (PostKind.VICE_PRESIDENT, "示范市分行", 0),
    "office": (PostKind.OFFICE_HEAD, "办公室", 0),
    "officer": (PostKind.COMPLAINT_OFFICER, "办公室", 0),
    "officer2": (PostKind.COMPLAINT_OFFICER, "办公室", 1),
    "inspector": (PostKind.INSPECTOR, "办公室", 0),
    "inspector2": (PostKind.INSPECTOR, "办公室", 1),
    "department": (PostKind.DEPARTMENT_HEAD, "运营管理部", 0),
    "technician": (PostKind.DEPARTMENT_HEAD, "金融科技部", 0),
    "subbranch": (PostKind.SUB_BRANCH_HEAD, "城东支行", 0),
    "outlet": (PostKind.OUTLET_HEAD, "文昌网点", 0),
    "manager": (PostKind.SERVICE_MANAGER, "文昌网点", 0),
    "lobby": (PostKind.LOBBY_MANAGER, "文昌网点", 0),
    "teller": (PostKind.TELLER, "文昌网点", 0),
}

#: name of the user -> role given by hand, unit
BY_ROLE = {
    "viewer": (Role.VIEWER, "示范银行"),
    "panel": (Role.PANEL_MEMBER, "示范市分行"),
    "admin": (Role.ADMINISTRATOR, "示范银行"),
    "auditor": (Role.AUDITOR, "示范银行"),
}


def sign_ins() -> dict[str, str]:
    """Return the users that one can sign in as, each with its post or role and its unit."""
    posts = {name: f"{kind.label} · {unit}" for name, (kind, unit, _place) in BY_POST.items()}
    return posts | {name: f"{role.label} · {unit}" for name, (role, unit) in BY_ROLE.items()}


def build(made: Network, *, now: dt.datetime) -> list[User]:
    # One hash for all: each takes a tenth of a second, and they hide nothing here.
    hashed = make_password(PASSWORD)
    people: dict[str, Person | None] = {
        name: made.holder(kind, unit, place) for name, (kind, unit, place) in BY_POST.items()
    }
    people |= dict.fromkeys(BY_ROLE)
    users = store([User(username=name, person=person, password=hashed) for name, person in people.items()])
    for user in users:
        record_event("user.created", user, by=BY, at=now, person=user.person_id)
        if user.username in BY_ROLE:
            role, unit = BY_ROLE[user.username]
            actions.grant_role(
                user_id=user.pk, role=role, unit=made.units[unit], from_=local_day(now), until=None, by=BY, now=now
            )
    _without_password(made)
    return users


def _without_password(made: Network) -> None:
    """Give everybody else a user that nobody can sign in with, so that the stories have somebody who acts."""
    everybody = {person.pk: person for holders in made.people.values() for person in holders}
    known = set(User.objects.filter(person__isnull=False).values_list("person_id", flat=True))
    others = [person for pk, person in everybody.items() if pk not in known]
    User.objects.bulk_create(
        User(username=person.staff_no, person=person, password=make_password(None)) for person in others
    )
