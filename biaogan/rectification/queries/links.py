"""The finding behind a contractor's link."""

from __future__ import annotations

import datetime as dt
import hmac

from django.conf import settings

from biaogan.rectification.choices import TO_PUT_RIGHT
from biaogan.rectification.models import ContractorLink


def digest_of(token: str) -> str:
    """Return what is stored of a token; the key of the installation keeps a stolen table useless."""
    key = f"rectification.link:{settings.SECRET_KEY}".encode()
    return hmac.new(key, token.encode(), "sha256").hexdigest()


def link_of(token: str, *, now: dt.datetime) -> ContractorLink | None:
    """Return the link that the token opens, with its finding; None for one that never was, has run out or was revoked."""
    rows = ContractorLink.objects.filter(digest=digest_of(token), revoked_at__isnull=True, expires_at__gt=now)
    return rows.select_related("finding__case__subject_unit", "finding__item", "finding__responsible_unit").first()


def may_answer(link: ContractorLink) -> bool:
    """Tell whether the finding still waits to be put right."""
    return link.finding.state in TO_PUT_RIGHT
