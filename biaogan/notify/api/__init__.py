"""Messages for programs: whatever the pages can do."""

from ninja import Router

from biaogan.notify.api import mine, outbox, texts

router = Router()
for part in (mine, texts, outbox):
    router.add_router("", part.router)

__all__ = ["router"]
