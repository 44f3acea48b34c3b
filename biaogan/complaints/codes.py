"""The code by which a customer follows their case: shown once, kept only as a digest."""

from __future__ import annotations

import hmac
import re
import secrets

from django.conf import settings

#: Letters and digits that nobody takes for one another.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
#: Twelve of these are 59 bits.
LENGTH = 12


def new_code() -> str:
    """Return a fresh code, «ABCD-EFGH-JKMN»."""
    chars = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(chars[at : at + 4] for at in range(0, LENGTH, 4))


def digest_of(code: str) -> str:
    """Return what is stored of a code, however it was typed; the key of the installation keeps a stolen table useless."""
    plain = re.sub(r"[^0-9A-Z]", "", code.upper())
    key = f"complaints.follow:{settings.SECRET_KEY}".encode()
    return hmac.new(key, plain.encode(), "sha256").hexdigest()
