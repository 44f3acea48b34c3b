"""`biaogan token create|list|revoke`: keys for programs."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from biaogan.cli import setup_django
from biaogan.cli.language import speak

if TYPE_CHECKING:
    from biaogan.accounts.models import ApiToken, User

JSON = click.option("--json", "as_json", is_flag=True, help="One object on standard output.")


@click.group("token")
def token() -> None:
    """Make, list and revoke the tokens with which programs call the API."""
    setup_django()
    speak()


@token.command("create")
@click.argument("username")
@click.option("--name", required=True, help="Which program will use it.")
@click.option("--scope", "scopes", multiple=True, help="A permission; repeat it. Without one: all that the user may.")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366), help="How long it is good.")
@JSON
def create(username: str, name: str, scopes: tuple[str, ...], days: int, as_json: bool) -> None:
    """Make a token for USERNAME and print it: it is told once."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from biaogan.accounts import actions
    from biaogan.accounts.access import job_actor
    from biaogan.core.errors import Problem

    now = timezone.now()
    try:
        made, secret = actions.create_token(
            user=_user(username),
            name=name,
            scopes=scopes or ["*"],
            expires_at=now + dt.timedelta(days=days),
            by=job_actor("cli.token"),
            now=now,
        )
    except Problem as error:
        raise click.ClickException(error.message) from error
    if as_json:
        click.echo(json.dumps({**_facts(made), "secret": secret}, ensure_ascii=False))
        return
    click.echo(secret)
    click.echo(
        _("Keep it now: it is never shown again. Good until %(day)s.") % {"day": made.expires_at.date()}, err=True
    )


@token.command("list")
@click.argument("username", required=False)
@JSON
def list_(username: str | None, as_json: bool) -> None:
    """List the tokens of USERNAME, or of everybody."""
    from biaogan.accounts.models import ApiToken

    rows = ApiToken.objects.select_related("user").order_by("user__username", "pk")
    found = [_facts(row) for row in (rows.filter(user=_user(username)) if username else rows)]
    if as_json:
        click.echo(json.dumps({"tokens": found}, ensure_ascii=False))
    else:
        _print(found)


@token.command("revoke")
@click.argument("number", type=int)
@JSON
def revoke(number: int, as_json: bool) -> None:
    """Make token NUMBER, as `list` shows it, useless from now on."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from biaogan.accounts import actions
    from biaogan.accounts.access import job_actor
    from biaogan.accounts.models import ApiToken

    found = ApiToken.objects.select_related("user").filter(pk=number).first()
    if found is None:
        raise click.ClickException(_("There is no token %(number)s.") % {"number": number})
    actions.revoke_token(token=found, by=job_actor("cli.token"), now=timezone.now())
    found.refresh_from_db()
    if as_json:
        click.echo(json.dumps(_facts(found), ensure_ascii=False))
    else:
        click.echo(_("Token %(number)s is revoked.") % {"number": number})


def _user(username: str) -> User:
    from django.utils.translation import gettext as _

    from biaogan.accounts.models import User

    found = User.objects.filter(username=username).first()
    if found is None:
        raise click.ClickException(_("There is no user %(name)s.") % {"name": username})
    return found


def _facts(row: ApiToken) -> dict[str, Any]:
    return {
        "id": row.pk,
        "user": row.user.username,
        "name": row.name,
        "scopes": row.scopes,
        "expires_at": row.expires_at.isoformat(),
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
        "last_used_on": row.last_used_on.isoformat() if row.last_used_on else None,
    }


def _print(found: list[dict[str, Any]]) -> None:
    from django.utils.translation import gettext as _

    table = Table("", _("User"), _("Name"), _("May be used for"), _("Expires at"), _("Revoked"), _("Last used"))
    for row in found:
        cells = [row["user"], row["name"], " ".join(row["scopes"]), row["expires_at"][:10]]
        table.add_row(str(row["id"]), *cells, (row["revoked_at"] or "—")[:10], row["last_used_on"] or "—")
    Console().print(table)
