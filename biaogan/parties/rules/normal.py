"""One spelling for each personal value, so that a repeat is found however it was typed."""

from __future__ import annotations

import re
import unicodedata

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: Weights and check characters of the mainland identity number (GB 11643).
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"

_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$|0\d{9,11}$)")


class PersonalField(models.TextChoices):
    """The personal values of a party; each is sealed by itself."""

    NAME = "name", pgettext_lazy("person", "Name")
    PHONE = "phone", _("Telephone")
    ID_NUMBER = "id_number", _("Identity number")
    ACCOUNT = "account", _("Account or card")
    ADDRESS = "address", _("Address")


def normal(field: str, value: str) -> str:
    """Return the value as it is compared: narrow digits, no spaces, no country code; empty where nothing is left."""
    plain = unicodedata.normalize("NFKC", value).replace("\x00", "").strip()
    if field == PersonalField.PHONE:
        return _phone(plain)
    if field == PersonalField.ID_NUMBER:
        return _identity(plain)
    if field == PersonalField.ACCOUNT:
        return re.sub(r"[^0-9A-Za-z]", "", plain).upper()
    return " ".join(plain.split())


def _phone(text: str) -> str:
    # An extension («转8001») stays part of the number, as digits; a plus is dropped with its country code only.
    digits = re.sub(r"[^0-9+]", "", text)
    return _COUNTRY.sub("", digits).replace("+", "")


def _identity(text: str) -> str:
    code = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    # Cards before 1999 had fifteen digits: no century and no check character.
    if len(code) == 15 and code.isdigit():
        longer = f"{code[:6]}19{code[6:]}"
        return longer + id_check(longer)
    return code


def id_check(first_seventeen: str) -> str:
    """Return the eighteenth character that belongs to seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % 11]
