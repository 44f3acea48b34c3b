"""The end of an obligation on a page that has the obligation itself, not a line of a list."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.safestring import SafeString

from biaogan.core.templatetags.moments import due
from biaogan.obligations.looks import Dated, left_of
from biaogan.obligations.models import Obligation

register = template.Library()


@register.simple_tag
def due_of(duty: Obligation, now: dt.datetime) -> SafeString:
    """Draw `{% due %}` with what is left as the inbox says it: in working days where the limit counts in them."""
    return due(Dated(duty, left_of(duty, now=now)), now=now)
