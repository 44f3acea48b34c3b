"""What happens by itself: motion lines of new clips are drawn, and sheets that nobody disputed in time become final."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from biaogan.accounts.access import job_actor
from biaogan.core.errors import RuleBroken
from biaogan.evidence import store
from biaogan.inspections import actions, motion
from biaogan.inspections.choices import State
from biaogan.inspections.models import Sheet
from biaogan.inspections.models.recordings import Footage
from biaogan.inspections.rules.footage import LineState

#: A run that has said nothing for so long was killed; another one begins anew.
SILENT = dt.timedelta(minutes=10)
#: In one run, so that other jobs have their turn.
LINES_A_RUN = 5
SHEETS_A_RUN = 500


def draw_lines(*, now: dt.datetime) -> int:
    """Draw the motion lines that wait, the oldest first; return how many were drawn or found impossible."""
    done = 0
    while done < LINES_A_RUN and (footage := _claimed(now)) is not None:
        _draw(footage)
        done += 1
    return done


@transaction.atomic
def _claimed(now: dt.datetime) -> Footage | None:
    silent = Q(line_state=LineState.DRAWING, line_at__lt=now - SILENT)
    rows = Footage.objects.select_for_update(skip_locked=True, of=("self",)).select_related("evidence")
    footage = rows.filter(Q(line_state=LineState.WAITING) | silent).order_by("pk").first()
    if footage is None:
        return None
    footage.line_state, footage.line_percent, footage.line_at = LineState.DRAWING, 0, now
    footage.save(update_fields=["line_state", "line_percent", "line_at"])
    return footage


def _draw(footage: Footage) -> None:
    def tell(percent: int) -> None:
        # A tenth is enough for whoever looks on.
        if percent // 10 > footage.line_percent // 10:
            footage.line_percent = percent
            footage.save(update_fields=["line_percent"])

    try:
        drawn = motion.ask_child("line", store.path_of(footage.evidence.sha256), tell=tell)
        footage.line, footage.line_step = drawn["values"], drawn["step_ms"]
        footage.line_state, footage.line_percent = LineState.DRAWN, 100
    except motion.Unreadable as error:
        footage.line_state, footage.line_why = LineState.FAILED, error.why
    footage.save(update_fields=["line", "line_step", "line_state", "line_percent", "line_why"])


def finalise_undisputed(*, now: dt.datetime) -> int:
    """Make those sheets final that the outlet has confirmed, or left undisputed until the window passed; return how many."""
    confirmed = Q(state=State.CONFIRMED)
    silent = Q(state=State.SUBMITTED, respond_by__lt=now)
    by, done = job_actor("inspections.finalise"), 0
    for sheet_id in Sheet.objects.filter(confirmed | silent).order_by("pk").values_list("pk", flat=True)[:SHEETS_A_RUN]:
        try:
            actions.finalise(sheet_id=sheet_id, by=by, now=now)
            done += 1
        except RuleBroken:
            # Another worker, or the outlet in its last minute, was first.
            continue
    return done
