"""A rule in one line, as it stands in files: «0.5», «A=100; B=60; C=0», «minutes ≤ 10:4; 15:3», «each 1».

Points are written in points, shares in per cent. What was written reads in again as the same rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from biaogan.handbook.choices import Better, Faults, Kind, Measure, MeasureUnit
from biaogan.handbook.rules.kinds import Bands, Binary, Deduction, Devices, Level, Levels, Share, read_rule
from biaogan.handbook.rules.values import refuse

_SIGNS = {Better.LOWER: "≤", Better.HIGHER: "≥"}
_BANDS = re.compile(r"(\w+)\s*(≤|<=|≥|>=)\s*(.+)", re.DOTALL)
_PARTS = re.compile(r"\s*[;；\n]\s*")


def written(kind: str, rule: Mapping[str, Any], points: int) -> str:
    """Return the rule in one line."""
    found = read_rule(kind, rule, points)
    if isinstance(found, Binary):
        return found.met_when
    if isinstance(found, Deduction):
        return plain(found.each)
    if isinstance(found, Levels):
        return "; ".join(_level(level) for level in found.levels)
    if isinstance(found, Bands):
        bands = "; ".join(f"{band.limit}:{plain(band.points)}" for band in found.bands)
        return f"{found.unit} {_SIGNS[Better(found.better)]} {bands}"
    if isinstance(found, Share):
        return "share"
    if isinstance(found, Devices):
        return f"{found.measure} {plain(found.each)}" if found.each else found.measure
    return ""


def read_written(kind: str, line: str, points: int) -> dict[str, Any]:
    """Return the rule that the line writes; raises InputRefused with what was expected."""
    data = _READERS[kind](line.strip()) if kind in _READERS else {}
    if kind == Kind.VETO and line.strip():
        refuse("rule", _("A red line has no rule."))
    return read_rule(kind, data, points).as_data()


def plain(hundredths: int) -> str:
    """Return «0.5» for 50."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)


def hundredths(text: str, part: str = "rule") -> int:
    try:
        number = Decimal(text.strip()) * 100
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or number < 0 or number != number.to_integral_value() or number > 10**9:
        refuse(part, _("«%(text)s»: a number with at most two decimals is expected.") % {"text": text.strip()[:40]})
    return int(number)


def _level(level: Level) -> str:
    names = "/".join([level.name_zh, level.name_en]).rstrip("/")
    return f"{level.code}={plain(level.share)}" + (f" {names}" if names else "")


def _read_binary(line: str) -> dict[str, Any]:
    return {"met_when": line} if line else {}


def _read_deduction(line: str) -> dict[str, Any]:
    return {"each": hundredths(line.lstrip("-−").removesuffix("分"))}


def _read_levels(line: str) -> dict[str, Any]:
    return {"levels": [_read_level(part) for part in _PARTS.split(line.strip("；; ")) if part]}


def _read_level(part: str) -> dict[str, Any]:
    found = re.fullmatch(r"(\w+)\s*[=:：]\s*([\d.]+)\s*%?(?:\s+(.*))?", part)
    if found is None:
        refuse("rule", _("«%(part)s»: levels are written as in «A=100; B=60; C=0».") % {"part": part[:40]})
    code, share, names = found.groups()
    chinese, _slash, english = (names or "").partition("/")
    named = {"name_zh": chinese.strip(), "name_en": english.strip()}
    return {"code": code, "share": hundredths(share), **{key: name for key, name in named.items() if name}}


def _read_measure(line: str) -> dict[str, Any]:
    if line.casefold() == Measure.SHARE:
        return {"measure": str(Measure.SHARE)}
    found = _BANDS.fullmatch(line)
    if found is None:
        refuse("rule", _("«share», or bands as in «minutes ≤ 10:4; 15:3; 20:2» are expected."))
    unit, sign, rest = found.groups()
    if unit not in MeasureUnit.values:
        refuse("rule", _("The unit is one of: %(units)s.") % {"units": ", ".join(MeasureUnit.values)})
    better = Better.LOWER if sign in ("≤", "<=") else Better.HIGHER
    bands = [_read_band(part, Bands.EDGE[better]) for part in _PARTS.split(rest.strip("；; ")) if part]
    return {"measure": str(Measure.BANDS), "better": str(better), "unit": unit, "bands": bands}


def _read_band(part: str, edge: str) -> dict[str, Any]:
    limit, sign, points = part.replace("：", ":").partition(":")
    if not sign:
        refuse("rule", _("«%(part)s»: a band is written as edge:points.") % {"part": part[:40]})
    return {edge: limit.strip(), "points": hundredths(points)}


def _read_devices(line: str) -> dict[str, Any]:
    measure, _space, each = line.partition(" ")
    return {"measure": measure or str(Faults.ALL), **({"each": hundredths(each)} if each.strip() else {})}


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    Kind.BINARY: _read_binary,
    Kind.DEDUCTION: _read_deduction,
    Kind.LEVELS: _read_levels,
    Kind.MEASURE: _read_measure,
    Kind.DEVICE: _read_devices,
}
