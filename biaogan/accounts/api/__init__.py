"""Users, roles and tokens for programs: whatever the pages can do, but for passwords and second factors of one's own."""

from ninja import Router

from biaogan.accounts.api import own, tokens, users

router = Router()
for part in (own, users, tokens):
    router.add_router("", part.router)

__all__ = ["router"]
