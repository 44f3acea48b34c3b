"""Numbers of issued papers: no gap, none twice, however many issue at once and whoever of them fails.

The number is the last statement of an issue. Its row of the run stays locked until the commit, so it must not be taken earlier: the
second issuer of the same code waits for the first one's whole transaction. A rollback gives the number back with everything else.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from biaogan.papers.models import Paper

_ALLOT = """
WITH next AS (
    INSERT INTO papers_numberrun AS run (code, kind, year, last) VALUES (%(code)s, %(kind)s, %(year)s, 1)
    ON CONFLICT (code, kind, year) DO UPDATE SET last = run.last + 1
    RETURNING last
)
UPDATE papers_paper SET state = 'issued', issuer_code = %(code)s, year = %(year)s, running = next.last, issued_at = %(at)s,
    issued_by_id = %(by)s
FROM next WHERE papers_paper.id = %(paper)s RETURNING running
"""


def allot(paper: Paper, *, code: str, year: int, at: dt.datetime, by: int | None) -> None:
    """Make the draft an issued paper with the next number of its run."""
    params: dict[str, Any] = {"code": code, "kind": paper.kind, "year": year, "at": at, "by": by, "paper": paper.pk}
    with connection.cursor() as cursor:
        cursor.execute(_ALLOT, params)
        paper.running = cursor.fetchone()[0]
    paper.state, paper.issuer_code, paper.year, paper.issued_at, paper.issued_by_id = "issued", code, year, at, by
