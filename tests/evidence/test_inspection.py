"""What is taken as a file of proof, and what is refused: by content, whatever the name says."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
import zlib

import pytest

from biaogan.core.errors import InputRefused
from biaogan.core.time import ZONE
from biaogan.evidence import inspection
from biaogan.evidence.inspection import format_of, inspect
from biaogan.evidence.rules.boxes import top_boxes
from biaogan.evidence.rules.formats import ALLOWED, sniff
from biaogan.evidence.rules.keeping import end_of_period
from tests.factories import evidence as files


def look_at(tmp_path, name: str, content: bytes) -> inspection.Told:
    path = tmp_path / "file"
    path.write_bytes(content)
    return inspect(path, format_of(content, name))


def refused(tmp_path, name: str, content: bytes) -> str:
    with pytest.raises(InputRefused) as caught:
        look_at(tmp_path, name, content)
    return caught.value.code


@pytest.mark.parametrize("ending", list(files.SMALL))
def test_every_format_that_is_taken_is_known_by_its_first_bytes(tmp_path, ending):
    look_at(tmp_path, f"file.{ending}", files.SMALL[ending])

    assert any(ending in each.endings for each in sniff(files.SMALL[ending]))


def test_there_is_a_small_file_of_every_format():
    assert {each.endings[0] for each in ALLOWED} == set(files.SMALL)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("drawing.jpg", b"<?xml version='1.0'?><svg/>"),
        ("program.exe", b"MZ\x90\x00" + b"\0" * 100),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100),
        ("picture.gif", b"GIF89a" + b"\0" * 50),
        ("script.sh", b"#!/bin/sh\nrm -rf /\n"),
        ("empty.jpg", b""),
        ("one-byte.jpg", b"\xff"),
        ("notes.txt", "王小明".encode("gbk")),
    ],
)
def test_what_is_not_on_the_list_is_not_taken(tmp_path, name, content):
    assert refused(tmp_path, name, content) == "evidence.not_taken"


@pytest.mark.parametrize("name", ["hall.png", "hall.pdf", "hall", "hall.jpg.exe", "hall.jpg\x00.png", ""])
def test_a_name_that_says_something_else_than_the_content_is_refused(tmp_path, name):
    assert refused(tmp_path, name, files.picture()) == "evidence.wrong_name"


def test_a_plain_zip_is_no_office_file(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("hello.txt", "hello")

    assert refused(tmp_path, "report.docx", stream.getvalue()) == "evidence.not_taken"
    assert refused(tmp_path, "table.xlsx", files.office("word/document.xml")) == "evidence.not_taken"


def test_a_zip_bomb_is_refused_without_being_opened(tmp_path):
    bomb = files.office(word__media__x=b"\0" * 40_000_000)

    assert len(bomb) < 60_000
    assert refused(tmp_path, "report.docx", bomb) == "evidence.bomb"


def test_a_zip_whose_members_share_their_data_is_refused(tmp_path):
    members = [zipfile.ZipInfo(f"{number}") for number in range(50)]
    for member in members:
        member.compress_size, member.file_size = 1000, 2000

    with pytest.raises(InputRefused, match=r"evidence\.bomb"):
        inspection._refuse_bomb(members, size=2000)


def test_macros_are_refused(tmp_path):
    content = files.office(**{"word__vbaProject.bin": b"macro"})

    assert refused(tmp_path, "report.docx", content) == "evidence.active"


def _png_of(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_000, 40_000, 2_000_000])
def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path, side):
    assert refused(tmp_path, "bomb.png", _png_of(side, side)) == "evidence.too_many_pixels"


@pytest.mark.parametrize("form", ["jpg", "png", "webp"])
def test_a_picture_that_is_cut_off_is_refused(tmp_path, form):
    whole = files.picture({"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[form], size=(400, 300))

    assert refused(tmp_path, f"cut.{form}", whole[: len(whole) // 2]) == "evidence.damaged"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.mp4", files.media()[:-5]),
        ("no-index.mp4", files.media(b"isom", files.box(b"mdat", b"\0" * 40))),
        ("nothing.heic", files.media(b"heic", files.box(b"mdat"))),
        ("cut.wav", files.sound()[:60]),
        ("cut.pdf", files.pdf()[:-10]),
        ("cut.docx", files.office()[:-30]),
    ],
)
def test_other_files_that_are_cut_off_are_refused(tmp_path, name, content):
    assert refused(tmp_path, name, content) == "evidence.damaged"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("archive.jpg", files.picture() + files.office()),
        ("paper.jpg", b"\xff\xd8\xff%PDF-1.4" + files.picture()[2:]),
        ("page.jpg", files.picture() + b"<script>alert(1)</script>"),
        (
            "comment.png",
            files.picture("PNG")[:33] + b"\0\0\0\x10tEXt<SCRIPT src=x>\0\0\0\0" + files.picture("PNG")[33:],
        ),
        ("php.pdf", files.pdf() + b"<?php system($_GET[0]);?>\n%%EOF"),
        ("archive.pdf", files.pdf() + files.office() + b"%%EOF"),
    ],
)
def test_two_formats_in_one_file_are_refused(tmp_path, name, content):
    assert refused(tmp_path, name, content) == "evidence.two_formats"


@pytest.mark.parametrize("trick", [b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", b"/S /Launch /F (cmd.exe)"])
def test_a_pdf_with_a_program_in_it_is_refused(tmp_path, trick):
    assert refused(tmp_path, "letter.pdf", files.pdf(trick)) == "evidence.active"


def test_a_phones_moving_picture_is_taken(tmp_path):
    # Phones append a short film to a photo.
    look_at(tmp_path, "MVIMG.jpg", files.picture() + files.media())


def test_the_time_and_place_of_a_photo_are_read(tmp_path):
    told = look_at(tmp_path, "hall.jpg", files.picture_with_exif(place=(23.48, 111.27)))

    assert told.captured_at == dt.datetime(2026, 11, 23, 14, 5, 9, tzinfo=ZONE)
    assert (told.latitude, told.longitude) == (23.48, 111.27)


def test_a_photo_taken_elsewhere_keeps_its_own_zone(tmp_path):
    told = look_at(tmp_path, "hall.jpg", files.picture_with_exif(offset="+09:00"))

    assert told.captured_at == dt.datetime(2026, 11, 23, 5, 5, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "taken", ["0000:00:00 00:00:00", "    :  :     :  :  ", "yesterday", "2026:13:45 99:99:99", ""]
)
def test_a_camera_that_writes_nonsense_has_told_nothing(tmp_path, taken):
    assert look_at(tmp_path, "hall.jpg", files.picture_with_exif(taken)).captured_at is None


def test_the_time_of_an_iphones_photo_is_read_though_it_cannot_be_decoded(tmp_path):
    exif = files.picture_with_exif()
    block = exif[exif.index(b"Exif\0\0") : exif.index(b"Exif\0\0") + 400]

    told = look_at(
        tmp_path, "IMG_0001.HEIC", files.media(b"heic", files.box(b"meta", b"\0" * 20), files.box(b"mdat", block))
    )

    assert told.captured_at == dt.datetime(2026, 11, 23, 14, 5, 9, tzinfo=ZONE)


@pytest.mark.parametrize(
    "content", [b"", b"\0\0\0\0", b"\0\0\0\x07abcd", b"\xff\xff\xff\xffmoov", b"\0\0\0\x01moov\0\0", b"\0\0\0\x08moo"]
)
def test_boxes_that_do_not_fill_the_file_are_none(content):
    assert top_boxes(io.BytesIO(content), size=len(content)) in (None, [])


@pytest.mark.parametrize(
    ("begun", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-11-24", 60, "2031-11-24"),
        ("2026-12-01", 1, "2027-01-01"),
    ],
)
def test_a_period_of_months_ends_on_the_same_day_or_the_months_last(begun, months, end):
    assert end_of_period(dt.date.fromisoformat(begun), months) == dt.date.fromisoformat(end)
