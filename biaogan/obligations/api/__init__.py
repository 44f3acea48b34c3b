"""Limits and what is owed, for programs: whatever the pages can do."""

from biaogan.obligations.api import calendar, limits, recurring
from biaogan.obligations.api.owed import router

for part in (limits, recurring, calendar):
    router.add_router("", part.router)

__all__ = ["router"]
