"""Fail where a model has changed without a migration. Needs no database: a throw-away one stands in."""

from __future__ import annotations

import os
import sys


def main() -> None:
    import tests.database  # noqa: F401 - starts the server that Django's settings name

    os.environ["DJANGO_SETTINGS_MODULE"] = "biaogan.config.settings.test"
    import django
    from django.core.management import call_command

    django.setup()
    from django.conf import settings

    ours = [app for app in settings.OUR_APPS if django.apps.apps.is_installed(f"biaogan.{app}")]
    try:
        call_command("makemigrations", *ours, check=True, dry_run=True, verbosity=1)
    except SystemExit as stop:
        sys.exit(stop.code)


if __name__ == "__main__":
    main()
