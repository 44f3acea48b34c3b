"""Devices with real keys, and what they send."""

from __future__ import annotations

import base64
import datetime as dt
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

import uuid_utils
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.test import Client
from django.utils import timezone

from biaogan.org.models import Unit
from biaogan.sync.models import Device
from biaogan.sync.rules import signed_text


@dataclass
class Handset:
    """The device's side: its private key, and how it signs."""

    key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
    device: Device | None = None

    @property
    def algorithm(self) -> str:
        return "ed25519" if isinstance(self.key, ed25519.Ed25519PrivateKey) else "p256"

    @property
    def public_key(self) -> bytes:
        public = self.key.public_key()
        if isinstance(public, ed25519.Ed25519PublicKey):
            return public.public_bytes_raw()
        return public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)

    def sign(self, text: bytes) -> bytes:
        if isinstance(self.key, ed25519.Ed25519PrivateKey):
            return self.key.sign(text)
        r, s = decode_dss_signature(self.key.sign(text, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    def header(self, method: str, path: str, body: bytes, *, at: float | None = None) -> str:
        at_ms = int((time.time() if at is None else at) * 1000)
        signature = base64.urlsafe_b64encode(self.sign(signed_text(method, path, at_ms, body))).decode().rstrip("=")
        return f"Device {self.device.pk if self.device else 0}.{at_ms}.{signature}"

    def post(self, path: str, body: Any, *, at: float | None = None) -> Any:
        content = json.dumps(body, default=str).encode()
        headers = {"Authorization": self.header("POST", path, content, at=at), "Accept-Language": "en"}
        return Client().post(path, content, content_type="application/json", headers=headers)

    def get(self, path: str, **headers: str) -> Any:
        signed = {"Authorization": self.header("GET", path, b""), "Accept-Language": "en"}
        return Client().get(path, headers={**signed, **headers})

    def put(self, path: str, content: bytes) -> Any:
        headers = {"Authorization": self.header("PUT", path, content), "Accept-Language": "en"}
        return Client().put(path, content, content_type="application/octet-stream", headers=headers)


def handset(algorithm: str = "ed25519") -> Handset:
    if algorithm == "ed25519":
        return Handset(ed25519.Ed25519PrivateKey.generate())
    return Handset(ec.generate_private_key(ec.SECP256R1()))


def paired(unit: Unit, algorithm: str = "ed25519", **values: Any) -> Handset:
    """Return a handset whose device is paired at the unit."""
    made = handset(algorithm)
    values = {"name": "Phone", "purpose": "field", "paired_at": timezone.now(), **values}
    made.device = Device.objects.create(unit=unit, algorithm=algorithm, public_key=made.public_key, **values)
    return made


def item(kind: str = "note.left", **values: Any) -> dict[str, Any]:
    """Return a piece of work that was done just now."""
    return {
        "id": str(uuid_utils.uuid7()),
        "kind": kind,
        "happened_at": timezone.now().isoformat(),
        "payload": {"text": "swept"},
        **values,
    }


def outbox(*items: dict[str, Any], sent_at: dt.datetime | None = None) -> dict[str, Any]:
    return {"sent_at": (sent_at or timezone.now()).isoformat(), "items": list(items)}


def uuid7_of(moment: dt.datetime) -> uuid.UUID:
    """Return an id that claims to have been made at `moment`."""
    ms = int(moment.timestamp() * 1000)
    return uuid.UUID(int=(ms << 80) | (7 << 76) | (2 << 62) | 1)
