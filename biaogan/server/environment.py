"""What the processes of an installation are told through their environment."""

import os
from pathlib import Path

SETTINGS = "biaogan.config.settings.prod"


def for_children(home: Path, *, app_url: str, owner_url: str | None = None) -> dict[str, str]:
    """Return the environment of a child that works with `home`; only some are told the owner's URL."""
    told = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    told |= {"BIAOGAN_HOME": str(home), "DATABASE_URL": app_url}
    told.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if owner_url:
        told["DATABASE_OWNER_URL"] = owner_url
    return told
