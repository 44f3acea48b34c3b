"""How the number of a case is written, however it was typed. No database."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"^(?:([A-Z]{1,4})-?)?(?:(20\d\d)-?)?(\d{1,9})$")

#: The years that a number without its year may be from.
YEARS = range(2005, 2061)


def number_of(prefix: str, year: int, count: int) -> str:
    return f"{prefix}-{year}-{count:06d}"


def possible_numbers(text: str, *, prefixes: list[str]) -> list[str]:
    """Return the numbers that «c2026-123», «Ｃ－２０２６－０００１２３» or «123» may mean; none for what is no number."""
    plain = re.sub(r"[\s_/.·—–－]+", "-", unicodedata.normalize("NFKC", text).strip().upper())
    found = _NUMBER.match(re.sub(r"-+", "-", plain))
    if found is None:
        return []
    prefix, year, count = found.groups()
    if prefix and prefix not in prefixes:
        return []
    years = [int(year)] if year else list(YEARS)
    return [number_of(each, one, int(count)) for each in ([prefix] if prefix else prefixes) for one in years]
