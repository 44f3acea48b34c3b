"""Items of the handbook in force, by code or by what is typed of them."""

from __future__ import annotations

from biaogan.handbook.models import Item
from biaogan.handbook.queries import current, items_of


def item_by_code(code: str) -> Item | None:
    version = current()
    found = (item for item in items_of(version) if item.code == code) if version else iter(())
    return next(found, None)


def items_like(text: str, *, most: int) -> list[Item]:
    """Return items whose code begins so, or whose words have it, in the order of the handbook."""
    version, said = current(), text.strip().casefold()
    items = items_of(version) if version else []
    found = [item for item in items if item.code.casefold().startswith(said) or said in item.label.casefold()]
    return found[:most]
