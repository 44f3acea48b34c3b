"""Settings enough for rules that need no database. To import this is to have them; it comes before the rules."""

from __future__ import annotations

import os

from django.conf import settings

if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
    settings.configure(TIME_ZONE="Asia/Shanghai", USE_TZ=True, USE_I18N=False)
