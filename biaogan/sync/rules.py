"""What a device signs, whether a signature and an id are good, and when offline work really took place. No database."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused

#: How far the time in a signature may lie from ours; what is older may have been listened to.
SIGNATURE_LIFE = dt.timedelta(minutes=5)

#: How long a pairing code is good.
PAIRING_LIFE = dt.timedelta(minutes=15)

#: Clock errors below this are the network's.
CLOCK_TOLERANCE = dt.timedelta(seconds=30)

#: How far in the future an id may have been made, the worst clock allowed for.
ID_TOLERANCE = dt.timedelta(days=1)

ALGORITHMS = ("ed25519", "p256")


def signed_text(method: str, path: str, at_ms: int, body: bytes) -> bytes:
    """Return what a device signs: method, address with query, its time, and the hash of the body."""
    return f"{method}\n{path}\n{at_ms}\n{hashlib.sha256(body).hexdigest()}".encode()


def require_public_key(algorithm: str, key: bytes) -> None:
    """Raise InputRefused unless `key` is a public key as browsers export it («raw»)."""
    try:
        if algorithm == "ed25519":
            ed25519.Ed25519PublicKey.from_public_bytes(key)
        else:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    except ValueError:
        raise InputRefused("sync.bad_key", _("This is no public key.")) from None


def is_signed(algorithm: str, key: bytes, text: bytes, signature: bytes) -> bool:
    """Tell whether `signature` was made over `text` with the private half of `key`, as Web Crypto makes it."""
    try:
        if algorithm == "ed25519":
            ed25519.Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
        else:
            _verify_p256(key, text, signature)
    except (InvalidSignature, ValueError):
        return False
    return True


def _verify_p256(key: bytes, text: bytes, signature: bytes) -> None:
    # Web Crypto gives r and s side by side; the library wants them in DER.
    if len(signature) != 64:
        raise InvalidSignature
    pair = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    public.verify(encode_dss_signature(*pair), text, ec.ECDSA(hashes.SHA256()))


def require_id(ident: uuid.UUID, *, now: dt.datetime) -> None:
    """Raise InputRefused unless the id is a UUIDv7 that can have been made by now."""
    if ident.version != 7 or dt.timedelta(milliseconds=ident.int >> 80) > now - EPOCH + ID_TOLERANCE:
        raise InputRefused("sync.bad_id", _("The id of this work was not made as ids are made here."))


EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def put_right(claimed_at: dt.datetime, clock_error: dt.timedelta, *, now: dt.datetime) -> dt.datetime:
    """Return when work took place whose device was `clock_error` ahead; never later than it arrived."""
    moment = claimed_at if abs(clock_error) <= CLOCK_TOLERANCE else claimed_at - clock_error
    return min(moment, now)


def digest_of(kind: str, claimed_at: dt.datetime, payload: dict[str, Any]) -> str:
    """Return the hash of a piece of work, by which the same is told from other work under the same id."""
    text = json.dumps([kind, claimed_at.astimezone(dt.UTC).isoformat(), payload], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


#: The largest piece of an upload, in bytes; a slow link takes smaller ones.
MOST_CHUNK = 1024 * 1024

#: What may lie aside for one device: 500 photos, each with its original, and room to spare.
MOST_ASIDE = 2_000
MOST_BYTES_ASIDE = 8 * 1024**3

#: Uploads that nothing claims are thrown away so long after they were last touched.
UPLOAD_LIFE = dt.timedelta(days=30)


def proper_name(name: str, endings: tuple[str, ...]) -> str:
    """Return the name with an ending that its format has: phones call every picture «image.jpg»."""
    clean = name.replace("\x00", "").replace("/", "_").replace("\\", "_").strip()[-180:] or "file"
    stem, dot, ending = clean.rpartition(".")
    return clean if dot and ending.lower() in endings else f"{stem if dot else clean}.{endings[0]}"
