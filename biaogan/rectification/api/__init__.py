"""Rectification for programs: whatever the pages can do."""

from ninja import Router

from biaogan.rectification.api.figures import router as figures
from biaogan.rectification.api.findings import router as findings
from biaogan.rectification.api.moves import router as moves
from biaogan.rectification.api.notices import router as notices
from biaogan.rectification.api.overview import router as overview

router = Router()
for part in (findings, moves, notices, overview, figures):
    router.add_router("", part)

__all__ = ["router"]
