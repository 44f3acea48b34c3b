"""How the API knows a device: `Authorization: Device <number>.<milliseconds>.<signature>`."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.security.http import HttpAuthBase

from biaogan.core.errors import RuleBroken
from biaogan.sync import queries, rules
from biaogan.sync.models import Device

BIGGEST = 2**63 - 1


class DeviceSignature(HttpAuthBase):
    """Sets `request.device` and `request.actor`. A signature that is good but old is told apart: the clock may be wrong."""

    openapi_scheme = "device"
    header = "Authorization"

    def __call__(self, request: HttpRequest) -> Any | None:
        scheme, _space, value = request.headers.get(self.header, "").partition(" ")
        claim = _read(value) if scheme.lower() == "device" else None
        if claim is None:
            return None
        number, at_ms, signature = claim
        device = Device.objects.in_use().select_related("person", "unit").filter(pk=number).first()
        text = rules.signed_text(request.method or "", request.get_full_path(), at_ms, request.body)
        if device is None or not rules.is_signed(device.algorithm, bytes(device.public_key), text, signature):
            return None
        now = timezone.now()
        _require_fresh(at_ms, now=now)
        request.device = device  # type: ignore[attr-defined]
        request.actor = queries.actor_of_device(device, now=now)  # type: ignore[attr-defined]
        return device


def _read(value: str) -> tuple[int, int, bytes] | None:
    number, _dot, rest = value.partition(".")
    at_ms, _dot, signature = rest.partition(".")
    try:
        padded = signature + "=" * (-len(signature) % 4)
        found = int(number), int(at_ms), base64.b64decode(padded, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    return found if 0 < found[0] <= BIGGEST and 0 < found[1] <= BIGGEST else None


def _require_fresh(at_ms: int, *, now: dt.datetime) -> None:
    if abs((now - rules.EPOCH) - dt.timedelta(milliseconds=min(at_ms, 10**14))) > rules.SIGNATURE_LIFE:
        message = _("The time in the signature is not ours. Ask /api/v1/sync/time and sign again.")
        raise RuleBroken("sync.clock", message)
