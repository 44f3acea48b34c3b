"""Small files that are what they say, and evidence made of them."""

from __future__ import annotations

import io
import struct
import wave
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from biaogan.accounts.access import job_actor
from biaogan.cases.models import Case
from biaogan.evidence import actions
from biaogan.evidence.models import Evidence
from tests.conftest import NOW


def picture(form: str = "JPEG", *, size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, 120 if mode in ("L", "1") else (180, 40, 30, 90)[: len(mode)]).save(stream, form, **options)
    return stream.getvalue()


def picture_with_exif(taken: str = "2026:11:23 14:05:09", *, offset: str = "", place: tuple[float, ...] = ()) -> bytes:
    exif = Image.Exif()
    details = exif.get_ifd(0x8769)
    details[0x9003] = taken
    if offset:
        details[0x9011] = offset
    if place:
        exif[0x8825] = {1: "N", 2: (place[0], 0.0, 0.0), 3: "E", 4: (place[1], 0.0, 0.0)}
    return picture(exif=exif)


def office(main: str = "word/document.xml", **members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, "<w/>")
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def pdf(extra: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + extra + b">>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def media(brand: bytes = b"isom", *boxes: bytes) -> bytes:
    return box(b"ftyp", brand + b"\0\0\0\0") + b"".join(boxes or (box(b"moov", b"\0" * 20), box(b"mdat", b"\0" * 20)))


def sound() -> bytes:
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\0" * 100)
    return stream.getvalue()


#: One small file of every format that is taken, by an ending it may have.
SMALL: dict[str, bytes] = {
    "jpg": picture(),
    "png": picture("PNG"),
    "webp": picture("WEBP"),
    "heic": media(b"heic", box(b"meta", b"\0" * 20)),
    "pdf": pdf(),
    "docx": office(),
    "xlsx": office("xl/workbook.xml"),
    "mp3": b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\x00" * 20,
    "m4a": media(b"M4A "),
    "wav": sound(),
    "amr": b"#!AMR\n" + b"\0" * 40,
    "mp4": media(),
}


def upload(content: bytes | None = None, name: str = "hall.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content)


def make_evidence(case: Case, **values: Any) -> Evidence:
    values.setdefault("upload", upload())
    return actions.add(**{"case": case, "by": job_actor("test"), "now": NOW, **values})
