"""Lines of lists: a sheet with its state, score and who inspects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from biaogan.accounts.access import Actor
from biaogan.core.addresses import addresses
from biaogan.core.parts import Badge, Tone
from biaogan.core.wording import listed
from biaogan.handbook.queries import bands_of, grade_name
from biaogan.inspections.choices import AHEAD, HANDED_IN, Channel, State
from biaogan.inspections.models import Sheet
from biaogan.inspections.queries import may_see_inspectors

if TYPE_CHECKING:
    from biaogan.core.errors import Text

TONES = {
    State.PLANNED: Tone.REST,
    State.ASSIGNED: Tone.ACT,
    State.IN_PROGRESS: Tone.ACT,
    State.SUBMITTED: Tone.ACT,
    State.CONFIRMED: Tone.ACT,
    State.DISPUTED: Tone.SOON,
    State.FINAL: Tone.PROVEN,
    State.CANCELLED: Tone.REST,
}


@dataclass(frozen=True)
class Line:
    """A row of a list, ready to be drawn."""

    url: str
    sheet: Sheet
    channel: Text
    state: Text
    tone: str
    badges: list[Badge] = field(default_factory=list)
    inspectors: str = ""
    grade: str = ""
    is_late: bool = False


def lines_of(sheets: Iterable[Sheet], actor: Actor, *, today: dt.date) -> list[Line]:
    url = addresses("inspections:sheet")
    return [_line(url(sheet.pk), sheet, actor, today=today) for sheet in sheets]


def _line(url: str, sheet: Sheet, actor: Actor, *, today: dt.date) -> Line:
    state = state_badge(sheet)
    return Line(
        url,
        sheet,
        Channel(sheet.channel).label,
        state.text,
        state.tone,
        badges_of(sheet),
        inspectors_text(sheet, actor),
        grade_name(sheet.version, sheet.grade) if sheet.grade else "",
        is_late(sheet, today=today),
    )


def is_late(sheet: Sheet, *, today: dt.date) -> bool:
    return sheet.planned_on < today and sheet.state in (*AHEAD, State.IN_PROGRESS)


def inspectors_text(sheet: Sheet, actor: Actor) -> str:
    if not may_see_inspectors(sheet, actor):
        return pgettext("mystery visitor", "not shown")
    return listed(row.person.name for row in sheet.inspectors.all())


# Labels are asked of the choices: `get_…_display` makes a table of them anew for every row.
def state_badge(sheet: Sheet) -> Badge:
    state = State(sheet.state)
    return Badge(TONES[state], state.label)


def badges_of(sheet: Sheet) -> list[Badge]:
    """Return the state, and what sets a sheet apart."""
    found = [state_badge(sheet)]
    if sheet.is_vetoed:
        found.append(Badge(Tone.OVER, _("red line"), "ban"))
    if sheet.is_unannounced and sheet.state in AHEAD:
        found.append(Badge(Tone.REST, _("unannounced"), "eye-off"))
    if sheet.second_of_id:
        found.append(Badge(Tone.REST, _("second review"), "eye-off"))
    return found


def grade_tone(sheet: Sheet) -> str:
    """Return the colour of a grade: red for a fail alone, since rankings are no traffic lights."""
    is_fail = any(band.is_fail and band.code == sheet.grade for band in bands_of(sheet.version))
    return Tone.OVER if is_fail or sheet.is_vetoed else ""


def is_handed_in(sheet: Sheet) -> bool:
    return sheet.state in HANDED_IN


def trail_of(sheet: Sheet) -> list[tuple[str, str]]:
    """Return the way to a page below the sheet."""
    return [
        (_("Inspections"), reverse("inspections:register")),
        (sheet.case.number, reverse("inspections:sheet", args=[sheet.pk])),
    ]
