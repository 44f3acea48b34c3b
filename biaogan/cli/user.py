"""`biaogan user create-admin|reset-password`: the way in when nobody is in yet, or nobody can get in any more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from biaogan.cli import setup_django
from biaogan.cli.language import speak

if TYPE_CHECKING:
    from biaogan.org.models import Unit

JSON = click.option("--json", "as_json", is_flag=True, help="One object on standard output.")


@click.group("user")
def user() -> None:
    """Make the first administrator; reset a password."""
    setup_django()
    speak()


@user.command("create-admin")
@click.argument("username")
@click.option("--unit", "code", default="", help="Code of the unit to look after. Without one: the top of the network.")
@JSON
def create_admin(username: str, code: str, as_json: bool) -> None:
    """Make an administrator and print a one-time password."""
    from django.utils import timezone

    from biaogan.accounts import actions
    from biaogan.accounts.access import Role, job_actor
    from biaogan.core.errors import Problem

    try:
        made, secret = actions.create_user(
            username=username,
            person=None,
            role=Role.ADMINISTRATOR,
            unit=_unit(code),
            by=job_actor("cli.user"),
            now=timezone.now(),
        )
    except Problem as error:
        raise click.ClickException(error.message) from error
    _tell(made.username, secret, as_json)


@user.command("reset-password")
@click.argument("username")
@JSON
def reset_password(username: str, as_json: bool) -> None:
    """Give USERNAME a one-time password and sign them out everywhere."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from biaogan.accounts import actions
    from biaogan.accounts.access import job_actor
    from biaogan.accounts.models import User

    found = User.objects.filter(username=username).first()
    if found is None:
        raise click.ClickException(_("There is no user %(name)s.") % {"name": username})
    secret = actions.reset_password(user_id=found.pk, by=job_actor("cli.user"), now=timezone.now())
    _tell(username, secret, as_json)


def _unit(code: str) -> Unit:
    """Return the unit of the code, or the top of the network."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from biaogan.core.time import local_day
    from biaogan.org.models import Unit

    if code:
        found = Unit.objects.filter(code=code).first()
        if found is None:
            raise click.ClickException(_("There is no unit %(code)s.") % {"code": code})
        return found
    today = local_day(timezone.now())
    tops = list(Unit.objects.filter(edges__parent__isnull=True, edges__valid__contains=today).order_by("pk"))
    if len(tops) == 1:
        return tops[0]
    if not tops:
        raise click.ClickException(_("There is no unit yet. Read them in first: biaogan import outlets FILE."))
    names = ", ".join(f"{unit.code} ({unit.name})" for unit in tops[:5])
    raise click.ClickException(_("There is more than one top. Name one with --unit: %(units)s.") % {"units": names})


def _tell(username: str, secret: str, as_json: bool) -> None:
    from django.utils.translation import gettext as _

    if as_json:
        click.echo(json.dumps({"username": username, "one_time_password": secret}, ensure_ascii=False))
        return
    click.echo(secret)
    said = _("One-time password of %(name)s, good for 72 hours; it has to be changed at the first sign-in.")
    click.echo(said % {"name": username}, err=True)
