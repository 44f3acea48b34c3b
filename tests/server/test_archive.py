import io
import json
import tarfile

import pytest

from biaogan.server.archive import MANIFEST, Reader, Writer
from biaogan.server.words import Refused


@pytest.fixture
def archive(tmp_path):
    for name in ("dump", "图片.jpg"):
        (tmp_path / name).write_bytes(name.encode() * 5000)
    file = tmp_path / "backup.tar"
    with Writer(file) as writer:
        writer.add(tmp_path / "dump", "database.dump")
        writer.add(tmp_path / "图片.jpg", "evidence/网点/图片.jpg")
        writer.finish({"made_at": "2026-11-24"})
    return file


def test_what_was_written_is_read_back(archive, tmp_path):
    reader = Reader(archive)
    written = reader.extract_folder("evidence", tmp_path / "out")

    assert reader.facts["made_at"] == "2026-11-24"
    assert written == 1
    assert (tmp_path / "out" / "网点" / "图片.jpg").read_bytes() == (tmp_path / "图片.jpg").read_bytes()
    assert archive.stat().st_mode & 0o777 == 0o600


def test_a_file_cut_off_anywhere_is_refused(archive, tmp_path):
    whole = archive.read_bytes()
    cut = tmp_path / "cut.tar"
    for length in (0, 10, 512, 20_000, len(whole) - 12_000):
        cut.write_bytes(whole[:length])
        with pytest.raises(Refused, match="not a whole backup"):
            Reader(cut)


def test_a_changed_byte_is_refused_with_the_member_s_name(archive):
    content = bytearray(archive.read_bytes())
    content[2000] ^= 1
    archive.write_bytes(content)

    with pytest.raises(Refused, match=r"database\.dump"):
        Reader(archive)


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "evidence/../../outside", "unlisted"])
def test_a_member_that_is_not_ours_is_refused(archive, tmp_path, name):
    hostile = tmp_path / "hostile.tar"
    with tarfile.open(archive, "r:") as old, tarfile.open(hostile, "w") as new:
        for member in old:
            new.addfile(member, old.extractfile(member))
        added = tarfile.TarInfo(name)
        added.size = 3
        new.addfile(added, io.BytesIO(b"bad"))

    with pytest.raises(Refused, match=r"outside|unlisted"):
        Reader(hostile)


def test_a_link_is_refused(tmp_path):
    hostile = tmp_path / "hostile.tar"
    with tarfile.open(hostile, "w") as new:
        link = tarfile.TarInfo("evidence/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        new.addfile(link)
        text = json.dumps({"format": 1, "sha256": {}}).encode()
        listing = tarfile.TarInfo(MANIFEST)
        listing.size = len(text)
        new.addfile(listing, io.BytesIO(text))

    with pytest.raises(Refused, match="evidence/link"):
        Reader(hostile)


def test_a_backup_that_fails_leaves_no_file(tmp_path):
    with pytest.raises(FileNotFoundError), Writer(tmp_path / "backup.tar") as writer:
        writer.add(tmp_path / "missing", "database.dump")

    assert list(tmp_path.iterdir()) == []
