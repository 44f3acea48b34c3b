"""Labels with QR codes: those of devices, and whatever the apps above print for an outlet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from biaogan.core.registry import Registry
from biaogan.org.models import Unit
from biaogan.premises import queries

if TYPE_CHECKING:
    from biaogan.core.errors import Text


@dataclass(frozen=True)
class Label:
    """What one label says in words and in its code; `url` is a path, the sheet knows the site's own address."""

    title: str
    subtitle: str
    url: str


@dataclass(frozen=True)
class LabelKind:
    """Labels of one kind for an outlet, such as those of its devices or the one that customers complain by."""

    name: Text
    labels: Callable[[Unit], list[Label]]


LABEL_KINDS: Registry[LabelKind] = Registry("kind of label")

#: The labels that every outlet has.
DEVICES = "devices"


def labels_of(outlet: Unit, kind: str) -> list[Label]:
    """Return the labels of that kind, those of the outlet's devices for a kind that nobody registered."""
    if kind in LABEL_KINDS:
        return LABEL_KINDS[kind].labels(outlet)
    return [
        Label(str(device), outlet.label, reverse("premises:scanned", args=[device.code]))
        for device in queries.devices_at(outlet)
    ]


def qr_code(text: str) -> SafeString:
    """Return the QR code as an inline picture that bears a quarter of it being dirty."""
    code = segno.make(text, error="q", micro=False)
    # segno writes numbers and fixed names only; the text itself lies in the pattern.
    return mark_safe(code.svg_inline(scale=4, border=2, svgclass="qr", lineclass=None, omitsize=True))  # noqa: S308
