"""What administrators see and do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts import actions, queries
from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.accounts.forms import GrantForm, LinkForm, NewUserForm, UserFilterForm
from biaogan.accounts.models import ApiToken, RoleGrant, User
from biaogan.core.errors import Problem
from biaogan.core.paging import page
from biaogan.core.parts import Move
from biaogan.core.time import local_day


@require_GET
@needs(Permission.MANAGE_USERS)
def users(request: SignedInRequest) -> HttpResponse:
    form = UserFilterForm(request.GET)
    form.is_valid()
    found = queries.users(request.actor, text=form.cleaned_data.get("q", ""), state=form.cleaned_data.get("state", ""))
    rows = page(found, by=["username"], cursor=request.GET.get("cursor", ""))
    template = "accounts/_users.html" if request.htmx else "accounts/users.html"
    return render(request, template, {"form": form, "page": rows})


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_USERS)
@never_cache
def user_new(request: SignedInRequest) -> HttpResponse:
    form = NewUserForm(request.POST or None)
    if form.is_valid():
        try:
            user, secret = actions.create_user(**form.cleaned_data, by=request.actor, now=timezone.now())
        except Problem as error:
            form.add_error(None, error.message)
        else:
            return _secret_page(request, user, secret)
    return render(request, "accounts/user_new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@needs(Permission.MANAGE_USERS)
def user(request: SignedInRequest, pk: int) -> HttpResponse:
    return _user_page(request, _visible(request, pk))


@require_POST
@needs(Permission.MANAGE_USERS)
def user_deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.deactivate_user, _("The user is shut out; sessions and tokens are dead."))


@require_POST
@needs(Permission.MANAGE_USERS)
def user_reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.reactivate_user, _("The user may sign in again."))


@require_POST
@needs(Permission.MANAGE_USERS)
def user_second_factor_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.remove_second_factor, _("The second factor is removed."))


@require_POST
@needs(Permission.MANAGE_USERS)
@never_cache
def user_password_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    someone = _visible(request, pk)
    try:
        secret = actions.reset_password(user_id=pk, by=request.actor, now=timezone.now())
    except Problem as error:
        messages.error(request, error.message)
        return redirect("accounts:user", pk)
    return _secret_page(request, someone, secret)


@require_POST
@needs(Permission.MANAGE_USERS)
def user_link(request: SignedInRequest, pk: int) -> HttpResponse:
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _user_page(request, _visible(request, pk), link=form)
    return _do(request, pk, actions.link_person, _("The rights of the user follow."), **form.cleaned_data)


@require_POST
@needs(Permission.MANAGE_USERS)
def role_grant(request: SignedInRequest, pk: int) -> HttpResponse:
    someone = _visible(request, pk)
    form = GrantForm(request.POST)
    if form.is_valid():
        try:
            actions.grant_role(user_id=pk, by=request.actor, now=timezone.now(), **form.cleaned_data)
        except Problem as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The role is given."))
            return redirect("accounts:user", pk)
    return _user_page(request, someone, grant=form)


@require_POST
@needs(Permission.MANAGE_USERS)
def role_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(RoleGrant.objects.visible_to(request.actor), pk=pk)
    try:
        actions.revoke_role(grant_id=pk, by=request.actor, now=timezone.now())
    except Problem as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The role is taken back."))
    return redirect("accounts:user", grant.user_id)


@require_POST
@needs(Permission.MANAGE_USERS)
def user_token_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.visible_to(request.actor), pk=pk)
    actions.revoke_token(token=token, by=request.actor, now=timezone.now())
    messages.success(request, _("The token is revoked."))
    return redirect("accounts:user", token.user_id)


def _visible(request: SignedInRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.actor).select_related("person"), pk=pk)


def _do(request: SignedInRequest, pk: int, action: Callable[..., Any], said: str, **values: Any) -> HttpResponse:
    _visible(request, pk)
    try:
        action(user_id=pk, by=request.actor, now=timezone.now(), **values)
    except Problem as error:
        messages.error(request, error.message)
    else:
        messages.success(request, said)
    return redirect("accounts:user", pk)


def _user_page(
    request: SignedInRequest, someone: User, *, grant: GrantForm | None = None, link: LinkForm | None = None
) -> HttpResponse:
    today = local_day(timezone.now())
    is_oneself = request.actor.user is not None and request.actor.user.pk == someone.pk
    context = {
        "someone": someone,
        "holdings": queries.holdings_of(someone, on=today),
        "grants": queries.grants_of(someone),
        "tokens": queries.tokens_of(someone),
        "grant_form": grant or GrantForm(initial={"from_": today}),
        "moves": [] if is_oneself else _moves(someone, link or LinkForm(initial=_linked(someone))),
        "is_oneself": is_oneself,
        "now": timezone.now(),
        "today": today,
    }
    wrong = (grant is not None and grant.errors) or (link is not None and link.errors)
    return render(request, "accounts/user.html", context, status=422 if wrong else 200)


def _linked(someone: User) -> dict[str, str]:
    return {"person": someone.person.staff_no} if someone.person else {}


def _moves(someone: User, link: LinkForm) -> list[Move]:
    def to(name: str) -> str:
        return reverse(f"accounts:{name}", args=[someone.pk])

    reset = Move(
        _("Reset the password"),
        to("user_password_reset"),
        _("The user gets a one-time password, good for 72 hours, and is signed out everywhere."),
        icon="key",
        is_dangerous=True,
    )
    linked = Move(_("Link to a member of staff"), to("user_link"), icon="link", form=link)
    factor = Move(
        _("Remove the second factor"),
        to("user_second_factor_remove"),
        _("For somebody who lost their phone: the password alone opens the door until they set up another."),
        icon="shield-x",
        is_dangerous=True,
    )
    if not someone.is_active:
        back = Move(_("Let in again"), to("user_reactivate"), icon="lock-open")
        return [back, linked]
    out = Move(
        _("Shut out"),
        to("user_deactivate"),
        _("Sign-in, sessions and tokens of this user stop at once. What they did stays in the trail."),
        icon="lock",
        is_dangerous=True,
    )
    return [reset, linked, factor, out]


def _secret_page(request: SignedInRequest, someone: User, secret: str) -> HttpResponse:
    return render(request, "accounts/one_time_password.html", {"someone": someone, "secret": secret})
