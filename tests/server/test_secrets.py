import base64
import json

from biaogan.server.secrets import fingerprints, make_secrets


def test_keys_are_made_once_closed_and_never_replaced(tmp_path):
    folder = make_secrets(tmp_path)
    before = {each.name: each.read_text() for each in folder.iterdir()}
    (folder / "django.key").unlink()

    make_secrets(tmp_path)

    after = {each.name: each.read_text() for each in folder.iterdir()}
    assert set(after) == {"django.key", "parties.key", "blind-index.key", "audit.key"}
    assert {name for name in after if after[name] != before[name]} == {"django.key"}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all(each.stat().st_mode & 0o777 == 0o600 for each in folder.iterdir())


def test_every_key_is_32_random_bytes(tmp_path):
    folder = make_secrets(tmp_path)
    ring = json.loads((folder / "parties.key").read_text())

    keys = [(folder / name).read_text() for name in ("django.key", "blind-index.key", "audit.key")]
    keys.append(ring["keys"][ring["current"]])

    assert [len(base64.b64decode(key)) for key in keys] == [32] * 4
    assert len(set(keys)) == 4


def test_a_fingerprint_tells_keys_apart_and_not_what_they_are(tmp_path, monkeypatch):
    folder = make_secrets(tmp_path / "one")
    make_secrets(tmp_path / "two")
    one, two = fingerprints(tmp_path / "one"), fingerprints(tmp_path / "two")

    assert set(one) == {"parties.key 1", "blind-index.key", "audit.key"}
    assert all(one[name] != two[name] for name in one)
    assert not any(mark in file.read_text() for mark in one.values() for file in folder.iterdir())

    monkeypatch.setenv("BIAOGAN_AUDIT_KEY", str(tmp_path / "two" / "secrets" / "audit.key"))
    assert fingerprints(tmp_path / "one")["audit.key"] == two["audit.key"]
