"""Extensions and major complaints (Order 2020 No. 3, art. 12, 18 and 29)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import RuleBroken

#: So many may speak for a group (art. 12).
REPRESENTATIVES_AT_MOST = 5

#: The limit may be lengthened once for a complex matter and once more for a very complex one (art. 18).
EXTENSIONS_AT_MOST = 2


def is_major(*, joint_count: int, is_face_to_face: bool, major_from: int) -> bool:
    """Tell whether so many customers who came together make a complaint major; «以上» includes the number (art. 29, 43)."""
    return is_face_to_face and joint_count >= major_from


def next_stage(extensions: int) -> int:
    """Return the number of the next extension; raise RuleBroken where the law knows no more."""
    if extensions >= EXTENSIONS_AT_MOST:
        raise RuleBroken(
            "complaint.extended_enough", _("The limit was extended twice already; the order allows no more.")
        )
    return extensions + 1


def is_above(path: str, other: str) -> bool:
    """Tell whether the unit at `path` stands strictly above the one at `other`."""
    return other.startswith(f"{path}.")
