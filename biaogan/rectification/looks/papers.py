"""The notice as pictures: a draft as it will be issued, an issued one as it went out."""

from __future__ import annotations

import datetime as dt

from biaogan.papers.kinds import KINDS
from biaogan.papers.layouts.pdf import as_pictures
from biaogan.rectification import queries
from biaogan.rectification.models import Notice
from biaogan.rectification.notices import NOTICE


def pictures(notice: Notice, *, now: dt.datetime) -> list[bytes]:
    return as_pictures(queries.preview(notice, now=now), KINDS[NOTICE.code].layout)
