"""`biaogan bench NAME`: measured speed, each figure against a limit or a peer of the same run."""

from __future__ import annotations

import dataclasses
import importlib
import json
import pkgutil

import click
from rich.console import Console
from rich.table import Table

from biaogan import bench as benches
from biaogan.bench import Row

NAMES = sorted(each.name for each in pkgutil.iter_modules(benches.__path__) if not each.name.startswith("_"))


@click.command("bench")
@click.argument("name", type=click.Choice(NAMES))
@click.option("--json", "as_json", is_flag=True, help="One object on stdout, for machines.")
@click.option("--small", is_flag=True, help="A tenth of the size, to see that it runs.")
def bench(name: str, as_json: bool, small: bool) -> None:
    """Measure NAME and print what was measured; exit 1 where a goal was missed."""
    rows: list[Row] = importlib.import_module(f"biaogan.bench.{name}").run(small=small)
    if as_json:
        click.echo(json.dumps({"rows": [dataclasses.asdict(row) for row in rows]}, ensure_ascii=False))
    else:
        Console().print(_table(name, rows))
    if any(row.met is False for row in rows):
        raise SystemExit(1)


def _table(name: str, rows: list[Row]) -> Table:
    table = Table(title=f"biaogan bench {name}")
    for head, justify in (
        ("what", "left"),
        ("value", "right"),
        ("unit", "left"),
        ("against", "left"),
        ("ratio", "right"),
        ("goal", "left"),
        ("met", "left"),
    ):
        table.add_column(head, justify=justify)  # type: ignore[arg-type]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:,.2f}"
        met = {True: "yes", False: "NO", None: ""}[row.met]
        table.add_row(
            row.what,
            f"{row.value:,.4g}" if row.value < 1000 else f"{row.value:,.0f}",
            row.unit,
            row.against,
            ratio,
            row.goal,
            met,
        )
    return table
