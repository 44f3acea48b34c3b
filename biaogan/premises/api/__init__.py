"""Premises for programs: whatever the pages can do."""

from ninja import Router

from biaogan.premises.api import areas, devices, hours, repairs

router = Router()
for part in (areas, devices, hours, repairs):
    router.add_router("", part.router)

__all__ = ["router"]
