"""Handing files out: written down first, as attachments, and boxed in so that they are nothing but files."""

from __future__ import annotations

import datetime as dt

from django.http import FileResponse

from biaogan.accounts.access import Actor
from biaogan.evidence import actions, store
from biaogan.evidence.models import Evidence, EvidenceAccess
from biaogan.evidence.thumbnails import thumbnail_of

SMALL_PICTURE_SECONDS = 600


def whole_file(evidence: Evidence, *, by: Actor, now: dt.datetime) -> FileResponse:
    """Return the file as an attachment. Raises RuleBroken where the store has lost it."""
    file = store.opened(evidence.sha256)
    actions.note_access(evidence, EvidenceAccess.What.FILE, by=by, now=now)
    response = FileResponse(file, as_attachment=True, filename=evidence.original_name, content_type=evidence.media_type)
    response.headers["Cache-Control"] = "private, no-store"
    return _boxed_in(response)


def small_picture(evidence: Evidence, *, by: Actor, now: dt.datetime) -> FileResponse:
    """Return the small picture that we made of the file."""
    path = thumbnail_of(evidence.sha256)
    actions.note_access(evidence, EvidenceAccess.What.THUMBNAIL, by=by, now=now)
    response = FileResponse(path.open("rb"), content_type="image/jpeg")
    response.headers["Cache-Control"] = f"private, max-age={SMALL_PICTURE_SECONDS}"
    return _boxed_in(response)


def _boxed_in(response: FileResponse) -> FileResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # The middleware of the site's own policy leaves an answer that has one alone.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
