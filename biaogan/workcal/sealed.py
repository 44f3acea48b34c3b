"""Notices between preview and apply: signed, so that what is taken in is what was shown, and stored nowhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused
from biaogan.workcal.kinds import YearState
from biaogan.workcal.rules.layers import Mark
from biaogan.workcal.rules.notices import Notice

SALT = "workcal.notices"
GOOD_FOR = dt.timedelta(hours=12)


@dataclass(frozen=True)
class Sealed:
    """The notices that a user looked at, for which layer, and the digest of the changes shown."""

    layer: str
    notices: tuple[Notice, ...]
    digest: str


def seal(layer: str, notices: Sequence[Notice], digest: str) -> str:
    told = [
        [notice.year, notice.state, notice.source, [[str(day), *_told(mark)] for day, mark in notice.marks.items()]]
        for notice in notices
    ]
    return signing.dumps([layer, told, digest], salt=SALT, compress=True)


def unseal(text: str) -> Sealed:
    """Return what was sealed; raises InputRefused for anything else, and after half a day."""
    try:
        layer, told, digest = signing.loads(text, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        message = _("What was shown is too old or was changed on the way. Choose the file again.")
        raise InputRefused("workcal.unsealed", message) from None
    return Sealed(layer, tuple(_notice(*each) for each in told), digest)


def _told(mark: Mark) -> tuple[bool, str, str]:
    return mark.working, mark.name, mark.name_en


def _notice(year: int, state: str, source: str, marks: list[tuple[str, bool, str, str]]) -> Notice:
    days = {dt.date.fromisoformat(day): Mark(working, name, name_en) for day, working, name, name_en in marks}
    return Notice(year, days, YearState(state), source)
