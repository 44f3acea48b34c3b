"""Contents of a version as values, and a draft filled with them."""

from __future__ import annotations

from typing import Any

from biaogan.handbook.models import Area, GradeBand, Item, Version
from biaogan.handbook.queries import bands_of, items_of

#: The grades of a new handbook; for the bank to confirm.
USUAL_BANDS: tuple[dict[str, Any], ...] = (
    {"floor": 9500, "code": "excellent", "name_zh": "优秀", "name_en": "Excellent", "is_fail": False},
    {"floor": 9000, "code": "good", "name_zh": "良好", "name_en": "Good", "is_fail": False},
    {"floor": 8000, "code": "pass", "name_zh": "合格", "name_en": "Pass", "is_fail": False},
    {"floor": 0, "code": "fail", "name_zh": "不合格", "name_en": "Fail", "is_fail": True},
)
AREA_FIELDS = ("code", "position", "name_zh", "name_en")
ITEM_FIELDS = (
    "code",
    "position",
    "name_zh",
    "name_en",
    "kind",
    "points",
    "rule",
    "channels",
    "proof",
    "basis_zh",
    "basis_en",
    "how_zh",
    "how_en",
    "metric",
    "device_kinds",
    "is_red_flag",
)
BAND_FIELDS = ("floor", "code", "name_zh", "name_en", "is_fail")


def values_of(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def copy_contents(model: Version, draft: Version) -> None:
    """Fill the empty draft with all that `model` says."""
    areas = {area.pk: Area.objects.create(version=draft, **values_of(area, AREA_FIELDS)) for area in model.areas.all()}
    Item.objects.bulk_create(
        Item(version=draft, area=areas[item.area_id], **values_of(item, ITEM_FIELDS)) for item in items_of(model)
    )
    GradeBand.objects.bulk_create(GradeBand(version=draft, **values_of(band, BAND_FIELDS)) for band in bands_of(model))
