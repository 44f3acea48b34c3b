"""What readers call an event and the things it refers to. Apps fill this from their `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Choices

from biaogan.core.registry import Registry

if TYPE_CHECKING:
    from biaogan.core.errors import Text

#: A value of a fact in words; empty where there are none for it.
Words = Callable[[Any], "Text"]


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

#: By «event key» or «first part of the event key»: how the values of that fact read, or what kind of thing they refer to.
FACT_WORDS: Registry[Words] = Registry("words of a fact")
FACT_REFERENCES: Registry[str] = Registry("reference in a fact")


def register_names(names: Mapping[str, Text], *, private: bool = False, icon: str = "point") -> None:
    for code, text in names.items():
        NAMES.register(code, EventName(text, private, icon))


def register_references(kind: str, references: References) -> None:
    """Say how «kind:id» is named: `kind` is the first part of an actor's ref, a model's label, or «unit» and «case»."""
    REFERENCES.register(kind, references)


def register_fact_words(event: str, key: str, words: Words) -> None:
    """Say how the fact `key` reads: of one event («limit.set»), or of all whose names begin so («obligation»)."""
    FACT_WORDS.register(f"{event} {key}", words)


def register_fact_reference(event: str, key: str, kind: str) -> None:
    """Say what the fact `key` of an event, or of all whose names begin so, refers to: a kind that `register_references` names."""
    FACT_REFERENCES.register(f"{event} {key}", kind)


def words_of_fact(event: str, key: str) -> Words | None:
    return next((FACT_WORDS[place] for place in _places(event, key) if place in FACT_WORDS), None)


def reference_of_fact(event: str, key: str) -> str | None:
    return next((FACT_REFERENCES[place] for place in _places(event, key) if place in FACT_REFERENCES), None)


def _places(event: str, key: str) -> tuple[str, str]:
    return f"{event} {key}", f"{event.partition('.')[0]} {key}"


def choice_words(choices: type[Choices]) -> Words:
    """Return words by the labels of an enumeration."""
    return lambda value: dict(choices.choices).get(value, "")


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
