"""What the files of an import of inspections say, gathered until all of them have been read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from biaogan.core.exchange import Row, Run
from biaogan.handbook.models import Version
from biaogan.handbook.queries import items_of
from biaogan.org.models import Unit

WHOLE = "inspections"


@dataclass
class Material:
    """What the files say: every row that could be read, and of those the ones that are new."""

    source: str = ""
    units: dict[str, Row] = field(default_factory=dict)
    items: dict[str, Row] = field(default_factory=dict)
    visits: list[Row] = field(default_factory=list)
    faults: list[Row] = field(default_factory=list)
    fresh_units: list[Row] = field(default_factory=list)
    fresh_items: list[Row] = field(default_factory=list)
    fresh_visits: list[Row] = field(default_factory=list)
    fresh_faults: list[Row] = field(default_factory=list)
    known_units: dict[str, Unit] = field(default_factory=dict)
    known_items: dict[str, int] = field(default_factory=dict)

    def code(self, code: str) -> str:
        """Return the code that a unit has here: its own, or that of another register with the register's name before it."""
        return code if self.source == WHOLE else f"{self.source.upper()}-{code}"[:32]

    @property
    def handbook(self) -> str:
        return f"read-in-{self.source}"[:40]


def material_of(run: Run) -> Material:
    if "material" not in run.memory:
        made = Material(run.source.partition(".")[0])
        made.known_units = {unit.code: unit for unit in Unit.objects.all()}
        version = version_of(made.handbook)
        made.known_items = {item.code: item.points for item in items_of(version)} if version else {}
        run.memory["material"] = made
    found: Material = run.memory["material"]
    return found


def version_of(code: str) -> Version | None:
    rows = Version.objects.filter(handbook__code=code, state="published")
    return rows.select_related("handbook").order_by("number").last()


def hundredths(points: Any) -> int:
    return int(points * 100)
