"""Finding what an address names, scope first; and saying refusals beside the fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from biaogan.accounts.access import SignedInRequest
from biaogan.core.errors import InputRefused, Problem
from biaogan.handbook.models import Area, Item, Version


def version_of(request: SignedInRequest, pk: int) -> Version:
    rows = Version.objects.visible_to(request.actor).select_related("handbook", "made_by", "published_by")
    return get_object_or_404(rows, pk=pk)


def draft_of(request: SignedInRequest, pk: int) -> Version:
    version = version_of(request, pk)
    if not version.is_draft:
        raise Http404
    return version


def item_of(request: SignedInRequest, pk: int) -> Item:
    rows = Item.objects.visible_to(request.actor).select_related("area", "version__handbook")
    return get_object_or_404(rows, pk=pk)


def area_of(request: SignedInRequest, pk: int) -> Area:
    return get_object_or_404(Area.objects.visible_to(request.actor).select_related("version__handbook"), pk=pk)


def is_done(
    request: SignedInRequest,
    form: forms.Form,
    act: Callable[..., object],
    values_of: Callable[[dict[str, Any]], Mapping[str, Any]],
) -> bool:
    """Tell whether the form was sent and the action took what it says; why it was refused stands beside the fields."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(**values_of(form.cleaned_data), by=request.actor, now=timezone.now())
    except InputRefused as refused:
        for refusal in refused.refusals:
            form.add_error(refusal.column if refusal.column in form.fields else None, refusal.reason)
        if not refused.refusals:
            form.add_error(None, refused.message)
        return False
    except Problem as problem:
        form.add_error(None, problem.message)
        return False
    return True
