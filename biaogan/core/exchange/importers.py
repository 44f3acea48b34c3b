"""What an app registers to take files, and what its `apply` is handed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from biaogan.core.exchange.fields import Field
from biaogan.core.exchange.report import Report
from biaogan.core.registry import Registry

if TYPE_CHECKING:
    from biaogan.core.access import Asker
    from biaogan.core.errors import Text
    from biaogan.core.models import FileRun

Fate = Literal["", "created", "updated", "same", "refused"]


@dataclass(slots=True)
class Row:
    """A row that could be read. `apply` must settle each with one of the four verdicts, before it writes what it refuses."""

    line: int
    file: str
    values: dict[str, Any]
    key: str = ""
    digest: str = ""
    #: The subject of an earlier import of the same key; set only where values differ and an update is allowed.
    known: int | None = None
    fate: Fate = ""
    subject: int | None = None
    refusals: list[tuple[str, str, str]] = field(default_factory=list)

    def created(self, subject: int | None = None) -> None:
        self.fate, self.subject = "created", subject

    def updated(self, subject: int | None = None) -> None:
        self.fate, self.subject = "updated", subject

    def same(self, subject: int | None = None) -> None:
        self.fate, self.subject = "same", subject

    def refuse(self, reason: Text, field: str = "", value: object = None) -> None:
        """Refuse the row, naming the field at fault; its column and value are found for the list of refusals."""
        self.fate = "refused"
        shown = self.values.get(field, "") if value is None else value
        self.refusals.append((field, str(reason), "" if shown is None else str(shown)))


@dataclass
class Run:
    """One import: who, when, and what was allowed."""

    importer: Importer
    by: Asker
    now: dt.datetime
    update: bool = False
    dry_run: bool = False
    partial: bool = False
    #: What only this importer understands, such as the layer of a calendar.
    options: dict[str, str] = field(default_factory=dict)
    #: Called with how much of how much has been read.
    progress: Callable[[int, int], None] = lambda done, total: None
    max_rows: int = 0
    record: FileRun | None = None
    #: Which system the keys of the rows at hand belong to.
    source: str = ""
    #: A place for `apply` to keep what it has looked up, for the life of the run.
    memory: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Importer:
    """How one kind of file is taken in.

    `apply(rows, run)` works on a chunk of rows set-wise, inside a transaction; `chunk` 0 hands over all rows at once.
    `check(values)` yields (field, reason) for a row that cannot be true, without the database.
    With `remembers`, keys and digests of imported rows are kept by the framework, so that `apply` sees only new rows and,
    with an update, changed ones; without, `apply` compares with what is stored and says `same` itself.
    `look` is shown every row that could be read, also those that are known already and never reach `apply`.
    With `parts` several files make one import: each file belongs to the part whose columns it has, the parts are read in their
    order within one transaction, with one memory, and `finish(run, report)` does what needs all of them. The kind of a part is
    that of the whole, a dot, and its own name.
    `read_files` replaces all this for files that are no tables.
    """

    kind: str
    label: Text
    permission: str
    fields: Sequence[Field] = ()
    apply: Callable[[list[Row], Run], None] | None = None
    check: Callable[[dict[str, Any]], Iterable[tuple[str, Text]]] | None = None
    look: Callable[[list[Row], Run], None] | None = None
    parts: Sequence[Importer] = ()
    finish: Callable[[Run, Report], None] | None = None
    read_files: Callable[[list[Path], Run], Report] | None = None
    #: The fields that make the key of a row, unless the mapping names columns.
    key: tuple[str, ...] = ()
    remembers: bool = True
    chunk: int = 2000
    #: The folder of the shipped mappings, and the name of the one that is tried if none is named.
    mappings: Path | None = None
    mapping: str = ""
    #: Endings of the files it reads.
    suffixes: tuple[str, ...] = (".csv", ".tsv", ".txt", ".xlsx", ".xls")
    options: tuple[str, ...] = ()
    help: Text = ""


#: Told of every import that changed something and of every export: `tell(name, run, by=, now=, facts=)`. The audit trail,
#: which stands above, is one.
Witness = Callable[..., object]

IMPORTERS: Registry[Importer] = Registry("importer")
WITNESSES: Registry[Witness] = Registry("witness of imports")


def register_importer(importer: Importer) -> Importer:
    return IMPORTERS.register(importer.kind, importer)
