"""The part of the unit page that shows the unit's inspections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from biaogan.accounts.access import Actor, Permission
from biaogan.core.paging import capped_count
from biaogan.core.time import local_day
from biaogan.core.wording import short_day_text
from biaogan.handbook.queries import grade_name
from biaogan.inspections.choices import AHEAD, HANDED_IN, Channel
from biaogan.inspections.looks.lines import grade_tone
from biaogan.inspections.models import Sheet
from biaogan.org.models import Unit
from biaogan.rectification.models import Finding

if TYPE_CHECKING:
    from biaogan.core.errors import Text


@dataclass(frozen=True)
class LastScore:
    """The last sheet of a channel, with its grade and day."""

    channel: Text
    sheet: Sheet
    note: str
    tone: str
    url: str


def unit_panel(request: HttpRequest, unit: Unit) -> dict[str, Any] | None:
    """Return the outlet's last scores by channel, the next inspection if it is announced, and its open findings.

    None for units without customers, and where the reader may not see inspections.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not unit.serves_customers or not actor.may(Permission.VIEW_INSPECTION, unit):
        return None
    may_check = actor.may(Permission.CHECK_ONESELF, unit)
    may_see_findings = actor.may(Permission.VIEW_RECTIFICATION, unit)
    return {
        "unit": unit,
        "scores": _last_scores(actor, unit),
        "next": _next(actor, unit),
        "open_findings": capped_count(_open_findings(actor, unit)) if may_see_findings else None,
        "findings_url": f"{reverse('rectification:findings')}?unit={unit.code}",
        "may_check": may_check,
        "may_log": may_check,
    }


def _last_scores(actor: Actor, unit: Unit) -> list[LastScore]:
    rows = Sheet.objects.visible_to(actor).counted().filter(case__subject_unit=unit, state__in=HANDED_IN)
    last = rows.order_by("channel", "-submitted_at").distinct("channel").select_related("version__handbook", "case")
    return [_last(sheet) for sheet in last]


def _last(sheet: Sheet) -> LastScore:
    grade = grade_name(sheet.version, sheet.grade) if sheet.grade else ""
    day = short_day_text(local_day(sheet.submitted_at)) if sheet.submitted_at else ""
    note = " · ".join(part for part in (grade, day) if part)
    url = reverse("inspections:sheet", args=[sheet.pk])
    return LastScore(Channel(sheet.channel).label, sheet, note, grade_tone(sheet), url)


def _next(actor: Actor, unit: Unit) -> Sheet | None:
    """Return the next inspection that the unit may know of, whoever reads the page."""
    rows = Sheet.objects.visible_to(actor).counted().filter(case__subject_unit=unit, state__in=AHEAD)
    ahead = rows.filter(is_unannounced=False, planned_on__gte=local_day(timezone.now()))
    return ahead.exclude(channel=Channel.SELF_CHECK).order_by("planned_on", "pk").first()


def _open_findings(actor: Actor, unit: Unit) -> Any:
    return Finding.objects.visible_to(actor).open().filter(case__subject_unit=unit)
