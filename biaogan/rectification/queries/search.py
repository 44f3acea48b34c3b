"""What somebody typed into the box above a register: a number of ours, the number of a paper, or words that were written down."""

from __future__ import annotations

from dataclasses import dataclass

from biaogan.accounts.access import Actor, Permission
from biaogan.cases.queries import Match, by_number, matching
from biaogan.cases.rules import wanted
from biaogan.papers.rules import parsed_number
from biaogan.rectification.models import Notice

#: Nobody looks through more.
FOUND_AT_MOST = 200


@dataclass(frozen=True)
class Sought:
    """What a search means: these cases, the newest first, or those with certain words, or nothing since too little was typed."""

    ids: tuple[int, ...] = ()
    match: Match | None = None
    is_too_short: bool = False

    @property
    def words(self) -> tuple[int, ...]:
        return self.match.words if self.match else ()

    @property
    def among(self) -> str:
        return self.match.among if self.match else "SELECT unnest(%(ids)s::bigint[])"


def sought(actor: Actor, kind: str, text: str) -> Sought | None:
    """Return what `text` means for the actor among cases of `kind`, None where nothing was typed. A number goes before words."""
    if not text.strip():
        return None
    if ids := _by_number(actor, kind, text):
        return Sought(ids)
    asked = wanted(text)
    if not asked.words:
        return Sought(is_too_short=asked.is_too_short)
    return Sought(match=matching(actor, kind, Permission.VIEW_RECTIFICATION, asked.words))


def _by_number(actor: Actor, kind: str, text: str) -> tuple[int, ...]:
    if (number := parsed_number(text)) is not None:
        code, year, running = number
        notices = Notice.objects.visible_to(actor).filter(
            paper__issuer_code=code, paper__year=year, paper__running=running
        )
        found = notices.values_list("pk" if kind == "notice" else "findings", flat=True)
        return tuple(pk for pk in found.order_by("-pk")[:FOUND_AT_MOST] if pk is not None)
    cases = by_number(actor, text).filter(kind=kind).values_list("pk", flat=True)
    return tuple(cases[:FOUND_AT_MOST])
