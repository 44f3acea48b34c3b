"""What views hand to the larger parts of a page. Tags of the same name draw them; docs/look.md says which part for which need."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.forms import BaseForm

    from biaogan.core.errors import Text


class Tone(StrEnum):
    """The one meaning of each colour. A word or an icon always stands beside it."""

    ACT = "act"
    REST = "rest"
    SOON = "soon"
    OVER = "over"
    PROVEN = "proven"


@dataclass(frozen=True)
class Badge:
    """A word in a colour, with an icon where the word alone says too little."""

    tone: str
    text: Text
    icon: str = ""


@dataclass(frozen=True)
class Move:
    """Something that may be done now. `url` is posted to, or opened if `opens_page`.

    `says` tells in one sentence what will happen. With `asks_reason`, `form` or `is_dangerous` the button opens a dialog first;
    the reason arrives in the field «reason».
    """

    label: Text
    url: str
    says: Text = ""
    icon: str = ""
    asks_reason: bool = False
    is_dangerous: bool = False
    opens_page: bool = False
    form: BaseForm | None = None
    key: str = ""

    @property
    def opens_dialog(self) -> bool:
        return not self.opens_page and (self.asks_reason or self.is_dangerous or self.form is not None)


@dataclass(frozen=True)
class Entry:
    """A line of a history: when, who, what, and what was said."""

    at: dt.datetime
    title: Text
    who: Text = ""
    text: Text = ""
    icon: str = "point"
    tone: str = Tone.REST
    url: str = ""


@dataclass(frozen=True)
class Step:
    """A stage of a case: done, now, ahead or skipped."""

    label: Text
    state: str
    at: dt.datetime | None = None
    note: Text = ""


@dataclass(frozen=True)
class Crumb:
    label: Text
    url: str = ""


@dataclass(frozen=True)
class DueState:
    """How a due date stands: its colour, its icon and the words beside it."""

    tone: Tone
    icon: str
    words: str


def due_tone(*, due_at: dt.datetime, now: dt.datetime, warn_at: dt.datetime | None = None) -> Tone:
    """Return red after the end, amber from the warning on (a day before where none is set), else grey."""
    if now > due_at:
        return Tone.OVER
    warned = warn_at if warn_at is not None else due_at - dt.timedelta(days=1)
    return Tone.SOON if now >= warned else Tone.REST


def is_late(due_at: dt.datetime, met_at: dt.datetime) -> bool:
    return met_at > due_at


def attribute(thing: Any, name: str) -> Any:
    """Return the attribute or item `name`, or None: parts are drawn from models, dataclasses and dictionaries alike."""
    if isinstance(thing, dict):
        return thing.get(name)
    return getattr(thing, name, None)
