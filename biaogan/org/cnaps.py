"""What the payment system's bank codes (CNAPS) and official names tell about a bank's tree.

A code is the bank's class (3 digits), the area (4), a number (4) and a check digit. Names follow the bank's own name:
«…分行» is a branch (a regional one if the rest is the province), «…支行» and the like are outlets, «…县支行» is a sub-branch that
serves customers and may have outlets of its own.

Where a unit stands, in this order:

1. the head office at the top, regional branches below it, all others in the region of their province;
2. an outlet whose name begins with the place of exactly one sub-branch of its branch stands under that sub-branch;
3. everything else stands under the branch of its area; a county has none and goes to the branch with the nearest lower area
   code, since the list of areas puts counties behind their city; a city's code ends in 0, and a city without a branch of its
   own stands directly under the region.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from biaogan.org.kinds import Level

#: What follows a bank's short name in its official one.
COMPANY = ("股份有限公司", "有限责任公司", "有限公司")

#: The kinds of outlets, by the ending of their names.
OUTLETS = ("支行", "营业部", "营业室", "营业所", "营业厅", "分理处", "储蓄所")

COUNTY = re.compile(r"[^市县区]{1,8}(县|自治县|旗)")

PROVINCE = re.compile(r"(壮族自治区|回族自治区|维吾尔自治区|自治区|省|市)$")

#: Provinces whose region has a calendar of its own.
CALENDARS = {"45": "cn-gx"}


@dataclass(frozen=True)
class Entry:
    """A line of the payment system's directory."""

    name: str
    bank_code: str
    bank_name: str = ""
    head_code: str = ""
    area_code: str = ""
    area_name: str = ""
    province_code: str = ""
    province_name: str = ""


@dataclass(frozen=True)
class Place:
    """What an entry is, with the key of the unit above it where the entry alone tells."""

    key: str
    level: str
    name: str
    short_name: str
    bank_code: str
    area: str = ""
    #: The place that a branch or sub-branch is named after.
    stem: str = ""
    region: str = ""
    head: str = ""
    serves_customers: bool = False
    calendar: str = "cn"


def place_of(entry: Entry) -> Place:
    """Return what the entry is; see the rules above."""
    rest = _without_bank(entry)
    level, stem = _level(rest, entry)
    head, region = head_key(entry), region_key(entry)
    own_keys: dict[str, str] = {Level.BANK: head, Level.REGION: region}
    key = own_keys.get(level) or entry.bank_code
    return Place(
        key=key,
        level=level,
        name=entry.name,
        short_name=_short(rest, entry) if level != Level.BANK else entry.bank_name,
        bank_code=entry.bank_code,
        area=entry.area_code or entry.bank_code[3:7],
        stem=stem,
        region=region,
        head=head,
        serves_customers=level in (Level.OUTLET, Level.SUB_BRANCH),
        calendar=CALENDARS.get(entry.province_code, "cn"),
    )


def head_key(entry: Entry) -> str:
    """Return the code by which the head office is known: the class of the bank."""
    return entry.bank_code[:3]


def region_key(entry: Entry) -> str:
    """Return the code by which the regional branch is known, whether or not the file names it; empty without a province."""
    return f"{entry.bank_code[:3]}-{entry.province_code}" if entry.province_code else ""


def head_of(entry: Entry) -> Place:
    """Return the head office that the entry belongs to."""
    key = head_key(entry)
    return Place(key, Level.BANK, entry.bank_name or key, "", entry.head_code, head=key)


def region_of(entry: Entry) -> Place:
    """Return the regional branch that the entry belongs to, as yet without a bank code."""
    key = region_key(entry)
    name = f"{entry.bank_name}{entry.province_name}分行"
    calendar = CALENDARS.get(entry.province_code, "cn")
    short = f"{entry.province_name}分行"
    return Place(key, Level.REGION, name, short, "", region=key, head=head_key(entry), calendar=calendar)


def parents(places: Iterable[Place]) -> dict[str, str]:
    """Return for each place's key the key of the unit above it, empty at the top. Head and regions are among the places."""
    everyone = list(places)
    branches = sorted((each for each in everyone if each.level == Level.BRANCH), key=lambda each: each.area)
    subs = [each for each in everyone if each.level == Level.SUB_BRANCH]
    above: dict[str, str] = {}
    for each in everyone:
        if each.level == Level.BANK:
            above[each.key] = ""
        elif each.level == Level.REGION:
            above[each.key] = each.head
        elif each.level == Level.BRANCH:
            above[each.key] = each.region or each.head
        else:
            branch = branch_for(each, branches)
            above[each.key] = branch.key if branch else each.region or each.head
    for each in everyone:
        if each.level == Level.OUTLET and (sub := _sub_branch_for(each, subs, above)):
            above[each.key] = sub.key
    return above


def branch_for(place: Place, branches: list[Place]) -> Place | None:
    """Return the branch of the place's area; `branches` are in the order of their areas."""
    near = [each for each in branches if each.region == place.region and each.head == place.head]
    same = [each for each in near if each.area == place.area]
    if same:
        return same[0]
    if place.area.endswith("0"):
        return None
    lower = [each for each in near if each.area < place.area]
    return lower[-1] if lower else None


def _sub_branch_for(outlet: Place, subs: list[Place], above: dict[str, str]) -> Place | None:
    rest = outlet.stem
    found = [sub for sub in subs if rest.startswith(sub.stem) and above[sub.key] == above[outlet.key]]
    return found[0] if len(found) == 1 else None


def _without_bank(entry: Entry) -> str:
    rest = entry.name.strip()
    bank = entry.bank_name.strip()
    for company in COMPANY:
        bank = bank.removesuffix(company)
    if bank and rest.startswith(bank):
        rest = rest[len(bank) :]
    for company in COMPANY:
        rest = rest.removeprefix(company)
    return rest


def _level(rest: str, entry: Entry) -> tuple[str, str]:
    if not rest or rest in ("总行", "本部"):
        return Level.BANK, ""
    if rest.endswith("分行"):
        stem = rest.removesuffix("分行")
        return (Level.REGION if _is_province(stem, entry) else Level.BRANCH), stem
    stem = rest
    for ending in OUTLETS:
        stem = stem.removesuffix(ending)
    own = stem.removeprefix(entry.area_name) or stem
    is_county = rest.endswith("支行") and (COUNTY.fullmatch(own) or stem == entry.area_name)
    return (Level.SUB_BRANCH if is_county else Level.OUTLET), stem


def _is_province(stem: str, entry: Entry) -> bool:
    """Tell whether a branch is named after its province; «吉林» alone is the city of that name, not the province."""
    province = entry.province_name
    if stem == province:
        return bool(stem)
    is_city = entry.area_name != province and entry.area_name.startswith(stem)
    return stem == PROVINCE.sub("", province) and not is_city


def _short(rest: str, entry: Entry) -> str:
    """Return the name that people say: without the bank, and without the city before an outlet's own name."""
    without = rest.removeprefix(entry.area_name) if entry.area_name else rest
    return rest if without in OUTLETS or len(without) < 3 else without
