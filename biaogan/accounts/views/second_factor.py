"""allauth's pages of the second factor, with our events."""

from __future__ import annotations

from typing import Any

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from biaogan.accounts import actions


class _Noted:
    """Records `event` in the transaction of the change itself."""

    event = ""
    request: Any

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        actor = self.request.actor
        actions.note_second_factor(user=actor.user, name=self.event, by=actor, now=timezone.now())
        return response


class Activate(_Noted, ActivateTOTPView):  # type: ignore[misc]
    event = "user.second_factor_set"


class Deactivate(_Noted, DeactivateTOTPView):  # type: ignore[misc]
    event = "user.second_factor_given_up"


class NewRecoveryCodes(_Noted, GenerateRecoveryCodesView):  # type: ignore[misc]
    event = "user.recovery_codes_drawn"


activate = Activate.as_view()
deactivate = Deactivate.as_view()
new_recovery_codes = NewRecoveryCodes.as_view()
