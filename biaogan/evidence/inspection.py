"""Whether a file that has arrived is what it says it is, and harmless to open; and what it tells about itself."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from PIL import Image

from biaogan.core.errors import InputRefused
from biaogan.core.time import ZONE
from biaogan.core.wording import listed
from biaogan.evidence.rules import formats
from biaogan.evidence.rules.boxes import top_boxes
from biaogan.evidence.rules.formats import HEAD, Family, Format, ending_of, sniff

#: A JPEG is decoded small, whatever its size; what must be decoded whole takes four bytes a pixel.
MOST_PIXELS = 120_000_000
MOST_PIXELS_WHOLE = 40_000_000
#: An Office file unpacked: no more than this in all, and no member that shrinks further than text does.
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 300
MOST_MEMBERS = 5_000
#: Where a second format would have to stand to be found by its readers.
EDGE = 64 * 1024

_MARKUP = re.compile(rb"<(?:script|html|svg|iframe|!doctype|\?php|%@)|<\?xml[^>]{0,200}<svg", re.IGNORECASE)
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch)\b")
_PILLOW = ("JPEG", "PNG", "WEBP")
_EXIF_MARK = b"Exif\x00\x00"
_TAKEN, _OFFSET, _GPS = 0x9003, 0x9011, 0x8825


@dataclass(frozen=True)
class Told:
    """What a file says about itself."""

    captured_at: dt.datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def format_of(head: bytes, name: str) -> Format:
    """Return the format of a file by its first bytes. Raises InputRefused where it is not taken or its name says another."""
    found = sniff(head[:HEAD])
    if not found:
        raise InputRefused("evidence.not_taken", _not_taken())
    fitting = [each for each in found if ending_of(name) in each.endings]
    if not fitting:
        said = _("The name ends in «.%(ending)s», but the file is %(real)s. Give it its right name and try again.")
        raise InputRefused(
            "evidence.wrong_name",
            str(said) % {"ending": ending_of(name), "real": " / ".join(each.code for each in found)},
        )
    return fitting[0]


def inspect(path: Path, found: Format) -> Told:
    """Read the file as far as needed to trust it. Raises InputRefused for what is damaged, a bomb, or two things at once."""
    size = path.stat().st_size
    with path.open("rb") as file:
        _refuse_second_format(file, found, size=size)
        INSPECTIONS[found.code](file, size)
        return _told(file, found)


def _refuse_second_format(file: IO[bytes], found: Format, *, size: int) -> None:
    head = file.read(EDGE)
    file.seek(max(0, size - EDGE))
    tail = file.read(EDGE)
    is_zip = found in (formats.DOCX, formats.XLSX)
    # Only the edges: compressed data holds any four bytes somewhere.
    hidden_archive = not is_zip and (b"PK\x05\x06" in tail)
    hidden_paper = found is not formats.PDF and b"%PDF-" in head[:1024]
    if hidden_archive or hidden_paper or _MARKUP.search(head[:4096]) or _MARKUP.search(tail[-4096:]):
        raise InputRefused("evidence.two_formats", _("Something else is hidden in this file. It was not added."))


def _picture(file: IO[bytes], size: int) -> None:
    try:
        with warnings.catch_warnings():
            # Pillow warns of fewer pixels than we take.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            # Its readers are loaded late, and only those that are can be asked for by name.
            Image.init()
            _decode(Image.open(file, formats=_PILLOW))
    except (InputRefused, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except Exception:
        raise _damaged() from None


def _decode(image: Image.Image) -> None:
    """Decode as little as shows that the picture is whole."""
    is_scaled = image.format in ("JPEG", "MPO") and not image.info.get("progressive")
    if image.width * image.height > (MOST_PIXELS if is_scaled else MOST_PIXELS_WHOLE):
        raise _too_many_pixels()
    if image.format == "PNG":
        # Checks every chunk's sum and that the last one is there, without unpacking pixels.
        image.verify()
        return
    image.draft("RGB", (512, 512))
    image.load()


def _too_many_pixels() -> InputRefused:
    return InputRefused("evidence.too_many_pixels", _("This picture has too many pixels. It was not added."))


def _paper(file: IO[bytes], size: int) -> None:
    file.seek(0)
    content = file.read()
    if b"%%EOF" not in content[-2048:]:
        raise _damaged()
    if _ACTIVE_PDF.search(content):
        raise InputRefused("evidence.active", _("This PDF contains a program. Print it to a new PDF and add that."))


def _office(main: str) -> Callable[[IO[bytes], int], None]:
    def inspect_office(file: IO[bytes], size: int) -> None:
        try:
            with zipfile.ZipFile(file) as archive:
                members = archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise _damaged() from None
        names = {member.filename for member in members}
        if "[Content_Types].xml" not in names or main not in names:
            raise InputRefused("evidence.not_taken", _not_taken())
        _refuse_bomb(members, size=size)
        if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) for name in names):
            raise InputRefused("evidence.active", _("This file contains macros. Save it without them and add that."))

    return inspect_office


def _refuse_bomb(members: list[zipfile.ZipInfo], *, size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    steep = any(member.file_size > MOST_RATIO * max(member.compress_size, 1024) for member in members)
    overlapping = sum(member.compress_size for member in members) > size
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or steep or overlapping:
        raise InputRefused("evidence.bomb", _("This file would grow far too large when opened. It was not added."))


def _media(*needed: bytes) -> Callable[[IO[bytes], int], None]:
    def inspect_media(file: IO[bytes], size: int) -> None:
        boxes = top_boxes(file, size=size)
        if boxes is None or not set(needed) <= set(boxes):
            raise _damaged()

    return inspect_media


def _wave(file: IO[bytes], size: int) -> None:
    file.seek(0)
    head = file.read(HEAD)
    if b"fmt " not in head or int.from_bytes(head[4:8], "little") > size:
        raise _damaged()


def _any(file: IO[bytes], size: int) -> None:
    """Nothing more can be told of a stream of frames."""


INSPECTIONS: dict[str, Callable[[IO[bytes], int], None]] = {
    "jpeg": _picture,
    "png": _picture,
    "webp": _picture,
    "heic": _media(b"meta"),
    "pdf": _paper,
    "docx": _office("word/document.xml"),
    "xlsx": _office("xl/workbook.xml"),
    "mp3": _any,
    "m4a": _media(b"moov"),
    "wav": _wave,
    "amr": _any,
    "mp4": _media(b"moov"),
}


def _told(file: IO[bytes], found: Format) -> Told:
    if found.family is not Family.PICTURE:
        return Told()
    try:
        return _from_exif(_exif(file, found))
    except Exception:
        # A camera that writes nonsense has told nothing.
        return Told()


def _exif(file: IO[bytes], found: Format) -> Image.Exif:
    file.seek(0)
    if found is not formats.HEIC:
        return Image.open(file).getexif()
    exif = Image.Exif()
    head = file.read(4 * 1024 * 1024)
    at = head.find(_EXIF_MARK)
    if at >= 0:
        exif.load(head[at : at + EDGE])
    return exif


def _from_exif(exif: Image.Exif) -> Told:
    details = exif.get_ifd(0x8769)
    place = exif.get_ifd(_GPS)
    return Told(
        captured_at=_moment(details.get(_TAKEN), details.get(_OFFSET)),
        latitude=_degrees(place.get(2), place.get(1), most=90),
        longitude=_degrees(place.get(4), place.get(3), most=180),
    )


def _moment(taken: Any, offset: Any) -> dt.datetime | None:
    if not isinstance(taken, str):
        return None
    local = dt.datetime.strptime(taken.strip("\x00 ")[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 (the zone is added below)
    if isinstance(offset, str) and re.fullmatch(r"[+-]\d\d:\d\d", offset.strip("\x00 ")):
        return dt.datetime.fromisoformat(f"{local.isoformat()}{offset.strip(chr(0) + ' ')}")
    return local.replace(tzinfo=ZONE)


def _degrees(parts: Any, side: Any, *, most: int) -> float | None:
    if not parts or len(parts) != 3:
        return None
    degrees = float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600
    signed = -degrees if side in ("S", "W") else degrees
    # NaN compares false.
    return round(signed, 6) if abs(signed) <= most else None


def _damaged() -> InputRefused:
    return InputRefused("evidence.damaged", _("This file is damaged or cut off. It was not added."))


def _not_taken() -> str:
    endings = listed(each.endings[0] for each in formats.ALLOWED)
    return str(_("Files of this kind are not taken. Taken are: %(endings)s.") % {"endings": endings})
