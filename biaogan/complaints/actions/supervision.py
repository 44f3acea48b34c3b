"""Supervision orders: issued by the Office, reported on by the unit, closed by somebody else than who reported."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.complaints import queries, telling
from biaogan.complaints.actions import owing
from biaogan.complaints.actions.moving import lock, moved, note, person_of
from biaogan.complaints.models import Complaint, SupervisionOrder, SupervisionProgress
from biaogan.complaints.rules import Move
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.obligations import actions as obligations
from biaogan.org.models import Unit

#: Working days; what takes longer is a campaign.
LONGEST_ORDER = 60


@transaction.atomic
def issue_order(
    *,
    complaint_id: int,
    item: str,
    unit: Unit | None = None,
    working_days: int | None = None,
    leaders_note: str = "",
    by: Actor,
    now: dt.datetime,
) -> SupervisionOrder:
    """Order the responsible unit to do something about the complaint in so many working days, else within the kind's limit."""
    complaint = lock(complaint_id, Move.ISSUE_ORDER, by=by)
    if not item.strip():
        raise InputRefused("order.empty", _("Say what has to be done."))
    if working_days is not None and not 1 <= working_days <= LONGEST_ORDER:
        raise InputRefused(
            "order.impossible_limit", _("Give it between 1 and %(most)d working days.") % {"most": LONGEST_ORDER}
        )
    responsible = _unit_of(complaint, unit)
    head = queries.head_of(responsible)
    limit = f"{working_days}wd" if working_days else None
    duty = owing.owe(owing.SUPERVISE, complaint, head, by=by, now=now, limit=limit)
    order = SupervisionOrder.objects.create(
        complaint=complaint,
        ordinal=complaint.orders.count() + 1,
        item=item.strip()[:1000],
        unit=responsible,
        note=leaders_note.strip()[:500],
        obligation=duty,
        issued_by=person_of(by),
        issued_at=now,
    )
    moved(complaint, Move.ISSUE_ORDER, by=by, now=now, order=order.ordinal, to=responsible.pk)
    telling.tell_of_order(order, head, now=now)
    return order


@transaction.atomic
def report_progress(*, order_id: int, text: str, is_done: bool, by: Actor, now: dt.datetime) -> SupervisionProgress:
    """Report how far an order has come; when it is done, the Office looks at it before it is closed."""
    order = _lock_order(order_id, by=by)
    require(by, Permission.PROPOSE_OUTCOME, order.unit)
    if not text.strip():
        raise InputRefused("order.no_progress", _("Say what was done."))
    progress = SupervisionProgress.objects.create(
        order=order, text=text.strip()[:2000], is_done=is_done, by=person_of(by), at=now
    )
    if is_done:
        order.reported_by = progress.by
        order.save(update_fields=["reported_by"])
        if order.obligation.is_open:
            obligations.meet(order.obligation, by=by, now=now)
    note("order_reported_on", order.complaint, by=by, now=now, order=order.ordinal, done=is_done)
    telling.tell_issuer(order, now=now)
    return progress


@transaction.atomic
def close_order(*, order_id: int, opinion: str, by: Actor, now: dt.datetime) -> SupervisionOrder:
    """Close an order that was reported as done, with a closing opinion.

    Raises RuleBroken if nothing was reported yet, or if `by` reported it.
    """
    order = _lock_order(order_id, by=by)
    require(by, Permission.SUPERVISE, order.complaint.case.subject_unit)
    person = person_of(by)
    if order.reported_by_id is None:
        raise RuleBroken("order.not_reported", _("The unit has not reported this as done yet."))
    if order.reported_by_id == person.pk:
        raise RuleBroken("order.own_report", _("Nobody closes an order that they reported as done."))
    if not opinion.strip():
        raise InputRefused("order.no_opinion", _("Write a closing opinion."))
    order.opinion, order.closed_by, order.closed_at = opinion.strip()[:500], person, now
    order.save(update_fields=["opinion", "closed_by", "closed_at"])
    note("order_closed", order.complaint, by=by, now=now, order=order.ordinal)
    return order


def _lock_order(order_id: int, *, by: Actor) -> SupervisionOrder:
    seen = SupervisionOrder.objects.filter(complaint__in=Complaint.objects.visible_to(by)).get(pk=order_id)
    rows = SupervisionOrder.objects.select_for_update(of=("self",), no_key=True)
    order = rows.select_related("complaint__case__subject_unit", "unit", "obligation", "issued_by").get(pk=seen.pk)
    if order.closed_at is not None:
        raise RuleBroken("order.closed", _("This order is closed already."))
    return order


def _unit_of(complaint: Complaint, unit: Unit | None) -> Unit:
    """Return the unit that is ordered: one that takes part in the case, since nobody else can see it."""
    subject = complaint.case.subject_unit
    responsible = unit or complaint.responsible_unit or subject
    if responsible.pk not in (subject.pk, complaint.responsible_unit_id):
        raise PermissionDenied(_("An order goes to a unit that takes part in the case."))
    return responsible
