"""What somebody typed into the box above a register: a number of ours, the number of a paper, or words that were written down."""

from __future__ import annotations

from biaogan.accounts.access import Actor, Permission
from biaogan.cases import queries as cases
from biaogan.cases.queries import FOUND_AT_MOST, Sought
from biaogan.papers.rules import parsed_number
from biaogan.rectification.models import Notice


def sought(actor: Actor, kind: str, text: str) -> Sought | None:
    """Return what `text` means for the actor among cases of `kind`, None where nothing was typed. A number goes before words."""
    return cases.sought(actor, kind, Permission.VIEW_RECTIFICATION, text, ids=_by_number(actor, kind, text))


def _by_number(actor: Actor, kind: str, text: str) -> tuple[int, ...]:
    if (number := parsed_number(text)) is not None:
        code, year, running = number
        notices = Notice.objects.visible_to(actor).filter(
            paper__issuer_code=code, paper__year=year, paper__running=running
        )
        found = notices.values_list("pk" if kind == "notice" else "findings", flat=True)
        return tuple(pk for pk in found.order_by("-pk")[:FOUND_AT_MOST] if pk is not None)
    return cases.numbered(actor, kind, text)
