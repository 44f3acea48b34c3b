"""The register as a file. Personal values are masked in it, as they are on the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.accounts.access import Actor
from biaogan.complaints import queries
from biaogan.complaints.models import Complaint
from biaogan.complaints.queries import Choice
from biaogan.core.exchange.exporters import Column, download
from biaogan.core.time import local_day

#: More is a matter for figures, or for a narrower choice.
ROWS_AT_MOST = 50_000
ROWS_A_PAGE = 1000

COLUMNS = (
    Column("number", pgettext_lazy("complaint", "Number"), 18),
    Column("received_at", _("Received at"), 18),
    Column("unit_code", _("Code of the unit"), 14),
    Column("unit", _("Unit"), 24),
    Column("state", _("State"), 14),
    Column("voice", _("What it is"), 12),
    Column("channel", _("Came by"), 14),
    Column("source", _("Sent by"), 14),
    Column("level", _("Level"), 10),
    Column("business", _("Business"), 14),
    Column("cause", _("Cause"), 20),
    Column("liability", _("Liability"), 12),
    Column("nature", _("Nature"), 14),
    Column("customer", _("Customer"), 12),
    Column("handler", _("Handled by"), 12),
    Column("accepted_at", _("Accepted at"), 18),
    Column("told_at", _("Customer told at"), 18),
    Column("ended_at", _("Ended at"), 18),
    Column("summary", _("What happened"), 60),
)


def register_file(actor: Actor, choice: Choice, kind: str, *, now: dt.datetime) -> HttpResponse | StreamingHttpResponse:
    """Return what was chosen as an .xlsx or .csv file."""
    name = f"complaints-{local_day(now):%Y%m%d}"
    return download(name, COLUMNS, rows_of(actor, choice), kind if kind == "csv" else "xlsx")


def rows_of(actor: Actor, choice: Choice) -> Iterator[Sequence[Any]]:
    cursor, given = "", 0
    while given < ROWS_AT_MOST:
        page = queries.register_whole(actor, choice, cursor=cursor, size=ROWS_A_PAGE)
        for complaint in page.rows:
            yield _row(complaint)
        given, cursor = given + len(page), page.next
        if not cursor:
            return


def _row(complaint: Complaint) -> Sequence[Any]:
    unit = complaint.case.subject_unit
    return (
        complaint.case.number,
        complaint.received_at,
        unit.code,
        unit.label,
        complaint.get_state_display(),
        complaint.get_voice_display(),
        complaint.get_channel_display(),
        complaint.get_source_display(),
        complaint.get_level_display(),
        complaint.business.label if complaint.business else "",
        complaint.cause.label if complaint.cause else "",
        complaint.get_liability_display(),
        complaint.get_nature_display(),
        complaint.party.masked_name if complaint.party else "",
        complaint.handler.name if complaint.handler else "",
        complaint.accepted_at,
        complaint.told_at,
        complaint.ended_at,
        complaint.summary,
    )
