"""Files that come from devices in pieces: announced, received from where they broke off, checked, claimed, swept."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.evidence import store
from biaogan.evidence.inspection import format_of, inspect
from biaogan.evidence.rules.formats import HEAD, Format, sniff
from biaogan.evidence.rules.limits import SETTING, size_text
from biaogan.sync import aside, rules
from biaogan.sync.models import Device, Upload, UploadState

ASIDE = (UploadState.RECEIVING, UploadState.READY)


@dataclass(frozen=True)
class Claimed:
    """A file that arrived whole, under a name that fits its format. It lies there until the transaction has ended."""

    name: str
    path: Path

    def opened(self) -> File[bytes]:
        return File(self.path.open("rb"), name=self.name)


@transaction.atomic
def announce(*, ident: uuid.UUID, name: str, size: int, sha256: str, device: Device, now: dt.datetime) -> Upload:
    """Make room for a file; announced again, it is the same one, wherever it stands.

    Raises InputRefused for an id that cannot be, one of other content, or a file larger than any that is taken, and
    RuleBroken where too much lies aside for the device already.
    """
    rules.require_id(ident, now=now)
    known = Upload.objects.filter(pk=ident).first()
    if known is not None:
        if (known.device_id, known.size, known.sha256) != (device.pk, size, sha256):
            raise InputRefused("sync.other_content", _("Another file was sent under this id before."))
        return known
    most = max(getattr(settings, setting) for setting in SETTING.values())
    if size > most:
        raise _too_large(most)
    # Two announcements at once must not both see the last free place.
    Device.objects.select_for_update(no_key=True).get(pk=device.pk)
    lying = Upload.objects.filter(device=device, state__in=ASIDE).aggregate(count=Count("pk"), size=Sum("size"))
    if lying["count"] >= rules.MOST_ASIDE or (lying["size"] or 0) + size > rules.MOST_BYTES_ASIDE:
        raise RuleBroken(
            "sync.too_much_aside", _("Too many files of this device wait for their work. Send the work first.")
        )
    made, _is_new = Upload.objects.get_or_create(
        pk=ident,
        defaults={
            "device": device,
            "name": name,
            "size": size,
            "sha256": sha256,
            "made_at": now,
            "touched_at": now,
        },
    )
    return made


@transaction.atomic
def take_chunk(*, ident: uuid.UUID, offset: int, content: bytes, device: Device, now: dt.datetime) -> Upload:
    """Take the piece that begins at `offset`; the last one completes the file, which is then looked at.

    A piece that is here already changes nothing. The answer tells from where to go on. Raises Upload.DoesNotExist, and
    InputRefused for a piece that is too large, leaves a gap or goes beyond the end.
    """
    upload = Upload.objects.select_for_update(no_key=True).get(pk=ident, device=device)
    if upload.state != UploadState.RECEIVING:
        return upload
    # Files may be lost where rows are not, as when a folder comes back from a backup.
    upload.received = min(upload.received, aside.length_of(ident))
    if len(content) > rules.MOST_CHUNK or offset + len(content) > upload.size or offset > upload.received:
        raise InputRefused("sync.bad_chunk", _("This piece does not fit. Ask how much is here and go on from there."))
    if offset + len(content) > upload.received:
        aside.write(ident, offset, content)
        upload.received = offset + len(content)
        if offset == 0:
            _refuse_early(upload, content)
    if upload.received == upload.size and upload.state == UploadState.RECEIVING:
        _complete(upload)
    upload.touched_at = now
    upload.save(update_fields=["received", "state", "answer", "name", "touched_at"])
    return upload


def _refuse_early(upload: Upload, head: bytes) -> None:
    """Say at the first piece what can be said then, before the rest takes an hour over a slow link."""
    if len(head) < min(HEAD, upload.size):
        return
    try:
        found = _format(upload, head)
        most = getattr(settings, SETTING[found.family])
        if upload.size > most:
            raise _too_large(most)
    except InputRefused as error:
        _refuse(upload, error)


def _complete(upload: Upload) -> None:
    path = aside.path_of(upload.pk)
    if store.digest_of(path) != upload.sha256:
        # Something was garbled on the way; the device begins again.
        upload.received = 0
        return
    try:
        with path.open("rb") as file:
            found = _format(upload, file.read(HEAD))
        inspect(path, found)
    except InputRefused as error:
        _refuse(upload, error)
    else:
        upload.name = rules.proper_name(upload.name, found.endings)
        upload.state = UploadState.READY


def _format(upload: Upload, head: bytes) -> Format:
    found = sniff(head[:HEAD])
    name = rules.proper_name(upload.name, found[0].endings) if len(found) == 1 else upload.name
    return format_of(head, name)


def _refuse(upload: Upload, error: InputRefused) -> None:
    upload.state = UploadState.REFUSED
    upload.answer = {"code": error.code, "message": str(error.message)}
    transaction.on_commit(partial(aside.throw_away, upload.pk))


def claim(ident: uuid.UUID, *, device: Device, now: dt.datetime) -> Claimed:
    """Return the file for the piece of work that it belongs to, in that work's transaction; it is claimed once.

    Raises RuleBroken where it is not here whole, was refused, or was claimed before.
    """
    upload = Upload.objects.select_for_update(no_key=True).filter(pk=ident, device=device).first()
    if upload is None or upload.state == UploadState.RECEIVING:
        raise RuleBroken("sync.upload_missing", _("The file of this work has not arrived. Nothing was added."))
    if upload.state == UploadState.REFUSED:
        raise RuleBroken(upload.answer["code"], upload.answer["message"])
    if upload.state == UploadState.CLAIMED:
        raise RuleBroken("sync.upload_claimed", _("This file was added to other work already."))
    if not aside.length_of(ident):
        # Lost on our side: refused, so that the device asks, and sends it as another.
        raise RuleBroken("sync.upload_lost", _("The file of this work was lost here. Send it again."))
    upload.state, upload.touched_at = UploadState.CLAIMED, now
    upload.save(update_fields=["state", "touched_at"])
    transaction.on_commit(partial(aside.throw_away, ident))
    return Claimed(upload.name, aside.path_of(ident))


def sweep_uploads(*, now: dt.datetime) -> int:
    """Throw away what nothing has claimed for weeks, and forget what was claimed or refused; return how many."""
    old = Upload.objects.filter(touched_at__lt=now - rules.UPLOAD_LIFE).order_by("touched_at", "pk")
    swept = 0
    for ident in old.values_list("pk", flat=True)[:10_000]:
        with transaction.atomic():
            # Touched since then by a phone that came back: it is young again.
            found = old.select_for_update(skip_locked=True).filter(pk=ident).first()
            if found is not None:
                transaction.on_commit(partial(aside.throw_away, ident))
                found.delete()
                swept += 1
    return swept


def _too_large(most: int) -> InputRefused:
    said = _("This file is larger than the limit of %(most)s. It was not taken; the device keeps it.")
    return InputRefused("evidence.too_large", said % {"most": size_text(most)})
