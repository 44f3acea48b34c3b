"""Sealing, the blind index, and what happens when keys change or values are tampered with."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from biaogan.parties import sealing
from biaogan.parties.sealing import CannotUnseal, Sealer, add_key, blind_index, key_id_of, unseal


def seal(text: str, belongs_to: str = "row:name") -> bytes:
    return Sealer().seal(text, belongs_to=belongs_to)


@pytest.mark.parametrize("text", ["王小明", "x", "𠀀" * 50, "\n"])
def test_what_is_sealed_is_opened_again_and_never_looks_the_same(text):
    one, two = seal(text), seal(text)

    assert one != two
    # A single byte may stand in any random text by chance.
    assert len(text.encode()) < 4 or text.encode() not in one
    assert unseal(one, belongs_to="row:name") == unseal(memoryview(two), belongs_to="row:name") == text


def test_the_empty_value_stays_empty():
    assert (seal(""), unseal(b"", belongs_to="x"), blind_index("phone", "")) == (b"", "", None)


def test_a_value_moved_to_another_row_or_field_does_not_open():
    sealed = seal("王小明")

    for elsewhere in ("other:name", "row:phone"):
        with pytest.raises(CannotUnseal):
            unseal(sealed, belongs_to=elsewhere)


@pytest.mark.parametrize("place", [0, 1, 2, 5, 20, -1])
def test_a_value_with_a_changed_byte_does_not_open(place):
    sealed = bytearray(seal("王小明"))
    sealed[place] ^= 1

    with pytest.raises(CannotUnseal):
        unseal(bytes(sealed), belongs_to="row:name")


@pytest.mark.parametrize("rubbish", [b"x", b"\x01", b"\x01\x05ab", b"\x01\xff" + b"a" * 20])
def test_rubbish_does_not_open(rubbish):
    with pytest.raises(CannotUnseal):
        unseal(rubbish, belongs_to="row:name")


def test_a_new_key_is_used_at_once_and_the_old_one_still_opens(key_file):
    old = seal("王小明")

    key_id = add_key(key_file)
    new = seal("王小明")

    assert (key_id_of(old), key_id_of(new)) == ("1", key_id) == ("1", "2")
    assert unseal(old, belongs_to="row:name") == unseal(new, belongs_to="row:name") == "王小明"
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_a_key_that_was_taken_out_is_named(key_file):
    sealed = seal("王小明")
    add_key(key_file)
    ring = json.loads(key_file.read_text())
    del ring["keys"]["1"]
    key_file.write_text(json.dumps(ring))
    sealing._ring.cache_clear()

    with pytest.raises(CannotUnseal, match="'1' is not in the key file"):
        unseal(sealed, belongs_to="row:name")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        '{"current": "1", "keys": {}}',
        '{"current": "1", "keys": {"1": "c2hvcnQ="}}',
        '{"current": "1", "keys": {"1": "%%%"}}',
        "[]",
    ],
)
def test_a_key_file_out_of_order_is_named_without_its_content(key_file, content):
    key_file.write_text(content)
    sealing._ring.cache_clear()

    with pytest.raises(ImproperlyConfigured, match=str(key_file)):
        seal("x")


def test_a_missing_key_file_is_named(settings, tmp_path):
    settings.PARTIES_KEY_FILE = tmp_path / "gone.key"

    with pytest.raises(ImproperlyConfigured, match=r"gone\.key"):
        seal("x")


def test_the_blind_index_finds_the_same_value_of_the_same_field_alone():
    assert blind_index("phone", "13800001234") == blind_index("phone", "13800001234")
    assert blind_index("phone", "13800001234") != blind_index("account", "13800001234")
    assert len(blind_index("phone", "13800001234")) == 16
