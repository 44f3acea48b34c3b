"""What the offline page is made of, and which version of it this is. No data lies in it, and nobody is named."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from biaogan.core import built

ENTRY, WORKER = "field/main", "field/worker"
MARK = "built/mark.svg"


def page() -> str:
    """Return the page, the same for everybody."""
    styles, scripts = built.asset_urls(ENTRY)
    context = {
        "styles": styles,
        "scripts": scripts,
        "mark": static(MARK),
        "manifest": reverse("field:manifest"),
        "version": version(),
    }
    return render_to_string("field/shell.html", context)


def files() -> list[str]:
    return [*built.all_files(ENTRY), static(MARK), reverse("field:manifest")]


def version() -> str:
    """Return a word that changes with anything that the page is made of."""
    template = (settings.PACKAGE / "field/templates/field/shell.html").read_bytes()
    parts = json.dumps([files(), built.script_of(WORKER)]).encode() + template
    return hashlib.sha256(parts).hexdigest()[:12]


def worker() -> str:
    """Return the service worker with the list of what it keeps; empty where nothing was built."""
    script = built.script_of(WORKER)
    if not script:
        return ""
    told = {"version": version(), "page": reverse("field:shell"), "files": files()}
    return f"self.FIELD_SHELL = {json.dumps(told)};\n{script}"


def manifest() -> dict[str, object]:
    return {
        "id": reverse("field:shell"),
        "name": "标杆 · 现场",
        "short_name": "标杆现场",
        "lang": "zh-Hans",
        "start_url": reverse("field:shell"),
        "scope": reverse("field:shell"),
        "display": "standalone",
        "background_color": "#f6f7f9",
        "theme_color": "#1a5bc4",
        "icons": [{"src": static(MARK), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
