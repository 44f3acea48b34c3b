"""Settings of every running product, the demonstration included."""

from biaogan.config.settings.base import *  # noqa: F403

DEBUG = False
