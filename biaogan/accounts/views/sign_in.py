"""The sign-in page, which also says what to do where nobody can sign in yet."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView

from biaogan.accounts.models import User


class SignIn(LoginView):  # type: ignore[misc]
    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**more)
        return context | {"is_without_users": not User.objects.exists()}


sign_in = SignIn.as_view()
