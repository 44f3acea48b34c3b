"""Handing files out: written down first, as attachments, and boxed in so that they are nothing but files."""

from __future__ import annotations

import datetime as dt
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse

from biaogan.accounts.access import Actor
from biaogan.evidence import actions, queries, store
from biaogan.evidence.gates import require_open
from biaogan.evidence.models import Evidence, EvidenceAccess
from biaogan.evidence.rules.ranges import NoSuchStretch, Stretch, stretch_of
from biaogan.evidence.thumbnails import thumbnail_of

SMALL_PICTURE_SECONDS = 600

#: A player asks for a recording stretch by stretch; within this time that is one look.
ONE_LOOK = dt.timedelta(minutes=10)


def whole_file(evidence: Evidence, *, asked: HttpRequest, by: Actor, now: dt.datetime) -> HttpResponse | FileResponse:
    """Return the file as an attachment, or the stretch of it that is asked for.

    Raises RuleBroken where the store has lost it, and whatever the kind of case asks before its files are opened.
    """
    require_open(evidence, by=by, now=now)
    file = store.opened(evidence.sha256)
    try:
        stretch = stretch_of(_range(asked, evidence), size=evidence.size)
    except NoSuchStretch:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{evidence.size}"})
    _note(evidence, stretch, by=by, now=now)
    response = FileResponse(
        file if stretch is None else Part(file, stretch),
        as_attachment=True,
        filename=evidence.original_name,
        content_type=evidence.media_type,
    )
    if stretch is not None:
        response.status_code = 206
        response.headers["Content-Range"] = stretch.of(evidence.size)
        response.headers["Content-Length"] = str(stretch.length)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = _tag(evidence)
    response.headers["Cache-Control"] = "private, no-store"
    return _boxed_in(response)


def small_picture(evidence: Evidence, *, by: Actor, now: dt.datetime) -> FileResponse:
    """Return the small picture that we made of the file."""
    require_open(evidence, by=by, now=now)
    path = thumbnail_of(evidence.sha256)
    actions.note_access(evidence, EvidenceAccess.What.THUMBNAIL, by=by, now=now)
    response = FileResponse(path.open("rb"), content_type="image/jpeg")
    response.headers["Cache-Control"] = f"private, max-age={SMALL_PICTURE_SECONDS}"
    return _boxed_in(response)


class Part:
    """A stretch of an open file, read as if it were the file."""

    def __init__(self, file: IO[bytes], stretch: Stretch) -> None:
        file.seek(stretch.first)
        self._file, self._left = file, stretch.length

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._file.close()


def _range(asked: HttpRequest, evidence: Evidence) -> str:
    # «If-Range»: go on only with the very file that was begun.
    begun = asked.headers.get("If-Range", "")
    return asked.headers.get("Range", "") if begun in ("", _tag(evidence)) else ""


def _tag(evidence: Evidence) -> str:
    return f'"{evidence.sha256}"'


def _note(evidence: Evidence, stretch: Stretch | None, *, by: Actor, now: dt.datetime) -> None:
    what = EvidenceAccess.What.FILE
    goes_on = stretch is not None and queries.has_looked(evidence, what, by=by, since=now - ONE_LOOK)
    if not goes_on:
        actions.note_access(evidence, what, by=by, now=now)


def _boxed_in(response: FileResponse) -> FileResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # The middleware of the site's own policy leaves an answer that has one alone.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
