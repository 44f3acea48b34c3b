"""How devices pair, report, and send their work and their files; and what programs may know of them."""

from ninja import Router

from biaogan.sync.api.devices import router as devices
from biaogan.sync.api.uploads import router as uploads

router = Router()
for part in (devices, uploads):
    router.add_router("", part)

__all__ = ["router"]
