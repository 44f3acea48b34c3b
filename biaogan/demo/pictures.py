"""Photos for the demonstration, drawn by the program: rooms of no outlet, with nobody in them."""

from __future__ import annotations

import functools
import io
import random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

SIZE = (960, 720)
#: floor, wall, counter
COLOURS = [("#d9d3c7", "#f4f2ee", "#8a6f4e"), ("#c9d2d6", "#eef3f5", "#4f6d7a"), ("#d8cfd6", "#f6f2f5", "#7a5a6e")]
MOST = 12


def photo(number: int, *, is_wrong: bool) -> ContentFile[bytes]:
    """Return a photo of a lobby; on one of something wrong there are spots, and a ring around the worst."""
    kind = "问题" if is_wrong else "整改后"
    return ContentFile(_drawn(number % MOST, is_wrong), name=f"{kind}-{number % MOST + 1}.jpg")


@functools.cache
def _drawn(number: int, is_wrong: bool) -> bytes:
    floor, wall, counter = COLOURS[number % len(COLOURS)]
    image = Image.new("RGB", SIZE, wall)
    pen = ImageDraw.Draw(image)
    pen.polygon([(0, 720), (960, 720), (780, 430), (180, 430)], fill=floor)
    for place in range(4):
        left = 200 + place * 145
        pen.rectangle((left, 330, left + 125, 430), fill=counter)
        pen.rectangle((left + 10, 210, left + 115, 320), fill="#dfe9ee", outline="#9aa8ae", width=3)
    pen.rectangle((60, 300, 130, 520), fill="#5c6b73")
    pen.rectangle((70, 315, 120, 375), fill="#9fd0b8")
    if is_wrong:
        _spots(pen, random.Random(number))  # noqa: S311 (a picture)
    # The same words in both languages: nobody takes it for a real place.
    pen.text((24, 684), f"DEMO {number + 1:02d}", fill="#55504a", font_size=22)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=70)
    return written.getvalue()


def _spots(pen: ImageDraw.ImageDraw, chance: random.Random) -> None:
    for _spot in range(6):
        x, y, size = chance.randint(240, 720), chance.randint(470, 660), chance.randint(8, 26)
        pen.ellipse((x, y, x + 2 * size, y + size), fill="#6b5f50")
    pen.ellipse((x - 30, y - 30, x + 90, y + 60), outline="#c8322b", width=6)
