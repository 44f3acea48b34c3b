"""`import handbook FILE`: a version from a table, into the handbook's draft.

What the file says is compared with the draft, or with the newest version where there is no draft; only a difference makes
a draft, so that the same file a second time changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.accounts.roles import Permission
from biaogan.core.errors import InputRefused
from biaogan.core.exchange import Importer, Row, Run, register_importer
from biaogan.handbook import actions
from biaogan.handbook.actions.contents import checked, checked_area
from biaogan.handbook.actions.copying import ITEM_FIELDS, values_of
from biaogan.handbook.actions.reading_in import Contents
from biaogan.handbook.choices import Channel, Kind, Proof, Scale
from biaogan.handbook.lines import FIELDS, GRADE, ITEM, VERSION
from biaogan.handbook.models import Handbook, Item, Version
from biaogan.handbook.queries import SERVICE, bands_of, items_of
from biaogan.handbook.rules.writing import read_written
from biaogan.premises.kinds import DeviceKind

#: The part of an item or rule that was refused -> the column in which it stands; all others are parts of the rule.
COLUMN_OF = {
    "code": "code",
    "name_zh": "name",
    "name_en": "name_en",
    "kind": "kind",
    "points": "points",
    "channels": "channels",
    "proof": "proof",
    "metric": "metric",
    "device_kinds": "device_kinds",
    "basis_zh": "basis",
    "basis_en": "basis_en",
    "how_zh": "how",
    "how_en": "how_en",
    "area": "area",
}


def check(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if values["row"] in (None, ITEM):
        for name in ("area", "name", "kind"):
            if not values[name]:
                yield name, _("must not be empty")
        if values["points"] is None and values["kind"] not in (None, Kind.VETO):
            yield "points", _("must not be empty")
    elif values["row"] == GRADE and values["points"] is None:
        yield "points", _("must not be empty")
    elif values["row"] == VERSION and values["code"] not in Scale.values:
        yield "code", _("«share» or «deduct» is expected")


@dataclass
class _Base:
    """What the file is compared with."""

    version: Version | None
    items: dict[str, Item] = field(default_factory=dict)
    bands: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, handbook: Handbook | None) -> _Base:
        version = handbook.versions.order_by("-number").first() if handbook else None
        if version is None:
            return cls(None)
        bands = {band.code: values_of(band, actions.BAND_FIELDS) for band in bands_of(version)}
        return cls(version, {item.code: item for item in items_of(version)}, bands)


@dataclass
class _Read:
    """What the rows came to."""

    items: list[tuple[str, actions.ItemValues]] = field(default_factory=list)
    areas: dict[str, tuple[str, str]] = field(default_factory=dict)
    grades: list[actions.Grade] = field(default_factory=list)
    head: dict[str, str] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)


def apply(rows: list[Row], run: Run) -> None:
    code = run.options.get("handbook") or SERVICE
    handbook = Handbook.objects.filter(code=code).first()
    base, read = _Base.of(handbook), _Read()
    for row in rows:
        try:
            _settle(row, base, read, run)
        except InputRefused as refused:
            _refuse(row, refused)
    is_whole = run.options.get("whole", "").casefold() in ("yes", "true", "1", "是")
    gone = is_whole and any(item not in {values.code for _area, values in read.items} for item in base.items)
    if not gone and not any(row.fate in ("created", "updated") for row in rows):
        return
    _store(code, handbook, Contents(read.items, read.areas, read.grades, read.head, is_whole or not base.items), run)


def _store(code: str, handbook: Handbook | None, contents: Contents, run: Run) -> None:
    assert isinstance(run.by, Actor)
    if handbook is None:
        name = run.options.get("name") or code
        handbook = actions.make_handbook(code=code, name_zh=name, by=run.by, now=run.now)
    actions.read_in(handbook_id=handbook.pk, contents=contents, by=run.by, now=run.now)


def _settle(row: Row, base: _Base, read: _Read, run: Run) -> None:
    """Say what becomes of the row, and keep what it says."""
    what = row.values["row"] or ITEM
    code = row.values["code"] if what != VERSION else ""
    if (what, code) in read.seen:
        row.refuse(gettext("stands in this file twice"), "code")
        return
    is_known, is_same = _SETTLERS[what](row.values, base, read)
    read.seen.add((what, code))
    if is_same:
        row.same()
    elif not is_known:
        row.created()
    elif run.update:
        row.updated()
    else:
        row.refuse(gettext("the handbook says otherwise; allow updates to change it"), "code")


def _head(told: dict[str, Any], base: _Base, read: _Read) -> tuple[bool, bool]:
    head = {"scale": told["code"], "basis_zh": told["basis"], "basis_en": told["basis_en"], "note": told["how"]}
    read.head = head
    before = values_of(base.version, tuple(head)) if base.version else {}
    # The note is of its own edition, and drafts begin without one.
    same = {name: value for name, value in head.items() if name != "note"}
    return base.version is not None and bool(base.items), same == {name: before.get(name) for name in same}


def _grade(told: dict[str, Any], base: _Base, read: _Read) -> tuple[bool, bool]:
    floor = _hundredths(told["points"])
    grade = actions.Grade(floor, told["code"], told["name"], told["name_en"], bool(told["is_red_flag"]))
    read.grades.append(grade)
    before = base.bands.get(grade.code)
    return before is not None and bool(base.items), before == values_of(grade, actions.BAND_FIELDS)


def _item(told: dict[str, Any], base: _Base, read: _Read) -> tuple[bool, bool]:
    values = _values(told)
    found = checked(values)
    area = checked_area(told["area"], *_area_names(told, base, read))
    read.areas[area["code"]] = (area["name_zh"], area["name_en"])
    read.items.append((area["code"], values))
    before = base.items.get(values.code)
    if before is None:
        return False, False
    names = tuple(name for name in ITEM_FIELDS if name != "position")
    is_same = values_of(before, names) == found and values_of(before.area, ("code", "name_zh", "name_en")) == area
    return True, is_same


def _area_names(told: dict[str, Any], base: _Base, read: _Read) -> tuple[str, str]:
    """Return the names of the row's area; a row that says none means the area as it is known, or by its code."""
    if told["area_name"]:
        return told["area_name"], told["area_name_en"]
    if told["area"] in read.areas:
        return read.areas[told["area"]]
    known = next((item.area for item in base.items.values() if item.area.code == told["area"]), None)
    return (known.name_zh, known.name_en) if known else (told["area"], "")


def _values(told: dict[str, Any]) -> actions.ItemValues:
    points = _hundredths(told["points"] or Decimal(0))
    channels = _chosen(told["channels"], Channel.choices)
    records_alone = channels == [Channel.RECORD]
    return actions.ItemValues(
        code=told["code"],
        name_zh=told["name"],
        name_en=told["name_en"],
        kind=told["kind"],
        points=points,
        rule=read_written(told["kind"], told["rule"], points),
        channels=channels,
        proof=told["proof"] or (Proof.NONE if records_alone else Proof.DEDUCTION),
        metric=told["metric"],
        device_kinds=_chosen(told["device_kinds"], DeviceKind.choices),
        is_red_flag=bool(told["is_red_flag"]),
        basis_zh=told["basis"],
        basis_en=told["basis_en"],
        how_zh=told["how"],
        how_en=told["how_en"],
    )


def _hundredths(number: Decimal) -> int:
    return int(number * 100)


def _chosen(text: str, choices: Iterable[tuple[str, Any]]) -> list[str]:
    """Return the codes of what is listed, by code or by name; what is neither stays and is refused later."""
    names = _names(list(choices))
    words = [word for word in re.split(r"[,，;；、\n]+", text) if word.strip()]
    if not all(word.strip().casefold() in names for word in words):
        words = re.split(r"[\s,，;；、]+", text)
    return [names.get(word.strip().casefold(), word.strip()) for word in words if word.strip()]


def _names(choices: Sequence[tuple[str, Any]]) -> dict[str, str]:
    found = {code.casefold(): code for code, _label in choices}
    for language in ("zh-hans", "en"):
        with override(language):
            found |= {str(label).casefold(): code for code, label in choices}
    return found


def _refuse(row: Row, refused: InputRefused) -> None:
    refusals = refused.refusals or []
    for refusal in refusals:
        row.refuse(refusal.reason, COLUMN_OF.get(refusal.column, "rule"))
    if not refusals:
        row.refuse(refused.message)


_SETTLERS = {ITEM: _item, GRADE: _grade, VERSION: _head}

HANDBOOK = Importer(
    kind="handbook",
    label=pgettext_lazy("import", "Handbook"),
    permission=Permission.EDIT_HANDBOOK,
    fields=FIELDS,
    apply=apply,
    check=check,
    key=("row", "code"),
    remembers=False,
    chunk=0,
    options=("handbook", "name", "whole"),
    help=_("A version as it was exported, or a list of items; what differs goes into the handbook's draft."),
)


def register() -> None:
    register_importer(HANDBOOK)
