"""Small files that are what they say, and evidence made of them."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from biaogan.accounts.access import job_actor
from biaogan.cases.models import Case
from biaogan.evidence import actions
from biaogan.evidence.models import Evidence
from tests.conftest import NOW


def picture(form: str = "JPEG", *, size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, (180, 40, 30)).save(stream, form, **options)
    return stream.getvalue()


def upload(content: bytes | None = None, name: str = "hall.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content)


def make_evidence(case: Case, **values: Any) -> Evidence:
    values.setdefault("upload", upload())
    return actions.add(**{"case": case, "by": job_actor("test"), "now": NOW, **values})
