"""Import of files for programs."""

from __future__ import annotations

import json
from typing import Annotated, Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile

from biaogan.core.access import AskedRequest, needs
from biaogan.core.errors import InputRefused
from biaogan.core.exchange import uploads
from biaogan.core.exchange.importers import IMPORTERS, Importer
from biaogan.core.exchange.importing import IMPORT_DATA, import_files
from biaogan.core.exchange.mapping import mapping_names
from biaogan.core.wording import listed

router = Router()

#: Refusals that one answer tells; the rest are counted.
TOLD = 1000

Word = Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")]


class ColumnOut(Schema):
    name: str
    label: str

    @staticmethod
    def resolve_label(field: Any) -> str:
        return str(field.label)


class ImporterOut(Schema):
    kind: str
    label: str
    fields: list[ColumnOut]
    mappings: list[str]
    options: list[str]

    @staticmethod
    def resolve_label(importer: Importer) -> str:
        return str(importer.label)

    @staticmethod
    def resolve_mappings(importer: Importer) -> list[str]:
        return mapping_names(importer)


class ImportIn(Schema):
    mapping: Word = Field("", description="Which of the known files it is; without it, the names of the columns tell.")
    dry_run: bool = Field(True, description="Say what would happen and change nothing.")
    partial: bool = Field(False, description="Leave out the rows that are refused; else one takes back everything.")
    update: bool = Field(False, description="Change what was imported before with other values.")
    options: Word = Field("", description='What only this kind understands, as JSON: {"layer": "cn-gx"}.')


class RefusalOut(Schema):
    reason: str
    line: int
    column: str
    value: str
    file: str


class ReportOut(Schema):
    kind: str
    mapping: str
    applied: bool
    dry_run: bool
    read: int
    created: int
    updated: int
    skipped: int
    refused: int
    refusals: list[RefusalOut] = Field(description=f"The first {TOLD} of them.")
    notes: list[str]


@router.get("/imports", response=list[ImporterOut], operation_id="core_importers")
@needs(IMPORT_DATA)
def importers(request: AskedRequest) -> list[Importer]:
    """The kinds of file that the caller may import, with the columns that each knows."""
    return [importer for importer in IMPORTERS if request.actor.may_anywhere(importer.permission)]


@router.post("/imports/{kind}", response=ReportOut, operation_id="core_import_file")
@needs(IMPORT_DATA)
def import_file(request: AskedRequest, kind: str, file: File[UploadedFile], wanted: Form[ImportIn]) -> dict[str, Any]:
    """Import a file, or say what importing it would do: every refused row with line, column and reason.

    A second time it changes nothing. Nothing is applied where a row is refused, unless `partial` is asked for.
    """
    importer = next((each for each in importers(request) if each.kind == kind), None)
    if importer is None:
        raise Http404
    options = _options(importer, wanted.options)
    key = uploads.keep(file, kind=kind, mapping=wanted.mapping, update=wanted.update, options=options, by=request.actor)
    try:
        waiting = uploads.waiting(key, by=request.actor)
        assert waiting is not None
        report = import_files(
            importer,
            [waiting.path],
            by=request.actor,
            now=timezone.now(),
            mapping=wanted.mapping,
            update=wanted.update,
            dry_run=wanted.dry_run,
            partial=wanted.partial,
            options=options,
            max_rows=uploads.MAX_ROWS,
        )
    finally:
        uploads.forget(key)
    told = report.as_json()
    return {**told, "refusals": told["refusals"][:TOLD]}


def _options(importer: Importer, text: str) -> dict[str, str]:
    try:
        told = json.loads(text) if text else {}
    except ValueError:
        told = None
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        raise InputRefused("exchange.bad_options", _("Options are written as JSON, with texts as values."))
    if unknown := sorted(set(told) - set(importer.options)):
        message = _("This kind of file has no such option: %(names)s.")
        raise InputRefused("exchange.unknown_option", message % {"names": listed(unknown)})
    return told
