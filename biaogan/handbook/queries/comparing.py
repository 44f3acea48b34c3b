"""Two versions side by side: what is new, gone, or said otherwise. Items and areas are the same where their codes are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from biaogan.core.wording import listed, points_text
from biaogan.handbook.choices import Channel
from biaogan.handbook.models import Area, GradeBand, Item, Version
from biaogan.handbook.queries.reading import bands_of, items_of
from biaogan.handbook.rules import rule_text

if TYPE_CHECKING:
    from biaogan.core.errors import Text


@dataclass(frozen=True)
class Change:
    """One thing that is said otherwise, as people read it; one side is empty where it is new or gone."""

    what: Text
    before: str
    after: str


@dataclass(frozen=True)
class Pair:
    """An item, area or grade on both sides; None where it is missing."""

    code: str
    before: Any
    after: Any
    changes: Sequence[Change] = ()

    @property
    def fate(self) -> str:
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        return "changed" if self.changes else "same"

    @property
    def either(self) -> Any:
        return self.after or self.before


@dataclass(frozen=True)
class Comparison:
    before: Version
    after: Version
    items: list[Pair] = field(default_factory=list)
    areas: list[Pair] = field(default_factory=list)
    bands: list[Pair] = field(default_factory=list)

    def count(self, fate: str) -> int:
        return sum(pair.fate == fate for pair in self.items)

    @property
    def points(self) -> tuple[int, int]:
        """What all items of each side are worth together."""
        return (
            sum(pair.before.points for pair in self.items if pair.before),
            sum(pair.after.points for pair in self.items if pair.after),
        )


#: What is compared of an item, with how it is said.
ASPECTS: tuple[tuple[Text, Callable[[Item], str]], ...] = (
    (_("Requirement"), lambda item: item.name_zh),
    (_("Requirement in English"), lambda item: item.name_en),
    (_("Area"), lambda item: item.area.name),
    (_("Full points"), lambda item: points_text(item.points)),
    (_("Way of scoring"), lambda item: f"{item.get_kind_display()} · {rule_text(item)}"),
    (_("Looked at by"), lambda item: listed(Channel(channel).label for channel in item.channels)),
    (_("Proof is needed"), lambda item: item.get_proof_display()),
    (_("Red flag"), lambda item: "✓" if item.is_red_flag else ""),
    (_("Measure"), lambda item: item.metric),
    (_("Kinds of device"), lambda item: listed(item.device_kinds)),
    (_("Basis"), lambda item: item.basis_zh),
    (_("Basis in English"), lambda item: item.basis_en),
    (_("How to check"), lambda item: item.how_zh),
    (_("How to check, in English"), lambda item: item.how_en),
)
AREA_ASPECTS: tuple[tuple[Text, Callable[[Area], str]], ...] = (
    (_("Name"), lambda area: area.name_zh),
    (_("English name"), lambda area: area.name_en),
)
BAND_ASPECTS: tuple[tuple[Text, Callable[[GradeBand], str]], ...] = (
    (_("Name"), lambda band: band.name_zh),
    (_("English name"), lambda band: band.name_en),
    (_("From"), lambda band: points_text(band.floor)),
    (_("Counts as a fail"), lambda band: "✓" if band.is_fail else ""),
)


def compare(before: Version, after: Version) -> Comparison:
    return Comparison(
        before,
        after,
        items=_pairs(items_of(before), items_of(after), ASPECTS),
        areas=_pairs(before.areas.all(), after.areas.all(), AREA_ASPECTS),
        bands=_pairs(bands_of(before), bands_of(after), BAND_ASPECTS),
    )


def _pairs(before: Iterable[Any], after: Iterable[Any], aspects: Any) -> list[Pair]:
    """Pair by code, in the order of the later side, with what is gone behind the row that it stood behind."""
    old, new = {row.code: row for row in before}, {row.code: row for row in after}
    codes = list(new)
    follows = ""
    for code in old:
        if code not in new:
            codes.insert(codes.index(follows) + 1 if follows else 0, code)
        follows = code
    return [_pair(code, old.get(code), new.get(code), aspects) for code in codes]


def _pair(code: str, before: Any, after: Any, aspects: Any) -> Pair:
    if before is None or after is None:
        return Pair(code, before, after)
    said = [(what, say(before), say(after)) for what, say in aspects]
    return Pair(code, before, after, [Change(what, one, other) for what, one, other in said if one != other])
