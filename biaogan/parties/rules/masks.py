"""What a personal value looks like where it is not revealed. DOMAIN §8: 王**, 138****1234, first and last of an identity number."""

from __future__ import annotations

import re
from collections.abc import Callable

from biaogan.parties.rules.normal import PersonalField, normal

HIDDEN = "****"

#: Surnames of two characters, which stay whole.
_DOUBLE = """
欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙
宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 令狐 呼延 百里 东郭 南门 西门 第五
"""
DOUBLE_SURNAMES = frozenset(_DOUBLE.split())

_DISTRICT = re.compile(
    r"^(?:[^\d\s省区]{2,8}(?:省|自治区|特别行政区))?(?:[^\d\s省市州盟]{1,8}(?:市|自治州|地区|盟))?(?:[^\d\s路街号区县旗]{1,8}(?:新区|区|县|旗|市))?"
)


def mask(field: str, value: str) -> str:
    """Return the value in part, never in whole, however short it is; empty stays empty."""
    return mask_normal(field, normal(field, value))


def mask_normal(field: str, plain: str) -> str:
    """Return the mask of a value that is in its one spelling already."""
    return MASKS[field](plain) if plain else ""


def _name(name: str) -> str:
    # Always two stars: the length of a rare name would tell who it is.
    kept = name[:2] if name[:2] in DOUBLE_SURNAMES and len(name) > 2 else name[:1]
    return f"{kept if len(name) > 1 else ''}**"


def _phone(digits: str) -> str:
    if len(digits) >= 11:
        return f"{digits[:3]}{HIDDEN}{digits[-4:]}"
    return f"{HIDDEN}{digits[-3:]}" if len(digits) >= 7 else HIDDEN


def _identity(code: str) -> str:
    return f"{code[0]}{'*' * (len(code) - 2)}{code[-1]}" if len(code) >= 6 else HIDDEN


def _account(code: str) -> str:
    if len(code) >= 13:
        return f"{code[:6]}{HIDDEN}{code[-4:]}"
    return f"{HIDDEN}{code[-4:]}" if len(code) >= 9 else HIDDEN


def _address(address: str) -> str:
    district = _DISTRICT.match(address)
    kept = district.group() if district else ""
    return f"{kept}{HIDDEN}" if kept != address else HIDDEN


MASKS: dict[str, Callable[[str], str]] = {
    PersonalField.NAME: _name,
    PersonalField.PHONE: _phone,
    PersonalField.ID_NUMBER: _identity,
    PersonalField.ACCOUNT: _account,
    PersonalField.ADDRESS: _address,
}
