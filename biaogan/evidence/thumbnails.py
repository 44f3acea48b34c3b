"""Small pictures for the eye: made when first asked for, without what the camera wrote into the file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from PIL import Image, ImageOps

from biaogan.evidence import store

#: The longer side, in pixels: a tile on a screen of double density.
LONGEST = 480
WITH_THUMBNAIL = frozenset({"image/jpeg", "image/png", "image/webp"})


def thumbnail_of(sha256: str) -> Path:
    """Return the path of the file's small picture, made on the first call. Raises RuleBroken where the store has lost the file."""
    place = store.thumbnail_path(sha256)
    if not place.exists():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = place.with_name(f".{place.name}.{os.getpid()}")
        with store.opened(sha256) as file:
            small = _small(file)
        small.save(unfinished, "JPEG", quality=80, optimize=True)
        unfinished.replace(place)
    return place


def _small(file: IO[bytes]) -> Image.Image:
    image = Image.open(file)
    image.draft("RGB", (LONGEST, LONGEST))
    turned = ImageOps.exif_transpose(image)
    turned.thumbnail((LONGEST, LONGEST))
    return _on_white(turned)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA", "P"):
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        image = ground
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain
