"""How an official paper is numbered, dated and filled in. No database, no clock."""

from __future__ import annotations

import datetime as dt
import enum
import re
import unicodedata
from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused, Refusal, RuleBroken

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_NUMBER = re.compile(r"^(.+?)[〔\[(（【](\d{4})[〕\])）】]第?0*(\d+)号?$")


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    VOID = "void", _("Void")


class Move(enum.StrEnum):
    EDIT = "edit"
    ISSUE = "issue"
    DISCARD = "discard"
    VOID = "void"


#: move -> (states it may start from, state it leads to). A number once given is never taken back: a void paper keeps it.
MOVES: dict[Move, tuple[frozenset[State], State | None]] = {
    Move.EDIT: (frozenset({State.DRAFT}), State.DRAFT),
    Move.ISSUE: (frozenset({State.DRAFT}), State.ISSUED),
    Move.DISCARD: (frozenset({State.DRAFT}), None),
    Move.VOID: (frozenset({State.ISSUED}), State.VOID),
}


def require_move(move: Move, state: str) -> None:
    """Raise RuleBroken if a paper in that state cannot make the move."""
    if state not in MOVES[move][0]:
        raise RuleBroken("paper.moved_on", _("This paper has already moved on. Load the page again."))


def number_text(code: str, year: int, running: int) -> str:
    """Return «示范银诉告〔2026〕5号»: hexagonal brackets, the year in full, no leading zeros (GB/T 9704-2012, 7.2.5)."""
    return f"{code}〔{year}〕{running}号"


def parsed_number(text: str) -> tuple[str, int, int] | None:
    """Return code, year and running number of a number as people type it: [ ] or ( ) for 〔 〕, with «第» or leading zeros."""
    found = _NUMBER.match(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    return (found.group(1), int(found.group(2)), int(found.group(3))) if found else None


def chinese_date(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def names_in(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put the values in place of their placeholders; one without a value stays, for whoever reads the draft to see."""
    return _PLACEHOLDER.sub(lambda hit: values.get(hit.group(1)) or hit.group(), text)


def require_complete(parts: Iterable[tuple[str, str, bool]]) -> None:
    """Raise InputRefused for required parts that are empty and for placeholders that nobody filled: (name, text, required)."""
    refusals = []
    for name, text, is_required in parts:
        if is_required and not text.strip():
            refusals.append(Refusal(str(_("This part must not be empty.")), column=name))
        refusals += [
            Refusal(str(_("«{%(name)s}» is not filled in yet.") % {"name": each}), column=name)
            for each in sorted(names_in(text))
        ]
    if refusals:
        raise InputRefused("paper.incomplete", _("The paper is not complete yet. Nothing was issued."), refusals)
