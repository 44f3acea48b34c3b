"""What we change of django-allauth: no sign-up, our words, our events, the user's own language from the first page on."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from biaogan.accounts import actions, choices, sessions
from biaogan.accounts.access import actor_of, may_sign_in
from biaogan.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the administrator, never by the visitor."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("User name and password do not belong together. Mind capital letters."),
        "too_many_login_attempts": _(
            "Too many failed attempts. Sign-in with this name rests for ten minutes; an administrator can reset the password."
        ),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("Type your present password."),
        "incorrect_code": _("This code is not right, or no longer. Take the one that is shown now."),
        "rate_limited": _("Too many attempts. Please wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse | None:
        # allauth asks for is_active alone; who has left, or came too late with a one-time password, stays out as well.
        if not may_sign_in(user, now=timezone.now()):
            clear_login(request)
            answer: HttpResponse = self.respond_user_inactive(request, user)
            return answer
        refusal: HttpResponse | None = super().pre_login(request, user, **more)
        return refusal

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        now = timezone.now()
        sessions.begin(request, now=now)
        actions.note_sign_in(user=user, by=actor_of(user, now=now), now=now)
        response: HttpResponse = super().post_login(request, user, **more)
        choices.remember(response, user)
        return response

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            now = timezone.now()
            actions.note_sign_out(user=request.user, by=actor_of(request.user, now=now), now=now)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        actions.note_failed_sign_in(username=str(credentials.get("username", "")), now=timezone.now())

    def add_message(self, *args: Any, **more: Any) -> None:
        """Say nothing: the page that follows shows that it worked."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps are kept encrypted, with a key that is not in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or no longer. Take the one that is shown now."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"second factor\0" + str(settings.SECRET_KEY).encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
