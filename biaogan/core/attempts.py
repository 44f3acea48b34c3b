"""How a view does what a form asks for, and says why not: beside what was typed, or on the page that follows a dialog."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from biaogan.core.errors import RuleBroken


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> Any:
    """Return what the action returns; a broken rule or a missing right is said in the form, where what was typed is kept."""
    try:
        return act()
    except RuleBroken as broken:
        form.add_error(None, broken.message)
    except PermissionDenied as denied:
        form.add_error(None, str(denied))
    return None


def act_or_tell(request: HttpRequest, act: Callable[[], Any]) -> bool:
    """Do what a dialog asked for; a broken rule is said on the page that follows, since the dialog is gone."""
    try:
        act()
    except RuleBroken as broken:
        messages.error(request, broken.message)
        return False
    return True


def tell_errors(request: HttpRequest, form: forms.BaseForm) -> None:
    """Say what a dialog's form lacked, since the dialog is gone."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, " ".join(filter(None, [str(label or ""), *map(str, errors)])))
