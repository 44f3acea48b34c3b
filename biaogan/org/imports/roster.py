"""`import roster`: who is on duty at which outlet on which day. Lines add; what is not in the file stays."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from biaogan.audit.actions import record_events
from biaogan.core.exchange import Code, Day, Importer, Row, Run
from biaogan.org.models import DutyDay, Person, Unit
from biaogan.org.permissions import EDIT_ROSTER


def apply(rows: list[Row], run: Run) -> None:
    codes = {row.values["outlet"] for row in rows}
    units = {
        code: unit
        for unit in Unit.objects.filter(Q(code__in=codes) | Q(bank_code__in=codes))
        for code in (unit.code, unit.bank_code)
    }
    people = Person.objects.in_bulk({row.values["staff_no"] for row in rows}, field_name="staff_no")
    for row in rows:
        _check(row, units, people, run)
    _write([row for row in rows if not row.fate], units, people, run)


def _check(row: Row, units: dict[str, Unit], people: dict[str, Person], run: Run) -> None:
    unit, person = units.get(row.values["outlet"]), people.get(row.values["staff_no"])
    if unit is None:
        row.refuse(_("there is no unit with this code"), "outlet")
    elif not unit.serves_customers:
        row.refuse(_("a duty roster belongs to a unit that serves customers"), "outlet")
    elif not run.by.may(EDIT_ROSTER, unit):
        row.refuse(_("Your posts and roles do not allow this here."), "outlet")
    if person is None:
        row.refuse(_("nobody has this staff number"), "staff_no")
    elif person.left_on is not None and person.left_on <= row.values["day"]:
        row.refuse(_("has left the bank by then"), "staff_no")


def _write(rows: list[Row], units: dict[str, Unit], people: dict[str, Person], run: Run) -> None:
    outlets = {units[row.values["outlet"]].pk for row in rows}
    days = {row.values["day"] for row in rows}
    stored = DutyDay.objects.filter(outlet__in=outlets, day__in=days)
    known = {(each.outlet_id, each.day, each.person_id) for each in stored}
    new = []
    for row in rows:
        outlet, person = units[row.values["outlet"]], people[row.values["staff_no"]]
        key = (outlet.pk, row.values["day"], person.pk)
        if key in known:
            row.same()
            continue
        known.add(key)
        new.append(DutyDay(outlet=outlet, day=row.values["day"], person=person))
        row.created()
    DutyDay.objects.bulk_create(new, batch_size=5000)
    changed = {each.outlet_id: each.outlet for each in new}
    facts = [{"unit": pk, "import": True} for pk in changed]
    record_events("roster.set", list(changed.values()), by=run.by, at=run.now, facts=facts)


ROSTER = Importer(
    kind="roster",
    label=gettext_lazy("Duty roster"),
    permission=EDIT_ROSTER,
    fields=(
        Code("outlet", gettext_lazy("code of the outlet"), is_required=True, max_length=32),
        Day("day", gettext_lazy("day"), is_required=True),
        Code("staff_no", gettext_lazy("staff number"), is_required=True, max_length=32),
    ),
    apply=apply,
    remembers=False,
    help=gettext_lazy("One line for each outlet, day and person on duty."),
)
