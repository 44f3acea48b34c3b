"""Two people where the trade asks for two: who proposed does not approve, who is complained of does not handle, who did does
not check. Actions ask here; DOMAIN §8 names the pairs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from biaogan.core.access import Asker
from biaogan.core.errors import RuleBroken
from biaogan.org.models import Person

if TYPE_CHECKING:
    from biaogan.core.errors import Text

NOT_YOURS = _("This has to be done by another person than you.")


def require_other_person(
    by: Asker, other: Person | int | None, *, code: str = "separation.same_person", message: Text = NOT_YOURS
) -> None:
    """Raise RuleBroken unless `by` is somebody else than `other`, a person or the id of one; None is nobody."""
    require_none_of(by, [other], code=code, message=message)


def require_none_of(
    by: Asker,
    others: Iterable[Person | int | None],
    *,
    code: str = "separation.same_person",
    message: Text = NOT_YOURS,
) -> None:
    """Raise RuleBroken if `by` is among `others`, or is nobody whom one could tell from them. A job is no person."""
    known = {other.pk if isinstance(other, Person) else other for other in others} - {None}
    if by.is_job or not known:
        return
    if by.person_id is None:
        message = _("This user belongs to no member of staff, so nobody can tell whether another person acts.")
        raise RuleBroken("separation.nobody", message)
    if by.person_id in known:
        raise RuleBroken(code, message)


def require_other_approver(by: Asker, proposer: Person | int | None) -> None:
    """Raise RuleBroken where `by` would approve what they proposed themselves."""
    message = _("You proposed this yourself; somebody else approves it.")
    require_other_person(by, proposer, code="separation.own_proposal", message=message)


def require_not_complained_of(by: Asker, complained_of: Iterable[Person | int | None]) -> None:
    """Raise RuleBroken where `by` would handle a complaint about themselves."""
    message = _("This complaint is about you; somebody else handles it.")
    require_none_of(by, complained_of, code="separation.complained_of", message=message)


def require_other_checker(by: Asker, doers: Iterable[Person | int | None]) -> None:
    """Raise RuleBroken where `by` would check what they did themselves."""
    message = _("You did this yourself; somebody else checks it.")
    require_none_of(by, doers, code="separation.own_work", message=message)
