"""What a handbook is made of."""

from biaogan.handbook.models.content import Area, GradeBand, Item
from biaogan.handbook.models.version import Handbook, HandbookQuerySet, Version

__all__ = ["Area", "GradeBand", "Handbook", "HandbookQuerySet", "Item", "Version"]
