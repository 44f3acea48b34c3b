"""What can be done with a handbook: one function per use case."""

from biaogan.handbook.actions.contents import (
    Grade,
    ItemValues,
    add_area,
    add_item,
    edit_area,
    edit_item,
    remove_area,
    remove_item,
    set_bands,
)
from biaogan.handbook.actions.copying import BAND_FIELDS
from biaogan.handbook.actions.reading_in import Contents, read_in
from biaogan.handbook.actions.versions import (
    discard_draft,
    draft_version,
    edit_version,
    make_handbook,
    publish,
    withdraw,
)

__all__ = [
    "BAND_FIELDS",
    "Contents",
    "Grade",
    "ItemValues",
    "add_area",
    "add_item",
    "discard_draft",
    "draft_version",
    "edit_area",
    "edit_item",
    "edit_version",
    "make_handbook",
    "publish",
    "read_in",
    "remove_area",
    "remove_item",
    "set_bands",
    "withdraw",
]
