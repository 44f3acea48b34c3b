"""How the columns of somebody's file become the fields of ours: a small TOML, shipped by name or given as a file."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused
from biaogan.core.exchange.importers import Importer
from biaogan.core.exchange.tables import Layout
from biaogan.core.time import ZONE

#: The value of `key` that makes the key of a row from all its cells.
WHOLE_ROW = "row"

TABLES = {"columns", "constants", "formats", "values", "only", "fold"}
WORDS = {"title_zh", "title_en", "source", "encoding", "delimiter", "sheet", "zone", "joiner"}
FOLD = {"by", "order", "format", "take"}
TAKE = {"from", "which", "where"}
WHICH = ("first", "last", "count")


@dataclass(frozen=True)
class Take:
    """A column that a folded record gets: the cell in `column` of its first or last event that fits `where`, or their number."""

    column: str
    which: str
    where: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Fold:
    """That one row is one event, and all events with the same `by` make one record."""

    by: str
    order: str
    format: str
    take: dict[str, Take]


@dataclass(frozen=True)
class Mapping:
    """What one mapping says. Without columns, a head is matched by the names and labels of the fields."""

    name: str = ""
    title_zh: str = ""
    title_en: str = ""
    #: Keys are remembered by source, so that «Case 2» of two systems are two cases.
    source: str = ""
    layout: Layout = field(default_factory=Layout)
    zone: ZoneInfo = ZONE
    joiner: str = " · "
    #: field -> the columns it is made from.
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    formats: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: field -> what stands in the file -> what is meant; «*» for anything else.
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    #: column -> the only values with which a row is read at all.
    only: dict[str, frozenset[str]] = field(default_factory=dict)
    fold: Fold | None = None
    key: tuple[str, ...] = ()
    key_is_row: bool = False

    @property
    def title(self) -> str:
        chinese = (get_language() or "zh").startswith("zh")
        return (self.title_zh if chinese else self.title_en) or self.name


def mapping_names(importer: Importer) -> list[str]:
    """Return the names of the mappings that are shipped for the importer's kind."""
    if importer.mappings is None:
        return []
    whole = importer.kind.partition(".")[0]
    return sorted(path.stem for path in importer.mappings.glob("*.toml") if _kind_of(path) == whole)


def find_mapping(importer: Importer, name: str = "") -> Mapping:
    """Return the mapping of that name, or in that file; without a name, a mapping that goes by the head of the file.

    Raises InputRefused where there is none or it is not in order.
    """
    if not name:
        return Mapping(source=importer.kind)
    if name in mapping_names(importer) and importer.mappings is not None:
        return read_mapping(importer.mappings / f"{name}.toml", importer)
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return read_mapping(path, importer)
    known = ", ".join(mapping_names(importer)) or "—"
    message = _("There is no mapping «%(name)s». Shipped: %(known)s; or give the path of a .toml file.")
    raise InputRefused("exchange.no_mapping", message % {"name": name, "known": known})


def _kind_of(path: Path) -> str:
    try:
        return str(tomllib.loads(path.read_text("utf-8")).get("kind", ""))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return ""


def read_mapping(path: Path, importer: Importer) -> Mapping:
    """Read a mapping and check it against the fields of the importer; raises InputRefused with what is wrong."""
    try:
        told = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise _wrong(path, str(error)) from None
    try:
        return _checked(_part_of(told, importer), path, importer)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise _wrong(path, str(error)) from None


def _part_of(told: dict[str, Any], importer: Importer) -> dict[str, Any]:
    """Return what the mapping says of a part; what stands above the parts holds for each of them."""
    whole, _dot, part = importer.kind.partition(".")
    if not part:
        return told
    if told.get("kind", whole) != whole:
        raise ValueError(f"kind = {told['kind']!r}")
    shared = {name: value for name, value in told.items() if name not in ("parts", "kind")}
    _require_known(shared, WORDS)
    return {**shared, **told["parts"][part]}


def _checked(told: dict[str, Any], path: Path, importer: Importer) -> Mapping:
    _require_known(told, TABLES | WORDS | {"kind", "key"})
    if told.get("kind", importer.kind) != importer.kind:
        raise ValueError(f"kind = {told['kind']!r}")
    names = {each.name for each in importer.fields}
    for table in ("columns", "constants", "formats", "values"):
        _require_known(told.get(table, {}), names)
    key = told.get("key", [])
    columns = {name: _list(value) for name, value in told.get("columns", {}).items()}
    fold = _fold(told["fold"]) if "fold" in told else None
    return Mapping(
        name=path.stem,
        title_zh=str(told.get("title_zh", "")),
        title_en=str(told.get("title_en", "")),
        source=str(told.get("source", path.stem)),
        layout=_layout(told, columns, fold),
        zone=_zone(told.get("zone")),
        joiner=str(told.get("joiner", " · ")),
        columns=columns,
        constants=dict(told.get("constants", {})),
        formats={name: _list(value) for name, value in told.get("formats", {}).items()},
        values={name: {str(k): str(v) for k, v in table.items()} for name, table in told.get("values", {}).items()},
        only={column: frozenset(_list(values)) for column, values in told.get("only", {}).items()},
        fold=fold,
        key=() if key == WHOLE_ROW else _list(key),
        key_is_row=key == WHOLE_ROW,
    )


def _layout(told: dict[str, Any], columns: dict[str, tuple[str, ...]], fold: Fold | None) -> Layout:
    made = set(fold.take) if fold else set()
    wanted = {column for each in columns.values() for column in each} - made
    return Layout(
        encoding=str(told.get("encoding", "")),
        delimiter=str(told.get("delimiter", "")),
        sheet=str(told.get("sheet", "")),
        columns=frozenset(wanted),
    )


def _fold(told: dict[str, Any]) -> Fold:
    _require_known(told, FOLD)
    takes = {}
    for name, take in told.get("take", {}).items():
        _require_known(take, TAKE)
        which = take.get("which", "first")
        if which not in WHICH:
            raise ValueError(f"which = {which!r}")
        where = {column: frozenset(_list(values)) for column, values in take.get("where", {}).items()}
        takes[name] = Take(str(take.get("from", told["by"])), which, where)
    return Fold(str(told["by"]), str(told.get("order", "")), str(told.get("format", "")), takes)


def _zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name)) if name else ZONE
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"zone = {name!r}") from None


def _list(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Sequence) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise TypeError(f"{value!r}")


def _require_known(told: dict[str, Any], known: set[str]) -> None:
    if strange := sorted(set(told) - known):
        raise ValueError(", ".join(strange))


def _wrong(path: Path, what: str) -> InputRefused:
    message = _("The mapping %(file)s is not in order: %(what)s")
    return InputRefused("exchange.bad_mapping", message % {"file": path.name, "what": what})
