"""What every case's page shows beside its own matter: cases linked with it, who is barred, confidentiality, legal hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from biaogan.accounts.access import Actor, Permission
from biaogan.cases.kinds import KINDS
from biaogan.cases.models import Case, CaseBar, CaseLink

if TYPE_CHECKING:
    from biaogan.core.errors import Text


@dataclass(frozen=True)
class Linked:
    """A case linked with the one on the page; `relation` reads from the page's case to the other."""

    relation: Text
    case: Case


@dataclass(frozen=True)
class CaseParts:
    case: Case
    linked: list[Linked]
    bars: list[CaseBar]
    may_handle: bool
    may_hold: bool


def case_parts(case: Case, actor: Actor) -> CaseParts:
    """Return the parts of the case for `cases/_parts.html`, with two queries."""
    return CaseParts(
        case=case,
        linked=linked_with(case, actor),
        bars=list(case.bars.select_related("person").order_by("pk")),
        may_handle=may_handle(case, actor),
        may_hold=actor.may(Permission.HOLD_EVIDENCE, case.subject_unit),
    )


def linked_with(case: Case, actor: Actor) -> list[Linked]:
    """Return the cases linked with this one in either direction, leaving out those that the actor may not see."""
    seen = Case.objects.visible_to(actor)
    ahead = CaseLink.objects.filter(case=case, other__in=seen).select_related("other__subject_unit").order_by("pk")
    back = CaseLink.objects.filter(other=case, case__in=seen).select_related("case__subject_unit").order_by("pk")
    forward = [Linked(CaseLink.Kind(row.kind).label, row.other) for row in ahead]
    return forward + [Linked(CaseLink.BACKWARDS[row.kind], row.case) for row in back]


def may_handle(case: Case, actor: Actor) -> bool:
    """Tell whether the actor may link the case, bar people from it and change its confidentiality."""
    needed = KINDS[case.kind].handle_permission
    return actor.may(needed, case.subject_unit) or actor.may(needed, case.handling_unit)
