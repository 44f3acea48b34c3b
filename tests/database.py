"""One throw-away PostgreSQL for a test run, started before Django reads its settings; xdist's workers share it."""

from __future__ import annotations

import atexit
import os
import tempfile
from pathlib import Path


def _start() -> None:
    from biaogan.server.postgres import start

    server = start(Path(tempfile.mkdtemp(prefix="bgt-")), throwaway=True)
    atexit.register(server.stop)
    # A superuser, since Django's clean-up between transactional tests must pass the guards of append-only tables.
    os.environ["BIAOGAN_TEST_SERVER"] = os.environ["DATABASE_URL"] = server.superuser_url
    os.environ["BIAOGAN_TEST_OWNER_URL"] = server.owner_url
    os.environ["BIAOGAN_TEST_APP_URL"] = server.app_url


if "BIAOGAN_TEST_SERVER" not in os.environ:
    _start()
