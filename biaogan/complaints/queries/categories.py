"""Which codes of the classification are known."""

from __future__ import annotations

from biaogan.complaints.choices import Facet
from biaogan.complaints.models import Category

#: Codes that were found once, with their facet: categories are retired, never deleted.
_known: dict[str, str] = {}


def is_category(code: str, facet: Facet) -> bool:
    """Tell whether the code belongs to the facet; asks the database only for codes not met before."""
    if code not in _known:
        _known.update(Category.objects.filter(code=code).values_list("code", "facet"))
    return _known.get(code) == facet
