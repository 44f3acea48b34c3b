"""The answers of an item that are one press: the same on the page of a question and where a dispute is settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from biaogan.core.parts import Tone
from biaogan.core.wording import points_text
from biaogan.handbook.choices import Kind
from biaogan.handbook.models import Item
from biaogan.handbook.rules import answer_text, half_up, read_rule, score_item
from biaogan.handbook.rules.kinds import Deduction, Levels
from biaogan.handbook.rules.wording import level_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

#: More occurrences than so many are typed.
MOST_BUTTONS = 6


@dataclass(frozen=True)
class Option:
    """One answer as a button: the field and value that it sends, what it means, and what it costs."""

    name: str
    value: str
    label: str
    answer: Mapping[str, Any]
    tone: str = Tone.REST
    icon: str = ""
    note: str = ""
    key: str = ""

    @property
    def sent(self) -> str:
        return f"{self.name}={self.value}"


def options_of(item: Item) -> list[Option]:
    """Return the buttons of the item's kind; a measured number and a count of devices have «not applicable» alone."""
    last = Option("na", "on", pgettext("answer", "Not applicable"), {"na": True}, icon="circle-off", key="0")
    return [*_MAKERS.get(Kind(item.kind), _none)(item), last]


def _none(item: Item) -> Iterable[Option]:
    return ()


def _binary(item: Item) -> Iterable[Option]:
    yield Option("met", "yes", pgettext("answer", "Met"), {"met": True}, Tone.PROVEN, "check", key="1")
    answer = {"met": False}
    yield Option("met", "no", pgettext("answer", "Not met"), answer, Tone.OVER, "x", _cost(item, answer), key="2")


def _veto(item: Item) -> Iterable[Option]:
    yield Option("hit", "no", pgettext("answer", "Not crossed"), {"hit": False}, Tone.PROVEN, "check", key="1")
    note = _("overrides the result")
    yield Option("hit", "yes", pgettext("answer", "Crossed"), {"hit": True}, Tone.OVER, "ban", note, key="2")


def _levels(item: Item) -> Iterable[Option]:
    rule = read_rule(item.kind, item.rule, item.points)
    assert isinstance(rule, Levels)
    for place, level in enumerate(rule.levels, 1):
        answer = {"level": level.code}
        tone = Tone.PROVEN if place == 1 else Tone.OVER if not level.share else Tone.SOON
        yield Option("level", level.code, level_text(level), answer, tone, note=_cost(item, answer), key=str(place))


def _deduction(item: Item) -> Iterable[Option]:
    rule = read_rule(item.kind, item.rule, item.points)
    assert isinstance(rule, Deduction)
    for count in range(min(MOST_BUTTONS, -(-item.points // rule.each) + 1)):
        answer = {"count": count}
        if not count:
            yield Option("count", "0", pgettext("answer", "Nothing wrong"), answer, Tone.PROVEN, "check", key="1")
            continue
        label = ngettext("%(n)d time", "%(n)d times", count) % {"n": count}
        yield Option("count", str(count), label, answer, Tone.OVER, note=_cost(item, answer), key=str(count + 1))


def _cost(item: Item, answer: Mapping[str, Any]) -> str:
    lost = half_up(score_item(item, answer).deducted)
    return f"−{points_text(lost)}" if lost else ""


_MAKERS = {Kind.BINARY: _binary, Kind.VETO: _veto, Kind.LEVELS: _levels, Kind.DEDUCTION: _deduction}

#: Kinds that buttons answer wholly.
BY_BUTTON = (Kind.BINARY, Kind.VETO, Kind.LEVELS)


def said(item: Item, value: Mapping[str, Any] | None) -> str:
    """Return the answer in words, «—» where there is none."""
    return answer_text(item, value) or "—"
