"""Handbooks for programs: whatever the pages can do."""

from ninja import Router

from biaogan.handbook.api.changing import router as changing
from biaogan.handbook.api.reading import router as reading

router = Router()
for part in (reading, changing):
    router.add_router("", part)

__all__ = ["router"]
