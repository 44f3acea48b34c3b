"""One item of a sheet as a question, and all items as a list to go by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from biaogan.evidence.models import Evidence
from biaogan.evidence.thumbnails import WITH_THUMBNAIL
from biaogan.handbook.choices import Kind, Measure, MeasureUnit, Proof
from biaogan.handbook.models import Item
from biaogan.handbook.rules import answer_text, rule_text, score_item
from biaogan.inspections.actions import Conflict
from biaogan.inspections.choices import Field
from biaogan.inspections.looks.sheets import field_text
from biaogan.inspections.models import Answer
from biaogan.inspections.options import Option, options_of
from biaogan.inspections.rules import is_deducting, is_proof_wanted


@dataclass(frozen=True)
class Input:
    name: str
    label: str
    value: str
    inputmode: str = "numeric"


@dataclass(frozen=True)
class Chosen:
    """A button with whether it is what was answered."""

    option: Option
    is_chosen: bool

    def __getattr__(self, name: str) -> Any:
        return getattr(self.option, name)


@dataclass(frozen=True)
class Question:
    item: Item
    place: int
    total: int
    answered: int
    open_count: int
    rule: str
    options: list[Chosen]
    inputs: list[Input]
    answer_text: str
    note: str
    same_as: int | None
    same_as_choices: list[Item]
    base_value: int
    base_note: int
    base_same_as: int
    pictures: list[Evidence]
    others: list[Evidence]
    is_lost: bool
    is_proof_missing: bool
    previous_pk: int | None
    next_pk: int | None
    open_pk: int | None

    @property
    def is_on_record(self) -> bool:
        return self.item.is_on_record

    @property
    def is_typed(self) -> bool:
        """The answer is a number; a press is for «not applicable» alone."""
        return self.item.kind in (Kind.MEASURE, Kind.DEVICE)

    @property
    def proofs(self) -> list[Evidence]:
        return [*self.pictures, *self.others]

    @property
    def proof_title(self) -> str:
        return _("Proof and note")

    @property
    def proof_says(self) -> str:
        if self.item.proof == Proof.ALWAYS:
            return _("This item needs a photo or a reference whatever the answer is.")
        return _("Where points are lost a photo or a reference is needed before the sheet is handed in.")

    @property
    def progress(self) -> str:
        return f"{self.answered}/{self.total}"


def question_of(
    items: Sequence[Item],
    item: Item,
    answers: dict[int, Answer],
    proofs: dict[int, list[Evidence]],
    revisions: dict[tuple[int | None, str], int],
    tested: dict[str, int] | None = None,
) -> Question:
    """Return the item as a question; `tested` is what the devices that were tried would answer."""
    place = next(number for number, each in enumerate(items) if each.pk == item.pk)
    answer = answers.get(item.pk)
    value = answer.value if answer else None
    score = score_item(item, value)
    mine = proofs.get(item.pk, [])
    waiting = [each for each in items if is_open(each, answers)]
    return Question(
        item=item,
        place=place + 1,
        total=len(items),
        answered=len(items) - len(waiting),
        open_count=len(waiting),
        rule=rule_text(item),
        options=[Chosen(option, value == option.answer) for option in options_of(item)],
        inputs=_inputs(item, value or tested or {}),
        answer_text=answer_text(item, value) if not (value or {}).get("na") or not item.is_on_record else "",
        note=answer.note if answer else "",
        same_as=answer.same_as_id if answer else None,
        same_as_choices=_lost(items, answers, but=item),
        base_value=revisions.get((item.pk, Field.VALUE), 0),
        base_note=revisions.get((item.pk, Field.NOTE), 0),
        base_same_as=revisions.get((item.pk, Field.SAME_AS), 0),
        pictures=[one for one in mine if one.media_type in WITH_THUMBNAIL],
        others=[one for one in mine if one.media_type not in WITH_THUMBNAIL],
        is_lost=is_deducting(score),
        is_proof_missing=is_proof_wanted(item, score) and not mine,
        previous_pk=items[place - 1].pk if place else None,
        next_pk=items[place + 1].pk if place + 1 < len(items) else None,
        open_pk=next((each.pk for each in [*items[place + 1 :], *items[:place]] if is_open(each, answers)), None),
    )


def is_open(item: Item, answers: dict[int, Answer]) -> bool:
    """Tell whether somebody has yet to answer the item; what figures answer waits for nobody."""
    answer = answers.get(item.pk)
    return not item.is_on_record and (answer is None or answer.value is None)


def _lost(items: Sequence[Item], answers: dict[int, Answer], *, but: Item) -> list[Item]:
    found = []
    for item in items:
        answer = answers.get(item.pk)
        if item.pk != but.pk and answer and answer.same_as_id is None and is_deducting(score_item(item, answer.value)):
            found.append(item)
    return found


def _inputs(item: Item, value: dict[str, Any]) -> list[Input]:
    """Return the fields of the kinds that are typed."""

    def one(name: str, label: str, mode: str = "numeric") -> Input:
        return Input(name, label, str(value.get(name, "")), mode)

    if item.kind == Kind.DEDUCTION:
        return [Input("count_typed", _("More, as a number"), str(value.get("count", "") or ""))]
    if item.kind == Kind.DEVICE:
        return [one("working", pgettext("devices", "Working")), one("tested", pgettext("devices", "Tested"))]
    if item.kind != Kind.MEASURE:
        return []
    if item.rule.get("measure") == Measure.SHARE:
        return [one("hit", pgettext("share", "In order")), one("of", pgettext("share", "Looked at"))]
    unit = item.rule.get("unit", "")
    label = MeasureUnit(unit).label if unit in MeasureUnit.values else ""
    return [one("value", _("Measured (%(unit)s)") % {"unit": label}, "decimal")]


@dataclass(frozen=True)
class Entry:
    item: Item
    state: str
    icon: str
    state_text: str
    is_current: bool


@dataclass(frozen=True)
class ItemGroup:
    name: str
    entries: list[Entry]
    is_open: bool

    @property
    def answered(self) -> int:
        return sum(entry.state != "open" for entry in self.entries)


#: How an item stands -> its icon.
_ICONS = {"open": "circle", "full": "circle-check", "lost": "circle-minus", "na": "circle-off", "proof": "camera-off"}


def groups_of(
    items: Sequence[Item], answers: dict[int, Answer], proofs: dict[int, list[Evidence]], *, current: Item
) -> list[ItemGroup]:
    by_area: dict[str, list[Item]] = {}
    for item in items:
        by_area.setdefault(item.area.name, []).append(item)
    return [
        ItemGroup(
            name,
            [_entry(item, answers, proofs, current=current) for item in rows],
            is_open=any(item.pk == current.pk for item in rows),
        )
        for name, rows in by_area.items()
    ]


def _entry(item: Item, answers: dict[int, Answer], proofs: dict[int, list[Evidence]], *, current: Item) -> Entry:
    state = _state(item, answers.get(item.pk), bool(proofs.get(item.pk)))
    words = {
        "open": pgettext("item", "open"),
        "full": _("full points"),
        "lost": _("points lost"),
        "na": pgettext("answer", "Not applicable"),
        "proof": _("proof missing"),
    }
    return Entry(item, state, _ICONS[state], words[state], item.pk == current.pk)


def _state(item: Item, answer: Answer | None, has_proof: bool) -> str:
    value = answer.value if answer else None
    if value is None:
        return "na" if item.is_on_record else "open"
    score = score_item(item, value)
    if not score.is_applicable:
        return "na"
    if is_proof_wanted(item, score) and not has_proof:
        return "proof"
    return "lost" if is_deducting(score) else "full"


@dataclass(frozen=True)
class Clash:
    """That somebody else wrote meanwhile: what they wrote, what was to be written, and upon which revision either is chosen."""

    field: str
    current: str
    by: str
    at: dt.datetime | None
    base: int
    mine: str
    raw: str


def clash_of(item: Item | None, conflict: Conflict, new: Any, raw: str, *, is_hidden: bool) -> Clash:
    return Clash(
        conflict.field,
        field_text(item, conflict.field, conflict.current),
        "" if is_hidden else conflict.by,
        conflict.at,
        conflict.revision,
        field_text(item, conflict.field, new),
        raw,
    )
