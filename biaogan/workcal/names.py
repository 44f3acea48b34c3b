"""The holidays' names in English. Notices, and files made from them, write only the Chinese."""

from __future__ import annotations

import re

ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "除夕": "New Year's Eve",
    "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labour Day",
    "国际劳动节": "Labour Day",
    "五一": "Labour Day",
    "五一国际劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "十一": "National Day",
    "抗战胜利70周年纪念日": "70th anniversary of the victory of 1945",
    "抗日战争暨世界反法西斯战争胜利70周年纪念日": "70th anniversary of the victory of 1945",
    "壮族三月三": "Zhuang Sanyuesan Festival",
    "三月三": "Sanyuesan Festival",
}
_QUOTES = str.maketrans("", "", "“”「」\"'")
_JOINTS = re.compile(r"[、和与及,，/]")


def english_name(name: str) -> str:
    """Return the English of a holiday's name or of several joined by «、»; empty if any part is not known."""
    parts = [ENGLISH.get(part.strip().translate(_QUOTES), "") for part in _JOINTS.split(name)]
    return " and ".join(parts) if all(parts) else ""
