"""Items that nobody looks at: the figure of the last full month answers them."""

from __future__ import annotations

import datetime as dt

from biaogan.accounts.access import job_actor
from biaogan.core.time import local_day
from biaogan.handbook.queries import has_figures, record_answer
from biaogan.handbook.rules import Answer
from biaogan.inspections.models import Sheet
from biaogan.inspections.queries.fields import items_asked
from biaogan.metrics.periods import month_of
from biaogan.metrics.queries import Question, figures


def record_answers(sheet: Sheet, *, as_of: dt.datetime) -> dict[int, Answer]:
    """Return the answer of each item on record, by the item's key: «not applicable» where nothing counts what it asks."""
    items = [item for item in items_asked(sheet) if item.is_on_record]
    counted = sorted({item.metric for item in items if has_figures(item)})
    asked = Question(sheet.case.subject_unit, month_of(_full_month(as_of)), as_of)
    found = figures(counted, asked, actor=job_actor("inspections.records")) if counted else {}
    return {item.pk: record_answer(item, found.get(item.metric)) for item in items}


def _full_month(as_of: dt.datetime) -> dt.date:
    return local_day(as_of).replace(day=1) - dt.timedelta(days=1)
