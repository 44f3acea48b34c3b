"""The notice as a picture: a draft as it will be issued, an issued one as it went out."""

from __future__ import annotations

import datetime as dt

from biaogan.papers import rendering
from biaogan.papers.kinds import KINDS
from biaogan.papers.layouts.pdf import as_pictures
from biaogan.rectification import notices
from biaogan.rectification.models import Notice


def pictures(notice: Notice, *, now: dt.datetime) -> list[bytes]:
    """Return the pages as pictures."""
    sheet = rendering.preview(notice.paper, now=now) if notice.paper else notices.preview(notice, now=now)
    return as_pictures(sheet, KINDS[notices.NOTICE.code].layout)
