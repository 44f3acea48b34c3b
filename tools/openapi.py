"""Write the description of the HTTP API to docs/openapi.json: `python -m tools.openapi [--check]`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "docs" / "openapi.json"


def description() -> str:
    """Return the description of the API as the code has it, in English and in a stable order."""
    from django.utils import translation

    from biaogan.config.api import api

    with translation.override("en"):
        schema = api.get_openapi_schema(path_prefix="/api/v1/")
        return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "biaogan.config.settings.test")
    import django

    django.setup()
    text = description()
    if "--check" in sys.argv:
        return int(not FILE.exists() or FILE.read_text("utf-8") != text)
    FILE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
