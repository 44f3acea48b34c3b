"""The keys of an installation: made on the first start, readable by us alone, in no backup.

`django.key` signs sessions; `parties.key` encrypts personal data (JSON: the id of the key in use, and
all keys by id); `blind-index.key` finds repeats; `audit.key` seals events. Keys are 32 random bytes in
base64.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def secrets_folder(home: Path) -> Path:
    return home / "secrets"


def make_secrets(home: Path) -> Path:
    """Make those keys of `home` that are missing and return their folder. Never replaces one."""
    folder = secrets_folder(home)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, make in MAKERS.items():
        with suppress(FileExistsError):
            _write_new(folder / name, make())
    return folder


def fingerprints(home: Path) -> dict[str, str]:
    """Return a name and a fingerprint for each key that a backup cannot be read without."""
    prints: dict[str, str] = {}
    for name, variable in NEEDED_LATER.items():
        file = Path(os.environ.get(variable) or secrets_folder(home) / name)
        if file.exists():
            text = file.read_text()
            keys = json.loads(text)["keys"] if name == "parties.key" else {"": text.strip()}
            prints |= {f"{name} {key_id}".strip(): _fingerprint(key) for key_id, key in keys.items()}
    return prints


def _fingerprint(key: str) -> str:
    return hmac.new(key.encode(), b"biaogan backup", hashlib.sha256).hexdigest()[:16]


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _key_ring() -> str:
    return json.dumps({"current": "1", "keys": {"1": _key()}}, indent=2)


MAKERS: dict[str, Callable[[], str]] = {
    "django.key": _key,
    "parties.key": _key_ring,
    "blind-index.key": _key,
    "audit.key": _key,
}

#: The keys that old data needs, with the variable that may name another file. Sessions may end.
NEEDED_LATER = {
    "parties.key": "BIAOGAN_PARTIES_KEYS",
    "blind-index.key": "BIAOGAN_BLIND_INDEX_KEY",
    "audit.key": "BIAOGAN_AUDIT_KEY",
}


def _write_new(file: Path, text: str) -> None:
    # Linked into place when whole: after a crash here a half key would lock all data away.
    if file.exists():
        return
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(unfinished, file)
    finally:
        unfinished.unlink()
