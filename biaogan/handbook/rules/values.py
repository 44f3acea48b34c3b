"""Reading the parts of a rule or of an answer; each refusal names the part and says what was expected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext as _

from biaogan.core.errors import InputRefused, Refusal
from biaogan.core.wording import listed

#: The share that is all of the points, in hundredths of a per cent.
WHOLE_SHARE = 10_000
MOST_LEVELS = 12
#: More occurrences, samples or points than anybody counts.
MOST = 1_000_000_000

_DECIMAL = re.compile(r"\d{1,9}(\.\d{1,4})?")


def refuse(part: str, reason: str) -> NoReturn:
    raise InputRefused("handbook.cannot_be", reason, [Refusal(reason, column=part)])


def known_only(data: Mapping[str, Any], *names: str) -> None:
    for name in data:
        if name not in names:
            refuse(str(name)[:40], _("«%(name)s» does not belong here.") % {"name": str(name)[:40]})


def number(data: Mapping[str, Any], name: str, *, least: int = 0, most: int = MOST) -> int:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        refuse(
            name, _("A whole number from %(least)s to %(most)s is expected.") % {"least": least, "most": f"{most:,}"}
        )
    return value


def flag(data: Mapping[str, Any], name: str) -> bool:
    value = data.get(name)
    if not isinstance(value, bool):
        refuse(name, _("Yes or no is expected."))
    return value


def text(data: Mapping[str, Any], name: str, longest: int, *, is_required: bool = False) -> str:
    value = data.get(name, "")
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        refuse(name, _("Text of at most %(longest)s characters is expected.") % {"longest": longest})
    if is_required and not value.strip():
        refuse(name, _("This must not be empty."))
    return value.strip()


def choice(data: Mapping[str, Any], name: str, choices: type[models.TextChoices]) -> str:
    value = data.get(name)
    if value not in choices.values:
        refuse(name, _("One of these is expected: %(choices)s.") % {"choices": listed(choices.values)})
    return str(value)


def decimal(data: Mapping[str, Any], name: str) -> str:
    """Return the number in its shortest writing: «12.50» and 12.5 are both «12.5»."""
    value = data.get(name)
    written = str(value).strip() if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    if not _DECIMAL.fullmatch(written):
        refuse(name, _("A number such as 12.5 is expected, not below 0 and with at most four decimals."))
    whole, _dot, fraction = written.partition(".")
    fraction = fraction.rstrip("0")
    return f"{int(whole)}.{fraction}" if fraction else str(int(whole))


def quotient(data: Mapping[str, Any], part: str, whole: str, *, may_exceed: bool = False) -> dict[str, int]:
    """Return part and whole; the part must not exceed the whole unless it counts something else."""
    pair = {part: number(data, part), whole: number(data, whole)}
    if pair[part] > pair[whole] and not may_exceed:
        refuse(part, _("There cannot be more of them than there are in all."))
    return pair


def no_such_item() -> str:
    return _("There is no item with this code in this version.")
