"""The messages that apps send: each with a subject and a body in both languages, and the names of what is filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from biaogan.core.registry import Registry

if TYPE_CHECKING:
    from biaogan.core.errors import Text

#: What people set their preferences by. An app may add one with `register_topic`.
TOPICS: dict[str, Text] = {
    "work": _("My work: duties, limits, warnings"),
    "decision": _("Decisions and outcomes"),
    "notice": _("Notices to all"),
}

#: What the placeholders stand for, by their names. An app adds its own with `register_placeholder`.
PLACEHOLDERS: dict[str, Text] = {
    "number": _("the number of the case"),
    "unit": _("the unit that it is about"),
    "due": _("the day and time of the limit"),
    "count": _("how many"),
    "post": _("the post"),
}

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Message:
    """One kind of message. Texts name what is filled in as «{number}»; values are references, never personal values.

    `topic` is one of TOPICS. `is_urgent` sends by e-mail at once, whatever a digest or quiet hours say.
    """

    code: str
    subject_zh: str
    subject_en: str
    body_zh: str
    body_en: str
    topic: str = "work"
    is_urgent: bool = False
    name: Text = ""
    # What placeholders stand for here, where that is more than PLACEHOLDERS say.
    meanings: Mapping[str, Text] = field(default_factory=dict, hash=False)
    placeholders: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        texts = (self.subject_zh, self.subject_en, self.body_zh, self.body_en)
        object.__setattr__(self, "placeholders", frozenset(name for text in texts for name in names_in(text)))

    @property
    def glossary(self) -> list[tuple[str, Text]]:
        """Return each placeholder with what it stands for, in the order in which the message names them."""
        texts = "".join((self.subject_zh, self.body_zh, self.subject_en, self.body_en))
        return [
            (name, self.meanings.get(name) or PLACEHOLDERS[name]) for name in dict.fromkeys(_PLACEHOLDER.findall(texts))
        ]


MESSAGES: Registry[Message] = Registry("message")


def register_message(message: Message) -> None:
    if message.topic not in TOPICS:
        raise LookupError(f"the message {message.code!r} has the unknown topic {message.topic!r}")
    unexplained = sorted(message.placeholders - PLACEHOLDERS.keys() - message.meanings.keys())
    if unexplained:
        raise LookupError(f"the message {message.code!r} does not say what {unexplained} stand for")
    MESSAGES.register(message.code, message)


def message_of(code: str) -> Message | None:
    """Return the message, None for one of an older product."""
    return MESSAGES[code] if code in MESSAGES else None  # noqa: SIM401 (a registry has no `get`)


def register_topic(code: str, name: Text) -> None:
    TOPICS[code] = name


def register_placeholder(name: str, meaning: Text) -> None:
    PLACEHOLDERS[name] = meaning


def names_in(text: str) -> set[str]:
    """Return the names of the placeholders in a text."""
    return set(_PLACEHOLDER.findall(text))


def fill(text: str, values: dict[str, str]) -> str:
    """Put the values in place of their placeholders; a placeholder without a value is shown as «—»."""
    return _PLACEHOLDER.sub(lambda hit: values.get(hit.group(1), "—"), text)
