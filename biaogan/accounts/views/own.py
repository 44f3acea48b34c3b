"""What everybody does for themselves: language, appearance, password, sessions, tokens."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from biaogan.accounts import actions, choices, queries
from biaogan.accounts.access import SignedInRequest, signed_in
from biaogan.accounts.forms import ChoicesForm, PasswordForm, TokenForm
from biaogan.accounts.models import User
from biaogan.core.errors import Problem


@require_http_methods(["GET", "POST"])
@signed_in
def settings(request: SignedInRequest) -> HttpResponse:
    user = _user(request)
    form = ChoicesForm(request.POST or None, initial={"language": user.language, "theme": user.theme or "auto"})
    if form.is_valid():
        actions.save_choices(user=user, by=request.actor, now=timezone.now(), **form.cleaned_data)
        with translation.override(user.language or translation.get_language()):
            messages.success(request, _("Your choices are saved."))
        response = redirect("accounts:settings")
        choices.remember(response, user)
        return response
    return _settings_page(request, form=form)


@require_http_methods(["GET", "POST"])
@signed_in
@never_cache
@sensitive_post_parameters()
def password(request: SignedInRequest) -> HttpResponse:
    user = _user(request)
    was_one_time = user.one_time_until is not None
    form = PasswordForm(request.POST or None, user=user)
    if form.is_valid():
        actions.change_password(
            user=user,
            password=form.cleaned_data["new"],
            by=request.actor,
            now=timezone.now(),
            keep_session=request.session.session_key or "",
        )
        update_session_auth_hash(request, user)
        messages.success(request, _("Your new password is set; other browsers are signed out."))
        return redirect("/" if was_one_time else "accounts:settings")
    template = "accounts/first_password.html" if was_one_time else "accounts/password.html"
    return render(request, template, {"form": form}, status=422 if form.errors else 200)


@require_POST
@signed_in
def sessions_end(request: SignedInRequest) -> HttpResponse:
    actions.end_sessions(
        user=_user(request), but=request.session.session_key or "", by=request.actor, now=timezone.now()
    )
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:settings")


@require_POST
@signed_in
@never_cache
def token_new(request: SignedInRequest) -> HttpResponse:
    form = TokenForm(request.POST, actor=request.actor)
    now = timezone.now()
    if form.is_valid():
        try:
            token, secret = actions.create_token(
                user=_user(request),
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_at=form.expires_at(now),
                by=request.actor,
                now=now,
            )
        except Problem as error:
            form.add_error(None, error.message)
        else:
            return render(request, "accounts/token.html", {"token": token, "secret": secret})
    return _settings_page(request, token_form=form)


@require_POST
@signed_in
def token_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(queries.tokens_of(_user(request)), pk=pk)
    actions.revoke_token(token=token, by=request.actor, now=timezone.now())
    messages.success(request, _("The token is revoked."))
    return redirect("accounts:settings")


def _user(request: SignedInRequest) -> User:
    assert request.actor.user is not None
    return request.actor.user


def _settings_page(
    request: SignedInRequest, *, form: ChoicesForm | None = None, token_form: TokenForm | None = None
) -> HttpResponse:
    user, now = _user(request), timezone.now()
    context = {
        "form": form or ChoicesForm(initial={"language": user.language, "theme": user.theme or "auto"}),
        "token_form": token_form or TokenForm(actor=request.actor),
        "tokens": queries.tokens_of(user),
        "sessions": queries.sessions_of(user, now=now),
        "this_session": request.session.session_key,
        "has_second_factor": is_mfa_enabled(user),
        "roles": queries.own_roles(request.actor),
        "now": now,
    }
    wrong = (form is not None and form.errors) or (token_form is not None and token_form.errors)
    return render(request, "accounts/settings.html", context, status=422 if wrong else 200)


password.is_open_with_one_time_password = True  # type: ignore[attr-defined]
