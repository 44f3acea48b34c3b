"""How the figure of a measure answers an item, so that nobody types it; and when an answer has to be proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from biaogan.handbook.choices import MetWhen, Proof
from biaogan.handbook.rules.kinds import Answer, Bands, Binary, Deduction, Devices, Share, Veto, read_rule
from biaogan.handbook.rules.scoring import NOT_APPLICABLE, Scored, score_item
from biaogan.handbook.rules.values import decimal


@dataclass(frozen=True)
class Recorded:
    """A figure as scoring knows it: so many, maybe out of so many, or a number that was measured."""

    part: int = 0
    whole: int | None = None
    value: Decimal | None = None


class Proven(Scored, Protocol):
    @property
    def proof(self) -> str: ...


def recorded_answer(item: Scored, figure: Recorded) -> Answer:
    """Return the answer that the figure gives; where it cannot answer an item of this kind, the item does not apply."""
    rule = read_rule(item.kind, item.rule, item.points)
    found: Answer | None = None
    if isinstance(rule, Binary):
        found = _binary(rule, figure)
    elif isinstance(rule, Deduction):
        found = {"count": figure.part}
    elif isinstance(rule, Veto):
        found = {"hit": figure.part > 0}
    elif isinstance(rule, Bands):
        found = _measured(figure)
    elif isinstance(rule, (Share, Devices)) and figure.whole:
        names = ("working", "tested") if isinstance(rule, Devices) else ("hit", "of")
        # More than was due, as with a fourth patrol of three, is all of it.
        found = dict(zip(names, (min(figure.part, figure.whole), figure.whole), strict=True))
    return dict(NOT_APPLICABLE) if found is None else found


def _binary(rule: Binary, figure: Recorded) -> Answer | None:
    if rule.met_when == MetWhen.ALL:
        return {"met": figure.part >= figure.whole} if figure.whole else None
    if rule.met_when == MetWhen.ANY:
        return {"met": figure.part > 0}
    return {"met": figure.part == 0} if rule.met_when == MetWhen.NONE else None


def _measured(figure: Recorded) -> Answer | None:
    if figure.value is not None:
        return {"value": decimal({"value": str(figure.value)}, "value")}
    if figure.whole is None:
        return {"value": str(figure.part)}
    return {"hit": figure.part, "of": figure.whole} if figure.whole else None


def needs_proof(item: Proven, value: Mapping[str, Any] | None) -> bool:
    """Tell whether this answer needs a photo, a clip or a reference; a red line that was crossed counts as points lost."""
    if value is None or value.get("na") or item.proof == Proof.NONE:
        return False
    score = score_item(item, value)
    return item.proof == Proof.ALWAYS or score.is_veto or score.deducted > 0
