"""Settings of the tests: a throw-away PostgreSQL that tests/conftest.py starts, cheap passwords, keys made on the spot."""

import os
import tempfile
from pathlib import Path

_home = Path(tempfile.mkdtemp(prefix="biaogan-test-"))
os.environ.setdefault("BIAOGAN_HOME", str(_home))
os.environ.setdefault("BIAOGAN_SECRET_KEY", "only-for-tests")
os.environ.setdefault("DATABASE_URL", "postgresql://nobody@/nowhere")

from biaogan.config.settings.base import *  # noqa: E402, F403
from biaogan.config.settings.base import DATABASES, HOME, MIDDLEWARE  # noqa: E402
from biaogan.server.secrets import make_secrets  # noqa: E402

make_secrets(HOME)
DEBUG = False
SHOW_GALLERY = True
DATABASES["default"]["OPTIONS"] = {}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MIDDLEWARE.remove("biaogan.core.serving.StaticFilesMiddleware")
ALLOWED_HOSTS = ["*"]
