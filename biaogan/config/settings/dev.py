"""Settings of a developer's machine."""

from biaogan.config.settings.base import *  # noqa: F403

DEBUG = True
SHOW_GALLERY = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
