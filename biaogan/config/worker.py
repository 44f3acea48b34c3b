"""The worker: the jobs that apps registered, run by procrastinate from PostgreSQL. Started as `python -m biaogan.config.worker`."""

from __future__ import annotations

import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "biaogan.config.settings.prod")
    import django

    django.setup()
    from procrastinate.contrib.django import app

    # Django's connector cannot listen; while the worker runs, one of its own takes its place.
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(concurrency=1)


if __name__ == "__main__":
    main()
