"""The formats that are taken, and how their first bytes look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

#: So many bytes of a file tell its format.
HEAD = 512


class Family(StrEnum):
    PICTURE = "picture"
    SOUND = "sound"
    FILM = "film"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Format:
    """A format of files: what it is called in HTTP, and the endings that its files may have, the usual one first."""

    code: str
    media_type: str
    family: Family
    endings: tuple[str, ...]


JPEG = Format("jpeg", "image/jpeg", Family.PICTURE, ("jpg", "jpeg", "jfif"))
PNG = Format("png", "image/png", Family.PICTURE, ("png",))
WEBP = Format("webp", "image/webp", Family.PICTURE, ("webp",))
HEIC = Format("heic", "image/heic", Family.PICTURE, ("heic", "heif"))
PDF = Format("pdf", "application/pdf", Family.DOCUMENT, ("pdf",))
DOCX = Format(
    "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Family.DOCUMENT, ("docx",)
)
XLSX = Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Family.DOCUMENT, ("xlsx",))
MP3 = Format("mp3", "audio/mpeg", Family.SOUND, ("mp3",))
M4A = Format("m4a", "audio/mp4", Family.SOUND, ("m4a",))
WAV = Format("wav", "audio/wav", Family.SOUND, ("wav",))
AMR = Format("amr", "audio/amr", Family.SOUND, ("amr",))
MP4 = Format("mp4", "video/mp4", Family.FILM, ("mp4", "m4v"))

ALLOWED: tuple[Format, ...] = (JPEG, PNG, WEBP, HEIC, PDF, DOCX, XLSX, MP3, M4A, WAV, AMR, MP4)

#: Brands in the first box of an ISO media file.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_SOUND_BRANDS = frozenset({b"M4A ", b"M4B "})
_FILM_BRANDS = frozenset(
    {
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"M4V ",
        b"dash",
        b"3gp4",
        b"3gp5",
        b"MSNV",
    }
)


def sniff(head: bytes) -> list[Format]:
    """Return the formats that a file beginning with `head` may be: none for what is not taken, two for a zip before it is opened."""
    return [found for found, fits in _LOOKS if fits(head)]


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(starts)


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == kind


def _brand(*brands: frozenset[bytes]) -> Callable[[bytes], bool]:
    return lambda head: head[4:8] == b"ftyp" and head[8:12] in frozenset().union(*brands)


def _mpeg_sound(head: bytes) -> bool:
    # A frame begins with eleven set bits; layer III with a bit rate and a sampling rate that exist. Tags come before it.
    if head.startswith(b"ID3"):
        return True
    return (
        len(head) > 2
        and head[0] == 0xFF
        and head[1] & 0xE6 == 0xE2
        and head[2] >> 4 not in (0, 15)
        and head[2] & 0x0C != 0x0C
    )


_LOOKS: tuple[tuple[Format, Callable[[bytes], bool]], ...] = (
    (JPEG, _begins(b"\xff\xd8\xff")),
    (PNG, _begins(b"\x89PNG\r\n\x1a\n")),
    (WEBP, _riff(b"WEBP")),
    (HEIC, _brand(_HEIC_BRANDS)),
    (PDF, _begins(b"%PDF-1.", b"%PDF-2.")),
    (DOCX, _begins(b"PK\x03\x04")),
    (XLSX, _begins(b"PK\x03\x04")),
    (MP3, _mpeg_sound),
    (M4A, _brand(_SOUND_BRANDS)),
    (WAV, _riff(b"WAVE")),
    (AMR, _begins(b"#!AMR\n", b"#!AMR-WB\n")),
    (MP4, _brand(_FILM_BRANDS)),
)
