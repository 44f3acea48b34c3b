"""How uploads arrive: in the data folder, bounded from the first byte, and without an error page when the disk is full."""

from __future__ import annotations

import errno
import tempfile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from biaogan.core.problems import DISK_FULL, TOO_LARGE, UPLOAD_REFUSED
from biaogan.evidence import store


class ArrivingFile(TemporaryUploadedFile):
    """An upload on the disk of the evidence, not in the machine's small folder of temporary files."""

    def __init__(
        self, name: str, content_type: str | None, size: int, charset: str | None, content_type_extra: Any = None
    ) -> None:
        folder = store.root() / store.INCOMING
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(suffix=".upload", dir=folder)  # noqa: SIM115 (it lives as long as the request)
        UploadedFile.__init__(self, file, name, content_type, size, charset, content_type_extra)


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Stop an upload as soon as it is longer than anything we take; for who is not signed in, longer than some pictures."""

    arrived = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
        try:
            self.file = ArrivingFile(self.file_name, self.content_type, 0, self.charset, self.content_type_extra)  # type: ignore[arg-type]
        except OSError as error:
            self._stop(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.arrived += len(raw_data)
        if self.arrived > self._most():
            self._refuse(TOO_LARGE)
        try:
            self.file.write(raw_data)
        except OSError as error:
            self._stop(error)

    def _most(self) -> int:
        # Somebody with a session or a program with a token; a program has no `user`.
        if getattr(self.request, "actor", None) is not None:
            return 2 * int(settings.EVIDENCE_MOST_FILM)
        return 5 * int(settings.EVIDENCE_MOST_PICTURE)

    def _stop(self, error: OSError) -> None:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise error
        self._refuse(DISK_FULL)

    def _refuse(self, why: str) -> None:
        assert self.request is not None
        self.request.META[UPLOAD_REFUSED] = why
        # The rest is read and dropped, so that the browser gets our answer instead of a broken connection.
        raise StopUpload(connection_reset=False)
