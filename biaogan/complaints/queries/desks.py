"""Whose desk a complaint lies on: the posts that answer for its steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.db.models import Q

from biaogan.complaints.choices import Voice
from biaogan.core.prepared import Joined
from biaogan.core.time import local_day
from biaogan.org.models import Holding, Level, Person, Post, PostKind, Unit, UnitEdge, UnitQuerySet
from biaogan.org.queries import post_at

#: Who answers for a unit of each level.
HEAD_OF = {
    Level.OUTLET: PostKind.OUTLET_HEAD,
    Level.SUB_BRANCH: PostKind.SUB_BRANCH_HEAD,
    Level.DEPARTMENT: PostKind.DEPARTMENT_HEAD,
    Level.BRANCH: PostKind.VICE_PRESIDENT,
    Level.REGION: PostKind.VICE_PRESIDENT,
    Level.BANK: PostKind.VICE_PRESIDENT,
}

OFFICE, DISCIPLINE = "office", "discipline"


@dataclass(frozen=True)
class Desks:
    """Where a complaint came in, who has to take it in there, and the officer of the Office that answers for it."""

    receiving: Unit
    intake: Post
    officer: Post


def desks(*, receiving: Unit | None, subject: Unit, now: dt.datetime) -> Desks:
    """Return the desks for a complaint about `subject` that came in at `receiving`; without one, at the Office."""
    officer = officer_for(subject, now=now)
    if receiving is None or receiving.pk == officer.unit_id:
        return Desks(officer.unit, officer, officer)
    return Desks(receiving, post_at(_intake_kind(receiving), receiving), officer)


def handles(voice: str, *, subject: Unit, receiving: Unit, now: dt.datetime) -> Unit:
    """Return who has it in hand at first: the desk for complaints, the discipline office for reports of wrongdoing, else the unit."""
    if voice in ("", Voice.COMPLAINT):
        return receiving
    if voice == Voice.WRONGDOING:
        return discipline_for(subject, now=now) or officer_for(subject, now=now).unit
    return subject


def officer_for(subject: Unit, *, now: dt.datetime) -> Post:
    """Return the complaint officer's post of the nearest Office above the unit; without an Office, the head of the top unit."""
    for post, post.unit in _OFFICERS.rows(ids_above(subject), OFFICE, local_day(now), PostKind.COMPLAINT_OFFICER):
        return cast("Post", post)
    return _first_asked_for(list(departments(OFFICE, above=subject, now=now)), subject)


#: The nearest unit above is asked first, so that the many offices of a large bank are not all looked at.
_OFFICERS = Joined(
    """
    FROM (SELECT id, depth FROM unnest(%s::bigint[]) WITH ORDINALITY above (id, depth) ORDER BY depth DESC) above
    CROSS JOIN LATERAL (
        SELECT department.* FROM org_unitedge edge JOIN org_unit department ON department.id = edge.unit_id
        WHERE edge.parent_id = above.id AND department.level = 'department' AND department.function = %s
          AND department.closed_on IS NULL AND edge.valid @> %s::date
    ) office
    JOIN org_post post ON post.unit_id = office.id AND post.kind = %s
    ORDER BY above.depth DESC LIMIT 1
    """,
    post=Post,
    office=Unit,
)


def officers_of(subjects: Iterable[Unit], *, now: dt.datetime) -> dict[int, Post]:
    """Return what `officer_for` says of each unit, by its key, with one statement for all."""
    standing: dict[int, Post] = {}
    for post, post.unit, edge in _ALL_OFFICERS.rows(OFFICE, local_day(now), PostKind.COMPLAINT_OFFICER):
        standing[edge.parent_id] = post
    found = {}
    for unit in subjects:
        above = next((pk for pk in reversed(ids_above(unit)) if pk in standing), None)
        found[unit.pk] = standing[above] if above is not None else officer_for(unit, now=now)
    return found


_ALL_OFFICERS = Joined(
    """
    FROM org_unit office JOIN org_unitedge edge ON edge.unit_id = office.id JOIN org_post post ON post.unit_id = office.id
    WHERE office.level = 'department' AND office.function = %s AND office.closed_on IS NULL
      AND edge.valid @> %s::date AND post.kind = %s AND edge.parent_id IS NOT NULL
    """,
    post=Post,
    office=Unit,
    edge=UnitEdge,
)


def _first_asked_for(offices: list[Unit], subject: Unit) -> Post:
    if offices:
        return post_at(PostKind.COMPLAINT_OFFICER, max(offices, key=depth))
    return head_of(Unit.objects.get(pk=ids_above(subject)[0]))


def discipline_for(subject: Unit, *, now: dt.datetime) -> Unit | None:
    """Return the nearest discipline office, to which reports of wrongdoing go."""
    return max(departments(DISCIPLINE, above=subject, now=now), key=depth, default=None)


def institution_of(subject: Unit, *, now: dt.datetime) -> Unit:
    """Return the institution that handles complaints about the unit: the one whose Office answers for it."""
    office = officer_for(subject, now=now).unit
    parents = ids_above(office)
    return Unit.objects.get(pk=parents[-2]) if office.is_department and len(parents) > 1 else office


def head_of(unit: Unit) -> Post:
    """Return the post that answers for the unit."""
    kind = PostKind.OFFICE_HEAD if unit.function == OFFICE else HEAD_OF[Level(unit.level)]
    return post_at(kind, unit)


def leaders_of(subject: Unit, *, now: dt.datetime) -> list[Person]:
    """Return the vice-president in charge and the head of the Office of the institution that handles the unit's complaints."""
    office = officer_for(subject, now=now).unit
    institution = ids_above(office)[-2:][0]
    chosen = Q(post__kind=PostKind.VICE_PRESIDENT, post__unit=institution) | Q(
        post__kind=PostKind.OFFICE_HEAD, post__unit=office
    )
    rows = Holding.objects.on(local_day(now)).filter(chosen).select_related("person")
    return [row.person for row in rows]


def officers_for(subject: Unit, *, now: dt.datetime) -> list[Person]:
    """Return who may take a complaint about the unit in hand: the officers of the Office, and its head."""
    office = officer_for(subject, now=now).unit
    kinds = [PostKind.COMPLAINT_OFFICER, PostKind.OFFICE_HEAD]
    rows = Holding.objects.on(local_day(now)).filter(post__unit=office, post__kind__in=kinds).select_related("person")
    return list({row.person_id: row.person for row in rows.order_by("is_deputy", "id")}.values())


def departments(function: str, *, above: Unit, now: dt.datetime) -> UnitQuerySet:
    """Return the departments with that function that belong to the unit or to a unit above it, by today's tree."""
    edges = UnitEdge.objects.filter(parent__in=ids_above(above), valid__contains=local_day(now))
    rows = Unit.objects.filter(level=Level.DEPARTMENT, function=function, closed_on__isnull=True)
    return rows.filter(pk__in=edges.values("unit"))


def ids_above(unit: Unit) -> list[int]:
    """Return the ids of the units above and the unit's own, the top first."""
    return [int(label) for label in unit.path.split(".")]


def depth(unit: Unit) -> int:
    return unit.path.count(".")


def _intake_kind(receiving: Unit) -> PostKind:
    # Outlets and sub-branches name a service manager; a department answers through its head.
    if receiving.level in (Level.OUTLET, Level.SUB_BRANCH):
        return PostKind.SERVICE_MANAGER
    return PostKind.COMPLAINT_OFFICER if receiving.function == OFFICE else HEAD_OF[Level(receiving.level)]
