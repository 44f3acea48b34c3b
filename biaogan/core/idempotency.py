"""The same create sent twice happens once: the key, the deed and its answer are one transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from biaogan.core import prepared
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.models import IdempotencyKey
from biaogan.core.prepared import ask

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST = 80

#: Printable ASCII; spaces alone are taken off on the way, and an empty key is none.
PATTERN = "^[ -~]*[!-~][ -~]*$"

#: How long the answer to a key is kept.
KEPT = dt.timedelta(hours=48)

#: How long a second request waits for the first with the same key.
PATIENCE = "10s"

#: The patience is set before the row is tried and ends when it is in, so that the deed's own locks wait as they always do.
_CLAIM = """
    INSERT INTO core_idempotencykey (actor_ref, key, digest, at)
    SELECT %s, %s, %s, %s FROM set_config('lock_timeout', %s, true)
    ON CONFLICT (actor_ref, key) DO NOTHING RETURNING set_config('lock_timeout', '0', true)
"""

_KEEP = "UPDATE core_idempotencykey SET status = %s, answer = %s WHERE actor_ref = %s AND key = %s"


@dataclass(frozen=True)
class Sent:
    """A request with a key: whose it is, and what it says."""

    actor_ref: str
    key: str
    digest: str


def read_key(request: HttpRequest) -> str:
    """Return the key of the request, empty where it has none. Raises InputRefused for one that cannot be kept."""
    key = request.headers.get(HEADER)
    if key is None:
        return ""
    # The server hands on a key with letters beyond ASCII as an empty one: to take it for none would let a retry happen twice.
    if len(key) > LONGEST or not re.fullmatch(PATTERN, key):
        message = _("An idempotency key has at most %(longest)s printable characters.")
        raise InputRefused("idempotency.bad_key", message % {"longest": LONGEST})
    return key


def digest_of(request: HttpRequest) -> str:
    """Return the hash of what the request asks for: its method, address and body, uploaded files included."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    for piece in _body(request):
        digest.update(piece)
    return digest.hexdigest()


def _body(request: HttpRequest) -> Iterable[bytes]:
    if not (request.content_type or "").startswith("multipart/"):
        yield request.body
        return
    # A large upload lies in a file; reading `body` would pull it into memory. The boundary differs from try to try.
    for name, values in sorted(request.POST.lists()):
        yield repr((name, values)).encode(errors="replace")
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield repr((name, file.name)).encode(errors="replace")
            yield from file.chunks()
            file.seek(0)


def answer_once(sent: Sent, answer: Callable[[], HttpResponse], *, now: dt.datetime) -> HttpResponse:
    """Return what `answer` returns, or what it returned when the same was sent before; refusals are not kept.

    Two at once: the second waits for the first. Raises InputRefused if the key was used for something else, RuleBroken if
    the first is not done after a while.
    """
    with transaction.atomic():
        if not _claim(sent, now=now):
            return _replay(sent)
        response = answer()
        if response.status_code < 400:
            _keep(sent, response)
        else:
            transaction.set_rollback(True)
    return response


def _claim(sent: Sent, *, now: dt.datetime) -> bool:
    """Take the key; wait for whoever holds it. Return whether it is ours to answer."""
    try:
        return bool(ask(_CLAIM, [sent.actor_ref, sent.key, sent.digest, now, PATIENCE]))
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "55P03":
            raise
        message = _("The same request is still being worked on. Ask again in a moment.")
        raise RuleBroken("idempotency.in_progress", message) from error


def _keep(sent: Sent, response: HttpResponse) -> None:
    with prepared.cursor() as cursor:
        # As text: the answer is JSON already.
        answer = response.content.decode() or None
        cursor.execute(_KEEP, [response.status_code, answer, sent.actor_ref, sent.key])


def _replay(sent: Sent) -> HttpResponse:
    row = IdempotencyKey.objects.get(actor_ref=sent.actor_ref, key=sent.key)
    if row.digest != sent.digest:
        message = _("This idempotency key was used for another request. Take a new one.")
        raise InputRefused("idempotency.other_request", message)
    content = "" if row.answer is None else json.dumps(row.answer, ensure_ascii=False)
    response = HttpResponse(content, status=row.status, content_type="application/json; charset=utf-8")
    response.headers[REPLAYED] = "true"
    return response


def purge(*, now: dt.datetime) -> int:
    """Forget the answers that nobody will ask for again; return how many."""
    return IdempotencyKey.objects.filter(at__lt=now - KEPT).delete()[0]
