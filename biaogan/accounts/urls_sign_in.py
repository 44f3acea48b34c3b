"""The pages of django-allauth that we use, opened one by one; its other pages have no address here."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from django.urls import path

from biaogan.accounts.access import public, signed_in
from biaogan.accounts.views import second_factor as own
from biaogan.accounts.views.sign_in import sign_in

urlpatterns = [
    path("", public(sign_in), name="account_login"),
    path("out", public(account.logout), name="account_logout"),
    path("closed", public(account.account_inactive), name="account_inactive"),
    path("again", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("code", public(second_factor.authenticate), name="mfa_authenticate"),
    path("code/again", signed_in(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path("code/settings", signed_in(second_factor.index), name="mfa_index"),
    path("code/app", signed_in(own.activate), name="mfa_activate_totp"),
    path("code/app/remove", signed_in(own.deactivate), name="mfa_deactivate_totp"),
    path("code/spare", signed_in(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("code/spare/new", signed_in(own.new_recovery_codes), name="mfa_generate_recovery_codes"),
    path("code/spare/file", signed_in(recovery_codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]
