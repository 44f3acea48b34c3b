"""Which repairs there are, what is owed on one, and who mends what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from biaogan.accounts.access import Actor, Permission
from biaogan.audit.queries import timeline
from biaogan.cases import queries as cases
from biaogan.cases.queries import KindFilter, Sought, capped_total, narrowed, newest_page
from biaogan.core.paging import Page
from biaogan.core.parts import Entry
from biaogan.obligations.models import Obligation
from biaogan.org.models import Post, PostKind, Unit
from biaogan.org.queries import department, holders, post_at
from biaogan.org.rules import HEADS
from biaogan.premises.kinds import ENDED, DeviceKind, RepairState
from biaogan.premises.models import Device, Repair, RepairStep

KIND = "repair"

#: The departments that mend, by their function, the first that there is. Bank to confirm.
MENDERS = ("it", "operations")

#: The two limits to mend, and the one to look whether it is.
MEND, MEND_SELF_SERVICE, CHECK = "repair.mend", "repair.mend_self_service", "repair.check"


@dataclass(frozen=True)
class RepairChoice:
    """How the list is narrowed; an empty part narrows nothing."""

    q: str = ""
    state: str = ""
    open_only: bool = False
    device_kind: str = ""
    under: Unit | None = None
    overdue_at: dt.datetime | None = None


def repairs(actor: Actor, choice: RepairChoice, *, cursor: str = "", size: int = 50) -> Page[Repair]:
    """Return a page of the repairs that the actor sees, newest first."""
    rows = Repair.objects.select_related("case__subject_unit", "device", "mender_unit", "mender_person")
    return newest_page(rows, *_which(actor, choice), **_how(actor, choice), cursor=cursor, size=size)


def repair_total(actor: Actor, choice: RepairChoice) -> int | None:
    """Return how many there are, or one more than are counted; None for words that too many have."""
    if (sought := _sought(actor, choice)) and not sought.counts_quickly:
        return None
    return capped_total(*_which(actor, choice), **_how(actor, choice))


def _which(actor: Actor, choice: RepairChoice) -> tuple[Actor, str, str]:
    return narrowed(actor, choice.under), KIND, Permission.VIEW_PREMISES


def _how(actor: Actor, choice: RepairChoice) -> dict[str, Any]:
    return {"open_only": choice.open_only or choice.overdue_at is not None, "extra": _filter(actor, choice)}


_OVERDUE = (
    "EXISTS (SELECT FROM obligations_obligation o WHERE o.case_id = c.id AND o.met_at IS NULL AND o.cancelled_at IS NULL"
    " AND o.due_at < %(now)s)"
)
_OF_KIND = "(SELECT d.kind FROM premises_device d WHERE d.id = k.device_id) = %(device_kind)s"


def _filter(actor: Actor, choice: RepairChoice) -> KindFilter | None:
    where: list[str] = []
    params: dict[str, Any] = {}
    among = ""
    if choice.state in RepairState.values:
        closed = "c.closed_at IS NOT NULL AND " if choice.state in ENDED else ""
        where.append(f"{closed}k.state = %(state)s")
        params["state"] = choice.state
    if choice.device_kind in DeviceKind.values:
        where.append(_OF_KIND)
        params["device_kind"] = choice.device_kind
    if choice.overdue_at is not None:
        where.append(_OVERDUE)
        params["now"] = choice.overdue_at
    if sought := _sought(actor, choice):
        condition, said = sought.condition
        where.append(condition)
        params |= said
        among = sought.among
    if not where:
        return None
    condition = " AND ".join(f"({each})" for each in where)
    return KindFilter("premises_repair" if "k." in condition else "", condition, params, among=among)


def _sought(actor: Actor, choice: RepairChoice) -> Sought | None:
    ids = cases.numbered(actor, KIND, choice.q)
    return cases.sought(actor, KIND, Permission.VIEW_PREMISES, choice.q, ids=ids)


def texts_of(ids: Sequence[int]) -> dict[int, str]:
    """Return what was said of each repair, for the search by words."""
    rows = Repair.objects.filter(pk__in=ids).values_list("pk", "fault", "mended_note", "contractor", "device__serial")
    return {pk: "\n".join(filter(None, words)) for pk, *words in rows}


def open_repair(device: Device) -> Repair | None:
    """Return the repair that waits for the device to be mended, if there is one."""
    return Repair.objects.filter(device=device).down().select_related("case__subject_unit").first()


def repairs_of(device: Device, *, limit: int = 10) -> list[Repair]:
    """Return the latest repairs of the device."""
    return list(Repair.objects.filter(device=device).select_related("case").order_by("-case")[:limit])


@dataclass(frozen=True)
class RepairPage:
    """All that the page of a repair shows."""

    repair: Repair
    steps: list[RepairStep]
    duties: list[Obligation]
    entries: list[Entry]

    @property
    def next(self) -> Obligation | None:
        """What has to be done first."""
        return min((duty for duty in self.duties if duty.is_open), key=lambda duty: duty.due_at, default=None)


def visible_repair(actor: Actor, repair_id: int) -> Repair:
    """Return the repair with what its page shows; raises Repair.DoesNotExist outside the actor's sight."""
    rows = Repair.objects.visible_to(actor).select_related(
        "case__subject_unit",
        "case__handling_unit",
        "device__counter",
        "device__area",
        "device__outlet",
        "mender_unit",
        "mender_person",
        "reported_by",
        "mended_by",
        "checked_by",
        "source_case",
    )
    return rows.get(pk=repair_id)


def repair_page(repair: Repair, actor: Actor) -> RepairPage:
    duties = Obligation.objects.filter(case=repair.pk, cancelled_at__isnull=True).order_by("-pk")
    return RepairPage(
        repair,
        list(repair.steps.select_related("by").order_by("-pk")),
        list(duties.select_related("debtor_post__unit", "debtor_unit", "rule", "person")),
        timeline(repair.pk, actor, leave_out="obligation."),
    )


def mender_of(outlet: Unit) -> Unit:
    """Return who mends at the outlet unless somebody else is named: the nearest department for it, else the outlet itself."""
    for function in MENDERS:
        if (found := department(function, of=outlet)) is not None:
            return found
    return outlet


def head_post(unit: Unit, *, on: dt.date) -> Post:
    """Return the post that answers for the unit: the first of its head posts that is filled, else the usual one."""
    kinds = HEADS[unit.level]
    filled = next((kind for kind in kinds if holders(kind, unit, on=on)), None)
    usual = PostKind.DEPARTMENT_HEAD if PostKind.DEPARTMENT_HEAD in kinds else kinds[0]
    return post_at(filled or usual, unit)
