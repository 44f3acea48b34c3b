"""Files of papers that were issued a moment ago."""

from __future__ import annotations

import datetime as dt
import logging

from django.db.models import Exists, OuterRef, Q

from biaogan.papers.models import Paper, PaperFile
from biaogan.papers.rendering import file_of
from biaogan.papers.rules import State

logger = logging.getLogger(__name__)

#: So many papers a minute at most; the rest waits for the next run, or is made when somebody opens it.
MOST = 500


def render(*, now: dt.datetime) -> int:
    """Make the files that issued and void papers lack; return how many were made. One that fails does not stop the others."""
    made = 0
    for form in PaperFile.Form.values:
        for paper in _without_file(form)[:MOST]:
            try:
                file_of(paper, form, now=now)
                made += 1
            except Exception:
                logger.exception("paper %s was not rendered as %s", paper.pk, form)
    return made


def _without_file(form: str):  # type: ignore[no-untyped-def]
    files = PaperFile.objects.filter(paper=OuterRef("pk"), form=form)
    lacking = Q(~Exists(files.filter(is_void=False)), state=State.ISSUED) | Q(
        ~Exists(files.filter(is_void=True)), state=State.VOID
    )
    return Paper.objects.filter(lacking).order_by("-pk")
