"""The trail as a file: what the reader has narrowed it to, streamed, as free of personal values as the trail itself."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.audit import queries
from biaogan.audit.models import EventQuerySet
from biaogan.audit.queries import Line, Wanted
from biaogan.core.access import Asker, require_anywhere
from biaogan.core.exchange import Column, download
from biaogan.core.exchange.exporters import EXPORT_DATA, note_export
from biaogan.core.paging import capped_count, page
from biaogan.core.time import local_day

ORDER = ["-at", "-pk"]

#: More is a matter for a narrower choice.
ROWS_AT_MOST = 200_000
ROWS_A_PAGE = 1000

COLUMNS = (
    Column("at", pgettext_lazy("audit trail", "When"), 20),
    Column("happened_at", _("took place"), 20),
    Column("who", pgettext_lazy("audit trail", "Who"), 16),
    Column("actor", _("Reference of who"), 16),
    Column("what", pgettext_lazy("audit trail", "What"), 24),
    Column("name", _("Name of the event"), 24),
    Column("subject", pgettext_lazy("audit trail", "To what"), 24),
    Column("subject_ref", _("Reference of what"), 24),
    Column("case", _("Case"), 18),
    Column("unit", _("Unit"), 20),
    Column("details", pgettext_lazy("audit trail", "Details"), 40),
)


def trail_file(actor: Asker, wanted: Wanted, *, now: dt.datetime) -> HttpResponse | StreamingHttpResponse:
    """Return what was chosen, the newest first, as a .csv file; that it was taken out is written down before the first row.

    Raises PermissionDenied for who may not export.
    """
    require_anywhere(actor, EXPORT_DATA)
    name = f"audit-{local_day(now):%Y%m%d}"
    # What happens from now on, this export too, is not in it: pages read one after the other fit together.
    events = queries.trail(actor, wanted).filter(at__lt=now)
    count = min(capped_count(events, cap=ROWS_AT_MOST), ROWS_AT_MOST)
    note_export("audit", f"{name}.csv", count, by=actor, now=now)
    return download(name, COLUMNS, rows_of(events), "csv")


def rows_of(events: EventQuerySet) -> Iterator[Sequence[Any]]:
    cursor, given = "", 0
    while given < ROWS_AT_MOST:
        found = page(events, by=ORDER, cursor=cursor, size=ROWS_A_PAGE)
        for line in queries.lines(found.rows):
            yield _row(line)
        given, cursor = given + len(found), found.next
        if not cursor:
            return


def _row(line: Line) -> Sequence[Any]:
    event = line.event
    return (
        event.at,
        event.happened_at,
        str(line.who.label),
        event.actor_ref,
        str(line.what),
        event.name,
        str(line.subject.label),
        f"{event.subject_type}:{event.subject_id}",
        str(line.case.label) if line.case else "",
        str(line.unit.label) if line.unit else "",
        json.dumps(event.facts, ensure_ascii=False, sort_keys=True) if event.facts else "",
    )
