"""`biaogan import holidays FILE…`: what the files would change is said before it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from biaogan.core import wording
from biaogan.core.access import Asker
from biaogan.core.errors import InputRefused
from biaogan.core.exchange import Importer, RefusedRow, Report, Run, register_importer
from biaogan.workcal import actions
from biaogan.workcal.permissions import EDIT_CALENDAR
from biaogan.workcal.reading import one_a_year, read_notices
from biaogan.workcal.rules.notices import Changes, DayChange, Notice
from biaogan.workcal.wording import mark_text, state_text

KIND = "holidays"


def register() -> None:
    register_importer(
        Importer(
            kind=KIND,
            label=gettext_lazy("Notices of working days"),
            permission=EDIT_CALENDAR,
            read_files=_read_files,
            suffixes=(".json", ".csv", ".tsv", ".txt", ".xlsx", ".xls"),
            options=("layer",),
            help=gettext_lazy("Year files of holiday-cn, or a table with the columns date, working, name."),
        )
    )


def _read_files(paths: list[Path], run: Run) -> Report:
    return import_holidays(paths, layer=run.options.get("layer", "cn"), dry_run=run.dry_run, by=run.by, now=run.now)


def import_holidays(
    paths: Sequence[Path], *, layer: str = "cn", dry_run: bool = False, by: Asker, now: dt.datetime
) -> Report:
    """Take in the notices of the files, all or none, and report each day that this changes, or would change.

    Raises PermissionDenied, InputRefused for an unknown layer.
    """
    report = Report(KIND, [path.name for path in paths], is_dry_run=dry_run)
    notices = [notice for path in paths for notice in _notices(path, report)]
    report.read += sum(len(notice.marks) for notice in notices)
    with transaction.atomic():
        changes = actions.import_notices(one_a_year(notices), layer=layer, by=by, now=now)
        report.is_applied = not dry_run and report.is_clean
        if not report.is_applied:
            transaction.set_rollback(True)
    _tell(changes, report)
    return report


def _notices(path: Path, report: Report) -> list[Notice]:
    """Return the notices in the file; what cannot be true goes to the report."""
    try:
        return read_notices(path)
    except InputRefused as error:
        found = [RefusedRow(each.reason, each.line, each.column, each.value, path.name) for each in error.refusals]
        report.refused += found or [RefusedRow(error.message, file=path.name)]
        report.refused_rows += max(len(found), 1)
        return []


def _tell(changes: Changes, report: Report) -> None:
    report.created = sum(1 for change in changes.days if not change.was_marked)
    report.updated = len(changes.days) - report.created
    removed = sum(1 for change in changes.days if not change.is_marked)
    report.same = report.read - len(changes.days) + removed
    report.notes += [
        _("%(year)s: the file is empty; the year stays as it is") % {"year": year} for year in changes.empty
    ]
    for year in changes.years:
        if year.old != year.new:
            values = {"year": year.year, "old": state_text(year.old), "new": state_text(year.new)}
            report.notes.append(_("%(year)s: %(old)s → %(new)s") % values)
    report.notes += [_day_note(change) for change in changes.days]


def _day_note(change: DayChange) -> str:
    day = wording.day_text(change.day)
    return f"{day}: {mark_text(change.old, change.day)} → {mark_text(change.new, change.day)}"
