"""`biaogan verify`: prove that the trail and the evidence are as they were left."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import Progress

from biaogan.cli import setup_django
from biaogan.cli.language import speak

if TYPE_CHECKING:
    from biaogan.audit.checks import Result


@click.command("verify")
@click.option("--only", default="", help="One check: audit, evidence …")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
def verify(only: str, as_json: bool) -> None:
    """Check the seals of the audit trail and the hashes of the evidence; exit 1 where something is not as it was left."""
    setup_django()
    speak()
    results = _run(only, quiet=as_json)
    if as_json:
        click.echo(json.dumps(_facts(results), ensure_ascii=False))
    else:
        _print(results)
    sys.exit(any(result.flaws for result in results.values()))


def _run(only: str, *, quiet: bool) -> dict[str, Result]:
    from django.utils import timezone

    from biaogan.audit.checks import CHECKS
    from biaogan.core.errors import Problem

    chosen = [check for check in CHECKS if not only or check.name == only]
    if not chosen:
        raise click.UsageError(f"{only!r}: {', '.join(check.name for check in CHECKS)}")
    found = {}
    with Progress(console=Console(stderr=True), disable=quiet, transient=True) as bars:
        for check in chosen:
            bar = bars.add_task(str(check.label), total=None)

            def tell(done: int, total: int, bar: Any = bar) -> None:
                bars.update(bar, completed=done, total=total)

            try:
                found[check.name] = check.run(now=timezone.now(), progress=tell)
            except Problem as error:
                raise click.ClickException(error.message) from error
    return found


def _facts(results: dict[str, Result]) -> dict[str, Any]:
    checks = [{"name": name, **asdict(result), "ok": not result.flaws} for name, result in results.items()]
    return {"ok": all(check["ok"] for check in checks), "checks": checks}


def _print(results: dict[str, Result]) -> None:
    from django.utils.translation import gettext as _

    from biaogan.audit.checks import CHECKS

    for name, result in results.items():
        whole = _("whole") if not result.flaws else _("NOT WHOLE")
        counted = _("%(count)s looked at") % {"count": f"{result.looked_at:,}"}
        click.echo(f"{CHECKS[name].label}: {whole} ({counted})")
        for flaw in result.flaws:
            click.echo(f"  {flaw.where}: {flaw.message}")
        for note in result.notes:
            click.echo(f"  {note}")
