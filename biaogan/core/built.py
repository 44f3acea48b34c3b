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


def all_files(entry: str) -> list[str]:
    """Return the addresses of everything that `entry` may ever load, also what it fetches only where it is needed."""
    chunks, waiting, found = _read("manifest.json"), [f"src/{entry}.ts"], dict[str, None]()
    seen = set(waiting)
    while waiting:
        chunk = chunks.get(waiting.pop(), {})
        found |= dict.fromkeys([*chunk.get("css", []), *chunk.get("assets", []), *filter(None, [chunk.get("file")])])
        more = [key for key in (*chunk.get("imports", []), *chunk.get("dynamicImports", [])) if key not in seen]
        seen.update(more)
        waiting += more
    return [_url(name) for name in found]


def script_of(entry: str) -> str:
    """Return the script of `entry` itself, empty where nothing was built."""
    chunk = _read("manifest.json").get(f"src/{entry}.ts")
    path = BUILT / chunk["file"] if chunk else None
    return path.read_text("utf-8") if path and path.exists() else ""


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
