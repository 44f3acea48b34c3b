"""A notice from a file: what it would change is shown first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from biaogan.core.access import AskedRequest, needs
from biaogan.core.errors import InputRefused
from biaogan.core.exchange import RefusedRow
from biaogan.workcal import actions, queries
from biaogan.workcal.forms import UploadForm
from biaogan.workcal.models import Layer
from biaogan.workcal.permissions import EDIT_CALENDAR
from biaogan.workcal.reading import one_a_year, read_notices
from biaogan.workcal.rules.notices import Changes, Notice
from biaogan.workcal.sealed import seal, unseal
from biaogan.workcal.views.calendars import trail_of
from biaogan.workcal.wording import mark_text, state_text


@require_http_methods(["GET", "POST"])
@needs(EDIT_CALENDAR)
def upload(request: AskedRequest, code: str) -> HttpResponse:
    """Ask for files, and show what they would change."""
    layer = get_object_or_404(Layer.objects.visible_to(request.actor), code=code)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if not form.is_valid():
        return _page(request, layer, {"form": form}, status=422 if form.errors else 200)
    refused: list[RefusedRow] = []
    notices = [notice for file in form.cleaned_data["notices"] for notice in _read(file, refused)]
    if not refused:
        try:
            notices = one_a_year(notices)
        except InputRefused as error:
            refused.append(RefusedRow(error.message))
    if refused:
        return _page(request, layer, {"form": UploadForm(), "refused": refused}, status=422)
    changes = queries.changes_by(notices, layer=layer)
    return _page(request, layer, {"form": UploadForm(), **_preview(layer, notices, changes)})


@require_POST
@needs(EDIT_CALENDAR)
def apply(request: AskedRequest, code: str) -> HttpResponse:
    """Take in what was shown; raises RuleBroken if the calendar was changed since."""
    layer = get_object_or_404(Layer.objects.visible_to(request.actor), code=code)
    sealed = unseal(request.POST.get("sealed", ""))
    if sealed.layer != code:
        raise InputRefused("workcal.unsealed", _("This was shown for another calendar. Choose the file again."))
    changes = actions.import_notices(
        sealed.notices, layer=code, expected=sealed.digest, by=request.actor, now=timezone.now()
    )
    count = len(changes.days)
    messages.success(request, ngettext("%(n)s day was changed.", "%(n)s days were changed.", count) % {"n": count})
    return redirect("workcal:calendar", layer.code)


def _page(request: AskedRequest, layer: Layer, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context = {"layer": layer, "trail": trail_of(layer), **more}
    return render(request, "workcal/upload.html", context, status=status)


def _read(file: Any, refused: list[RefusedRow]) -> list[Notice]:
    assert isinstance(file, TemporaryUploadedFile)
    name = file.name or ""
    try:
        return read_notices(Path(file.temporary_file_path()), name)
    except InputRefused as error:
        rows = [RefusedRow(each.reason, each.line, each.column, each.value, name) for each in error.refusals]
        refused += rows or [RefusedRow(error.message, file=name)]
        return []


def _preview(layer: Layer, notices: list[Notice], changes: Changes) -> dict[str, Any]:
    return {
        "changes": changes,
        "is_shown": True,
        "days": [
            (each, mark_text(each.old, each.day), mark_text(each.new, each.day), each.moves_limits)
            for each in changes.days
        ],
        "years": [(each, state_text(each.old), state_text(each.new)) for each in changes.years],
        "sealed": seal(layer.code, notices, changes.digest) if changes else "",
    }
