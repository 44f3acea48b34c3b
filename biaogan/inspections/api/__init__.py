"""Inspections for programs: whatever the pages can do."""

from ninja import Router

from biaogan.inspections.api.filling import router as filling
from biaogan.inspections.api.logs import router as logs
from biaogan.inspections.api.moves import router as moves
from biaogan.inspections.api.plans import router as plans
from biaogan.inspections.api.recordings import router as recordings
from biaogan.inspections.api.review import router as review
from biaogan.inspections.api.sheets import router as sheets

router = Router()
for part in (plans, logs, sheets, filling, moves, recordings, review):
    router.add_router("", part)

__all__ = ["router"]
