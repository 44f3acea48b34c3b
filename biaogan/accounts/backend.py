"""How a user is known: by name and password, as long as they have anything to do here."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from biaogan.accounts.access import may_sign_in
from biaogan.accounts.models import User


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]
    """Asked at sign-in and again at every request, so that the sessions of who has left end with the day."""

    def user_can_authenticate(self, user: Any) -> bool:
        return isinstance(user, User) and may_sign_in(user, now=timezone.now())

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
