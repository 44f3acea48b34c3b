"""The worker: the jobs that apps registered, run by procrastinate from PostgreSQL. Started as `python -m biaogan.config.worker`."""

from __future__ import annotations

import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "biaogan.config.settings.prod")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("procrastinate", "worker", "--concurrency=1")


if __name__ == "__main__":
    main()
