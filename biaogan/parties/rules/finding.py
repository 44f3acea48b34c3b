"""Card, identity and telephone numbers that somebody typed into free text, where they do not belong."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from biaogan.parties.rules.masks import mask
from biaogan.parties.rules.normal import PersonalField, id_check

#: Wide digits one for one, so that the places found are places in the text as it was typed.
_NARROW = str.maketrans("０１２３４５６７８９Ｘｘ＋－　", "0123456789Xx+- ")

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{6} ?\d{4} ?\d{4} ?\d{3}[0-9Xx](?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![0-9A-Za-z])[2-69](?:[ -]?\d){12,18}(?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![0-9A-Za-z])(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])")


@dataclass(frozen=True)
class Found:
    """A personal value inside a text, from `start` to before `end`; `masked` may be shown."""

    field: str
    start: int
    end: int
    masked: str


def find_personal_data(text: str) -> list[Found]:
    """Return the identity numbers, cards and mobile numbers in `text`, in their order, none inside another."""
    narrow = text.translate(_NARROW)
    found: list[Found] = []
    for field, pattern, is_real in _KINDS:
        for hit in pattern.finditer(narrow):
            if is_real(re.sub(r"[ -]", "", hit.group()).upper()) and not _overlaps(found, hit):
                found.append(Found(field, hit.start(), hit.end(), mask(field, hit.group())))
    return sorted(found, key=lambda each: each.start)


def masked_text(text: str) -> str:
    """Return `text` with every personal number in it masked."""
    for each in reversed(find_personal_data(text)):
        text = text[: each.start] + each.masked + text[each.end :]
    return text


def is_luhn(digits: str) -> bool:
    total = 0
    for place, char in enumerate(reversed(digits)):
        doubled = int(char) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_identity_number(code: str) -> bool:
    """Tell whether eighteen characters are a mainland identity number: a day that was, and the right check character."""
    try:
        born = dt.date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return False
    return born.year >= 1900 and code[17] == id_check(code[:17])


def _overlaps(found: list[Found], hit: re.Match[str]) -> bool:
    return any(hit.start() < each.end and each.start < hit.end() for each in found)


_KINDS = (
    (PersonalField.ID_NUMBER, _IDENTITY, is_identity_number),
    (PersonalField.ACCOUNT, _CARD, is_luhn),
    (PersonalField.PHONE, _PHONE, lambda digits: True),
)
