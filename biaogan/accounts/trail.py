"""What the audit trail calls our events and the people, programs and units that they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.models import ApiToken, User
from biaogan.accounts.roles import Permission, Role
from biaogan.audit.names import (
    Named,
    References,
    choice_words,
    register_fact_reference,
    register_fact_words,
    register_names,
    register_references,
)
from biaogan.audit.reach import register_units
from biaogan.core.schedule import label_of
from biaogan.org.models import Unit

#: How many things one typed word may mean.
FOUND = 50

EVENT_NAMES = {
    "user.created": _("made the user"),
    "user.deactivated": _("shut out the user"),
    "user.reactivated": _("let the user in again"),
    "user.linked": _("said which member of staff the user is"),
    "user.password_reset": _("gave a one-time password"),
    "user.password_changed": _("changed the password"),
    "user.second_factor_set": _("set up an authenticator app"),
    "user.second_factor_given_up": _("gave up the authenticator app"),
    "user.second_factor_removed": _("removed the second factor"),
    "user.recovery_codes_drawn": _("drew new recovery codes"),
    "user.choices_saved": _("saved language and appearance"),
    "user.sessions_ended": _("ended other sessions"),
    "user.signed_in": _("signed in"),
    "user.signed_out": _("signed out"),
    "user.sign_in_failed": _("failed to sign in"),
    "role.granted": _("gave a role"),
    "role.revoked": _("took a role back"),
    "token.created": _("made a token"),
    "token.revoked": _("revoked a token"),
}


def units_under(paths: Sequence[str]) -> Any:
    return Unit.objects.under(*paths).values("pk")


def _numbers(ids: Iterable[str]) -> list[int]:
    return [int(ident) for ident in ids if ident.isdecimal()]


def _users(ids: set[str]) -> dict[str, Named]:
    rows = User.objects.filter(pk__in=_numbers(ids)).select_related("person")
    return {
        str(row.pk): Named(f"{row} · {row.username}" if row.person else row.username, short=str(row)) for row in rows
    }


def _find_users(text: str) -> list[str]:
    wanted = Q(username__istartswith=text) | Q(person__name__startswith=text) | Q(person__staff_no=text)
    return [str(pk) for pk in User.objects.filter(wanted).order_by("pk").values_list("pk", flat=True)[:FOUND]]


def _tokens(ids: set[str]) -> dict[str, Named]:
    rows = ApiToken.objects.filter(pk__in=_numbers(ids)).select_related("user__person")
    return {str(row.pk): Named(f"{row.name} · {row.user}") for row in rows}


def _units(ids: set[str]) -> dict[str, Named]:
    return {str(row.pk): Named(row.label) for row in Unit.objects.filter(pk__in=_numbers(ids))}


def _find_units(text: str) -> list[str]:
    wanted = Q(code=text) | Q(name__startswith=text) | Q(short_name__startswith=text) | Q(name_en__istartswith=text)
    return [str(pk) for pk in Unit.objects.filter(wanted).order_by("pk").values_list("pk", flat=True)[:FOUND]]


def _jobs(ids: set[str]) -> dict[str, Named]:
    return {
        ident: Named(str(_("Job %(name)s") % {"name": label_of(ident)}), short=str(_("by the clock"))) for ident in ids
    }


REFERENCES = {
    "user": References(_("User"), _users, _find_users),
    "accounts.user": References(_("User"), _users, _find_users),
    "token": References(_("Token"), _tokens),
    "accounts.apitoken": References(_("Token"), _tokens),
    "unit": References(_("Unit"), _units, _find_units),
    "org.unit": References(_("Unit"), _units, _find_units),
    "job": References(_("Job"), _jobs),
    "visitor": References(_("Visitor"), lambda ids: {ident: Named(str(_("Somebody not signed in"))) for ident in ids}),
}

#: What the facts of our events refer to, and which of them are choices.
FACTS = (
    ("user", "person", "org.person"),
    ("user.linked", "before", "org.person"),
    ("user.linked", "after", "org.person"),
    ("role", "over", "unit"),
    ("token", "user", "user"),
)
CHOICES = (("role", "role", Role), ("token", "scopes", Permission))


def register() -> None:
    register_units(units_under)
    register_names(EVENT_NAMES)
    for kind, references in REFERENCES.items():
        register_references(kind, references)
    for event, key, kind in FACTS:
        register_fact_reference(event, key, kind)
    for event, key, chosen in CHOICES:
        register_fact_words(event, key, choice_words(chosen))
