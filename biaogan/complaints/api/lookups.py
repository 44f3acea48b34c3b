"""Units and people by the codes that programs send."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from biaogan.core.errors import InputRefused, Refusal
from biaogan.core.prepared import Joined
from biaogan.org.models import Person, Unit

_BY_CODE = Joined("FROM org_unit unit WHERE unit.code = ANY(%s)", unit=Unit)


def units_by_code(*codes: str) -> dict[str, Unit]:
    """Return the units with one query. Raises InputRefused for a code that no unit has."""
    wanted = {code for code in codes if code}
    found = {unit.code: unit for (unit,) in _BY_CODE.rows(list(wanted))}
    _require_all(wanted - set(found), "unit", _("No unit has the code %(code)s."))
    return found


def people_by_number(numbers: Sequence[str]) -> list[Person]:
    """Return the people with one query. Raises InputRefused for a number that nobody has."""
    found = {person.staff_no: person for person in Person.objects.filter(staff_no__in=numbers)} if numbers else {}
    _require_all(set(numbers) - set(found), "staff", _("Nobody has the staff number %(code)s."))
    return [found[number] for number in dict.fromkeys(numbers)]


def _require_all(missing: set[str], column: str, words: str) -> None:
    if missing:
        refusals = [Refusal(words % {"code": code}, column=column, value=code) for code in sorted(missing)]
        raise InputRefused("complaint.unknown_code", refusals[0].reason, refusals)
