"""What readers call an event and the things it refers to. Apps fill this from their `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from biaogan.core.registry import Registry

if TYPE_CHECKING:
    from biaogan.core.errors import Text


@dataclass(frozen=True)
class EventName:
    """`text` is a past sentence without its subject, «accepted the complaint». A private event stays out of timelines."""

    text: Text
    is_private: bool = False
    icon: str = "point"


@dataclass(frozen=True)
class Named:
    """How a reference reads, and the page that shows it, if one does; `short` is how a history of one case says it."""

    label: str
    url: str = ""
    short: str = ""

    @property
    def in_history(self) -> str:
        return self.short or self.label


@dataclass(frozen=True)
class References:
    """How things of one kind are named: `read` from ids to names, all in one query; `find` from what a reader typed to ids."""

    label: Text
    read: Callable[[set[str]], Mapping[str, Named]]
    find: Callable[[str], Iterable[str]] = lambda text: ()


NAMES: Registry[EventName] = Registry("name of an event")
REFERENCES: Registry[References] = Registry("kind of reference")


def register_names(names: Mapping[str, Text], *, private: bool = False, icon: str = "point") -> None:
    for code, text in names.items():
        NAMES.register(code, EventName(text, private, icon))


def register_references(kind: str, references: References) -> None:
    """Say how «kind:id» is named: `kind` is the first part of an actor's ref, a model's label, or «unit» and «case»."""
    REFERENCES.register(kind, references)


def name_of(code: str) -> str:
    """Return the words for an event, or its code where no app gave it words."""
    return str(NAMES[code].text) if code in NAMES else code


def private_names() -> list[str]:
    return [code for code, name in NAMES.items() if name.is_private]


def read_references(refs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Named]:
    """Return the names of all (kind, id) pairs, with one query a kind; what nobody names keeps its own words."""
    by_kind: dict[str, set[str]] = {}
    for kind, ident in refs:
        by_kind.setdefault(kind, set()).add(ident)
    found: dict[tuple[str, str], Named] = {}
    for kind, idents in by_kind.items():
        known = REFERENCES[kind].read(idents) if kind in REFERENCES else {}
        for ident in idents:
            found[kind, ident] = known.get(ident) or Named(f"{kind}:{ident}")
    return found


def find_references(kind: str, text: str) -> list[str]:
    """Return the ids of what a reader may mean by `text`; the id itself is always understood."""
    if kind not in REFERENCES:
        return []
    return list(REFERENCES[kind].find(text))
