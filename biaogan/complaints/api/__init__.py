"""Complaints for programs: whatever the pages can do."""

from ninja import Router

from biaogan.complaints.api.figures import router as figures
from biaogan.complaints.api.intake import router as intake
from biaogan.complaints.api.letters import router as letters
from biaogan.complaints.api.moves import router as moves
from biaogan.complaints.api.orders import router as orders
from biaogan.complaints.api.register import router as register

router = Router()
for part in (figures, orders, intake, register, letters, moves):
    router.add_router("", part)

__all__ = ["router"]
