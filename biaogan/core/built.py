"""What Vite built: hashed scripts and styles by the name of their source, and the icons that are in use."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static

BUILT = Path(__file__).parent / "static" / "built"


def asset_urls(entry: str) -> tuple[list[str], list[str]]:
    """Return the addresses of the styles and scripts of `entry`, both empty where nothing was built."""
    chunk = _read("manifest.json").get(f"src/{entry}.ts")
    if chunk is None:
        return [], []
    return [_url(name) for name in chunk.get("css", [])], [_url(chunk["file"])]


def icon_shapes(name: str) -> str:
    """Return the inside of an icon's <svg>, empty where it was not built."""
    shapes: str = _read("icons.json").get(name, "")
    return shapes


def _url(name: str) -> str:
    return static(f"built/{name}")


def _read(name: str) -> dict[str, Any]:
    # A developer rebuilds under a running server; everybody else reads each file once.
    return _parsed(name, _changed_at(name) if settings.DEBUG else 0)


def _changed_at(name: str) -> int:
    path = BUILT / name
    return path.stat().st_mtime_ns if path.exists() else 0


@functools.lru_cache(maxsize=8)
def _parsed(name: str, changed_at: int) -> dict[str, Any]:
    path = BUILT / name
    found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found
