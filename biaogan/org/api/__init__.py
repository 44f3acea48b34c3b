"""Units, people, posts and rosters for programs: whatever the pages can do."""

from ninja import Router

from biaogan.org.api import people, posts, units

router = Router()
for part in (units, posts, people):
    router.add_router("", part.router)

__all__ = ["router"]
