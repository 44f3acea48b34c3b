"""What pages, sheets and the offline page ask of handbooks. Never writes."""

from biaogan.handbook.queries.comparing import Comparison, Pair, compare
from biaogan.handbook.queries.lists import Choice, Part, Shelf, parts, shelves, versions_of
from biaogan.handbook.queries.reading import SERVICE, bands_of, current, grade_name, items_of, package, version_on
from biaogan.handbook.queries.records import has_figures, metric_name, record_answer

__all__ = [
    "SERVICE",
    "Choice",
    "Comparison",
    "Pair",
    "Part",
    "Shelf",
    "bands_of",
    "compare",
    "current",
    "grade_name",
    "has_figures",
    "items_of",
    "metric_name",
    "package",
    "parts",
    "record_answer",
    "shelves",
    "version_on",
    "versions_of",
]
