"""A phone as the server sees it: what it sends, and what it is told."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any

import uuid_utils
from PIL import Image

from tests.factories import sync as make

OUTBOX, UPLOADS, PACKAGE = "/api/v1/sync/outbox", "/api/v1/sync/uploads", "/api/v1/field/package"


@dataclass
class Phone:
    handset: make.Handset

    def sends(self, kind: str, /, *, at: Any = None, **payload: Any) -> dict[str, Any]:
        """Send one piece of work; return its answer."""
        more = {"happened_at": at} if at else {}
        return self.sends_all(make.item(kind, payload=payload, **more))[0]

    def sends_all(self, *items: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.handset.post(OUTBOX, make.outbox(*items))
        assert answer.status_code == 200, answer.content
        return list(answer.json()["items"])

    def did(self, kind: str, /, **payload: Any) -> dict[str, Any]:
        """Send work that has to be taken; return what came of it."""
        answer = self.sends(kind, **payload)
        assert answer["state"] == "accepted", answer
        return dict(answer["result"])

    def uploads(self, content: bytes, name: str = "photo.jpg") -> str:
        ident = str(uuid_utils.uuid7())
        wanted = {"id": ident, "name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        self.handset.post(UPLOADS, wanted)
        told = self.handset.put(f"{UPLOADS}/{ident}?offset=0", content).json()
        assert told["state"] == "ready", told
        return ident

    def package(self, question: str = "", **headers: str) -> Any:
        return self.handset.get(f"{PACKAGE}{question}", **headers)


def photo(shade: int = 90) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (64, 64), (shade, 20, 20)).save(content, "JPEG")
    return content.getvalue()
