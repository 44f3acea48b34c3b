"""What a cell may say, and how it becomes a value. A cell that cannot be read is refused with a reason."""

from __future__ import annotations

import datetime as dt
import decimal
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from biaogan.core.time import ZONE
from biaogan.core.wording import listed

if TYPE_CHECKING:
    from biaogan.core.errors import Text as Words

#: What the readers of tables hand over: text from CSV, typed values from Excel.
Cell = str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None

#: Whole numbers that a spreadsheet's floating point can still tell apart.
EXACT = 2**53

YEARS = range(1900, 2201)


class Unreadable(ValueError):
    """Why a cell cannot be read, in the user's language."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Hint:
    """What a mapping says about the cells of a field: their formats, and the zone of moments that name none."""

    formats: tuple[str, ...] = ()
    zone: ZoneInfo = ZONE


Reader = Callable[[Cell], Any]


@dataclass(frozen=True)
class Field:
    """A field that an importer takes. `reader` returns the function that turns a cell into a value, None if it is empty."""

    name: str
    label: Words
    is_required: bool = False
    help: Words = ""

    def reader(self, hint: Hint) -> Reader:
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Field):
    max_length: int = 200

    def reader(self, hint: Hint) -> Reader:
        return self._read

    def _read(self, cell: Cell) -> str:
        text = text_of(cell)
        if len(text) > self.max_length:
            raise Unreadable(_("longer than %(limit)s characters") % {"limit": self.max_length})
        return text


@dataclass(frozen=True)
class Code(Text):
    """A number that is no quantity: no spaces, and no digits lost in a spreadsheet."""

    max_length: int = 40
    pattern: str = r"\S+"

    def reader(self, hint: Hint) -> Reader:
        return self._read_code

    def _read_code(self, cell: Cell) -> str:
        if isinstance(cell, float) and abs(cell) >= EXACT:
            raise Unreadable(_("stored as a number, which loses digits: make the column text"))
        text = self._read(cell)
        if text and not re.fullmatch(self.pattern, text):
            raise Unreadable(_("not a code of the expected form"))
        return text


@dataclass(frozen=True)
class Integer(Field):
    least: int = -(2**31)
    most: int = 2**31 - 1

    def reader(self, hint: Hint) -> Reader:
        return self._read

    def _read(self, cell: Cell) -> int | None:
        number = _number_of(cell)
        if number is None:
            return None
        if number != number.to_integral_value():
            raise Unreadable(_("not a whole number"))
        _require_between(number, self.least, self.most)
        return int(number)


@dataclass(frozen=True)
class Decimal(Field):
    places: int = 2
    least: int = -(10**12)
    most: int = 10**12

    def reader(self, hint: Hint) -> Reader:
        return self._read

    def _read(self, cell: Cell) -> decimal.Decimal | None:
        number = _number_of(cell)
        if number is None:
            return None
        _require_between(number, self.least, self.most)
        if isinstance(cell, float):
            # A spreadsheet stores 0.1 as 0.1000000000000000055; what it shows is what was meant.
            return number.quantize(decimal.Decimal(1).scaleb(-self.places), rounding=decimal.ROUND_HALF_UP)
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.places:
            raise Unreadable(_("more than %(places)s decimals") % {"places": self.places})
        return number


@dataclass(frozen=True)
class Flag(Field):
    def reader(self, hint: Hint) -> Reader:
        return self._read

    def _read(self, cell: Cell) -> bool | None:
        text = text_of(cell).lower()
        if text in {"yes", "y", "true", "1", "是", "有"}:
            return True
        if text in {"no", "n", "false", "0", "否", "无"}:
            return False
        if not text:
            return None
        raise Unreadable(_("neither yes nor no"))


@dataclass(frozen=True)
class Choice(Field):
    """One of `choices`, pairs of code and label as a model has them; code, label and any of `also` are understood."""

    choices: Iterable[tuple[str, Any]] = ()
    also: Mapping[str, str] = field(default_factory=dict)

    def reader(self, hint: Hint) -> Reader:
        known = {**self.also, **_names_of(self.choices)}
        known = {name.casefold(): code for name, code in known.items()}

        def read(cell: Cell) -> str | None:
            text = text_of(cell)
            if not text:
                return None
            try:
                return known[text.casefold()]
            except KeyError:
                shown = listed(label for _code, label in list(self.choices)[:12])
                raise Unreadable(_("not one of: %(choices)s") % {"choices": shown}) from None

        return read


def _names_of(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    from django.conf import settings
    from django.utils import translation

    names: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {str(label): code for code, label in choices}
    return names | {code: code for code, _label in choices}


@dataclass(frozen=True)
class Day(Field):
    def reader(self, hint: Hint) -> Reader:
        @functools.lru_cache(maxsize=50_000)
        def of_text(text: str) -> dt.date:
            if hint.formats:
                return _by_formats(text, hint.formats).date()
            return _plain_moment(text).date()

        def read(cell: Cell) -> dt.date | None:
            if isinstance(cell, dt.datetime):
                return _in_range(cell).date()
            if isinstance(cell, dt.date):
                return _in_range(dt.datetime.combine(cell, dt.time())).date()
            text = text_of(cell)
            return of_text(text) if text else None

        return read


@dataclass(frozen=True)
class Moment(Field):
    """A moment; one that names no zone is in the mapping's."""

    def reader(self, hint: Hint) -> Reader:
        def read(cell: Cell) -> dt.datetime | None:
            if isinstance(cell, dt.datetime):
                found = _in_range(cell)
            elif isinstance(cell, dt.date):
                found = _in_range(dt.datetime.combine(cell, dt.time()))
            elif text := text_of(cell):
                found = _by_formats(text, hint.formats) if hint.formats else _plain_moment(text)
            else:
                return None
            return found if found.tzinfo else found.replace(tzinfo=hint.zone)

        return read


def text_of(cell: Cell) -> str:
    """Return what a person reads in the cell; raises Unreadable for what no field can hold."""
    if isinstance(cell, str):
        if "\x00" in cell:
            raise Unreadable(_("contains a character that cannot be stored"))
        text = cell.strip().strip("\ufeff\u200b")
        # Our own exports put an apostrophe before what a spreadsheet would take for a formula.
        return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_STARTS else text
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


FORMULA_STARTS = frozenset("=+-@\t\r")


def _number_of(cell: Cell) -> decimal.Decimal | None:
    if isinstance(cell, (dt.date, dt.time, dt.timedelta, bool)):
        raise Unreadable(_("not a number"))
    text = text_of(cell).replace(",", "").replace("，", "").replace(" ", "").lstrip("¥￥")
    if not text:
        return None
    try:
        number = decimal.Decimal(text)
    except decimal.InvalidOperation:
        raise Unreadable(_("not a number")) from None
    if not number.is_finite():
        raise Unreadable(_("not a number"))
    return number


def _require_between(number: decimal.Decimal, least: int, most: int) -> None:
    if not least <= number <= most:
        raise Unreadable(_("not between %(least)s and %(most)s") % {"least": f"{least:,}", "most": f"{most:,}"})


_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?\s*(.*)")
_LOOSE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?")


def _plain_moment(text: str) -> dt.datetime:
    """Read ISO 8601 and the ways a Chinese office writes year, month and day; never guess which of two numbers is the month."""
    try:
        return _in_range(dt.datetime.fromisoformat(text))
    except ValueError:
        pass
    if found := _CHINESE.fullmatch(text):
        year, month, day, rest = found.groups()
        text = f"{year}-{month}-{day} {rest}".strip()
    if found := _LOOSE.fullmatch(text):
        *parts, fraction = found.groups()
        numbers = [int(part or 0) for part in parts]
        try:
            whole = dt.datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 (the caller knows the zone)
            return _in_range(whole.replace(microsecond=int((fraction or "0").ljust(6, "0"))))
        except ValueError:
            pass
    raise Unreadable(_("not a date such as 2026-11-23 or 2026-11-23 17:30"))


def _by_formats(text: str, formats: tuple[str, ...]) -> dt.datetime:
    for each in formats:
        try:
            found = dt.datetime.fromisoformat(text) if each == "iso" else dt.datetime.strptime(text, each)  # noqa: DTZ007
        except ValueError:
            continue
        return _in_range(found)
    raise Unreadable(_("not a date of the form %(forms)s") % {"forms": listed(formats)})


def _in_range(moment: dt.datetime) -> dt.datetime:
    if moment.year not in YEARS:
        raise Unreadable(_("a year between 1900 and 2200 is expected"))
    return moment
