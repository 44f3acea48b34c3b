"""Import by page: hand in a file, look at what would happen, then let it happen."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.core.access import AskedRequest, needs
from biaogan.core.errors import InputRefused
from biaogan.core.exchange import uploads
from biaogan.core.exchange.exporters import Column, download
from biaogan.core.exchange.forms import UploadForm
from biaogan.core.exchange.importers import IMPORTERS, Importer
from biaogan.core.exchange.importing import IMPORT_DATA, import_files
from biaogan.core.exchange.report import Report

#: As many refusals as a page shows; the file of refusals has all.
SHOWN = 200


@needs(IMPORT_DATA)
@require_GET
def kinds(request: AskedRequest) -> HttpResponse:
    return render(request, "core/import/kinds.html", {"importers": _open_to(request)})


def _open_to(request: AskedRequest) -> list[Importer]:
    return [importer for importer in IMPORTERS if request.actor.may_anywhere(importer.permission)]


def _importer(request: AskedRequest, kind: str) -> Importer:
    found = next((importer for importer in _open_to(request) if importer.kind == kind), None)
    if found is None:
        raise Http404
    return found


def _trail(importer: Importer | None = None) -> list[tuple[str, str]]:
    trail = [(_("Import files"), reverse("core:import"))]
    return [*trail, (str(importer.label), reverse("core:import_hand_in", args=[importer.kind]))] if importer else trail


@needs(IMPORT_DATA)
@require_http_methods(["GET", "POST"])
def hand_in(request: AskedRequest, kind: str) -> HttpResponse:
    """Take a file and show what importing it would do."""
    importer = _importer(request, kind)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, importer=importer)
    if form.is_valid() and (key := _look(request, form)):
        return redirect("core:import_look", kind=kind, key=key)
    context = {
        "form": form,
        "importer": importer,
        "columns": importer.fields,
        "max_rows": uploads.MAX_ROWS,
        "trail": _trail(),
    }
    return render(request, "core/import/hand_in.html", context, status=422 if form.errors else 200)


def _look(request: AskedRequest, form: UploadForm) -> uuid.UUID | None:
    """Keep the file and run it dry; return its key, or None with the reason in the form."""
    told = form.cleaned_data
    kept = {"kind": form.importer.kind, "mapping": told.get("mapping", ""), "update": told["update"]}
    try:
        key = uploads.keep(told["file"], options=form.options(), by=request.actor, **kept)
    except InputRefused as refused:
        form.refuse(refused)
        return None
    try:
        _run(request, form.importer, key, dry_run=True)
    except InputRefused as refused:
        uploads.forget(key)
        form.refuse(refused)
        return None
    return uuid.UUID(key)


def _run(request: AskedRequest, importer: Importer, key: str, **wishes: Any) -> Report:
    waiting = uploads.waiting(key, by=request.actor)
    if waiting is None or waiting.kind != importer.kind:
        raise Http404
    report = import_files(
        importer,
        [waiting.path],
        by=request.actor,
        now=timezone.now(),
        mapping=waiting.mapping,
        update=waiting.update,
        options=waiting.options,
        max_rows=uploads.MAX_ROWS,
        **wishes,
    )
    uploads.keep_report(key, report)
    return report


@needs(IMPORT_DATA)
@require_GET
def look(request: AskedRequest, kind: str, key: uuid.UUID) -> HttpResponse:
    """Show what importing the file would do, or did."""
    importer, report = _importer(request, kind), _report(request, kind, key)
    may_import = not report.is_applied and report.changes > 0
    context = {
        "importer": importer,
        "trail": _trail(importer),
        "report": report,
        "key": key,
        "refusals": report.refused[:SHOWN],
        "hidden": max(0, len(report.refused) - SHOWN),
        "may_import": may_import and report.is_clean,
        "may_import_rest": may_import and not report.is_clean,
    }
    return render(request, "core/import/look.html", context)


def _report(request: AskedRequest, kind: str, key: uuid.UUID) -> Report:
    waiting = uploads.waiting(key.hex, by=request.actor)
    report = uploads.report_of(key.hex) if waiting is not None and waiting.kind == kind else None
    if report is None:
        raise Http404
    return report


@needs(IMPORT_DATA)
@require_POST
def apply(request: AskedRequest, kind: str, key: uuid.UUID) -> HttpResponse:
    """Import the file, with `partial` without the rows that are refused."""
    importer = _importer(request, kind)
    if _report(request, kind, key).is_applied:
        return redirect("core:import_look", kind=kind, key=key)
    report = _run(request, importer, key.hex, partial=bool(request.POST.get("partial")))
    if report.is_applied:
        messages.success(request, _("Imported: %(count)s rows.") % {"count": f"{report.changes:,}"})
    else:
        messages.error(request, _("Nothing was kept: since you looked, rows have come to be refused."))
    return redirect("core:import_look", kind=kind, key=key)


@needs(IMPORT_DATA)
@require_GET
def refusals(request: AskedRequest, kind: str, key: uuid.UUID) -> HttpResponse:
    """Give out all refusals as a file."""
    _importer(request, kind)
    report = _report(request, kind, key)
    heads = {"line": _("Line"), "column": _("Column"), "value": _("Value"), "reason": _("Why")}
    columns = [Column(name, label, 24) for name, label in heads.items()]
    rows = ([getattr(row, name) for name in heads] for row in report.refused)
    return download(_("Refused rows"), columns, rows, "xlsx")  # type: ignore[return-value]


@needs(IMPORT_DATA)
@require_GET
def template(request: AskedRequest, kind: str) -> HttpResponse:
    """Give out an empty table with the columns that the importer knows."""
    importer = _importer(request, kind)
    columns = [Column(field.name, field.label, 18) for field in importer.fields]
    return download(str(importer.label), columns, [], "xlsx")  # type: ignore[return-value]
