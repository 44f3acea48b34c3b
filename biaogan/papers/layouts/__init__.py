"""From a paper to a file: PDF by Typst, Word by a template. Words arrive as data and are never read as markup."""

from biaogan.papers.layouts.sheet import Sheet, draft_sheet, sheet_of

__all__ = ["Sheet", "draft_sheet", "sheet_of"]
