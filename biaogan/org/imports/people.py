"""`import people`: staff and the posts they hold, one line a person and post."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from biaogan.audit.actions import record_events
from biaogan.core.chinese import pinyin_key
from biaogan.core.copying import copy_in
from biaogan.core.errors import RuleBroken
from biaogan.core.exchange import Choice, Code, Day, Flag, Importer, Row, Run, Text
from biaogan.core.time import local_day, span_of_days
from biaogan.org import rules
from biaogan.org.models import Holding, Person, Post, PostKind, Unit
from biaogan.org.permissions import EDIT_UNIT

A_DAY = dt.timedelta(days=1)


def check(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if bool(values["post"]) != bool(values["unit"]):
        yield "unit", gettext_lazy("post and unit go together")
    if values["from_day"] and values["last_day"] and values["last_day"] < values["from_day"]:
        yield "last_day", gettext_lazy("lies before the first day")


def apply(rows: list[Row], run: Run) -> None:
    """Add people and holdings that are missing; the names of people and the ends of holdings change only with an update."""
    people = _people(rows, run)
    units = _units(rows)
    named = [row for row in rows if row.fate != "refused"]
    posts = _posts(named, units, run)
    held = _held(posts, people)
    for row in named:
        _settle(row, people, posts, held, run)
    _write(named, people, run)


def _people(rows: list[Row], run: Run) -> dict[str, Person]:
    """Return the people of the rows by staff number, new ones unsaved; rows that contradict what is known are refused."""
    known = {
        each.staff_no: each for each in Person.objects.filter(staff_no__in={row.values["staff_no"] for row in rows})
    }
    for row in rows:
        told = row.values
        person = known.get(told["staff_no"])
        if person is None:
            known[told["staff_no"]] = Person(
                staff_no=told["staff_no"],
                name=told["name"],
                pinyin=pinyin_key(told["name"]),
                email=told["email"],
                joined_on=told["joined_on"],
            )
        elif _differs(person, told):
            if person.pk is None or not run.update:
                row.refuse(_("this staff number belongs to somebody with other particulars"), "name")
            else:
                person.name, person.email = told["name"], told["email"] or person.email
                person.pinyin = pinyin_key(person.name)
                row.fate = "updated"
                run.memory.setdefault("renamed", set()).add(person.staff_no)
    return known


def _differs(person: Person, told: dict[str, Any]) -> bool:
    return person.name != told["name"] or bool(told["email"] and told["email"] != person.email)


def _units(rows: list[Row]) -> dict[str, Unit]:
    codes = {row.values["unit"] for row in rows if row.values["unit"]}
    found = Unit.objects.filter(Q(code__in=codes) | Q(bank_code__in=codes))
    return {code: unit for unit in found for code in (unit.bank_code, unit.code) if code}


def _posts(rows: list[Row], units: dict[str, Unit], run: Run) -> dict[tuple[str, str], Post]:
    """Return the posts of the rows by unit code and kind, made where missing; rows whose post cannot be are refused."""
    wanted: dict[tuple[int, str], Unit] = {}
    for row in rows:
        if row.values["post"] and (unit := _unit_for(row, units, run)) is not None:
            wanted[unit.pk, row.values["post"]] = unit
    Post.objects.bulk_create(
        [Post(unit=unit, kind=kind) for (_pk, kind), unit in wanted.items()], ignore_conflicts=True
    )
    stored = Post.objects.filter(unit__in={unit.pk for unit in wanted.values()}).select_related("unit")
    by_unit = {(post.unit_id, post.kind): post for post in stored}
    return {
        (code, kind): by_unit[unit.pk, kind]
        for code, unit in units.items()
        for kind in PostKind.values
        if (unit.pk, kind) in by_unit
    }


def _unit_for(row: Row, units: dict[str, Unit], run: Run) -> Unit | None:
    unit = units.get(row.values["unit"])
    if unit is None:
        row.refuse(_("there is no unit with this code"), "unit")
        return None
    try:
        rules.require_post_fits(row.values["post"], level=unit.level, function=unit.function)
    except RuleBroken as broken:
        row.refuse(broken.message, "post")
        return None
    if not run.by.may(EDIT_UNIT, unit):
        row.refuse(_("Your posts and roles do not allow this here."), "unit")
        return None
    return unit


def _held(posts: dict[tuple[str, str], Post], people: dict[str, Person]) -> dict[int, list[Holding]]:
    """Return the holdings that a row could meet: those of its own people, and of everybody where one person holds a post."""
    alone = {post.pk for post in posts.values() if post.kind in rules.ONE_HOLDER}
    known = {person.pk: person for person in people.values() if person.pk is not None}
    met = Q(person__in=list(known)) | Q(post__in=alone)
    held: dict[int, list[Holding]] = defaultdict(list)
    for holding in Holding.objects.filter(met, post__in={post.pk for post in posts.values()}):
        if person := known.get(holding.person_id):
            holding.person = person
        held[holding.post_id].append(holding)
    return held


def _settle(
    row: Row,
    people: dict[str, Person],
    posts: dict[tuple[str, str], Post],
    held: dict[int, list[Holding]],
    run: Run,
) -> None:
    """Find the verdict of a row; a new holding waits in `held` without a key."""
    if row.fate == "refused":
        return
    person = people[row.values["staff_no"]]
    if not row.values["post"]:
        row.fate = row.fate or ("created" if person.pk is None else "same")
        return
    post = posts[row.values["unit"], row.values["post"]]
    begins = row.values["from_day"] or local_day(run.now)
    days = span_of_days(begins, row.values["last_day"] + A_DAY if row.values["last_day"] else None)
    # A new person's key is empty; then it is the same row of memory.
    own = [each for each in held[post.pk] if each.person_id == person.pk and _is_of(each, person)]
    same = next((each for each in own if _is_same(each, row)), None)
    if same is not None:
        _end(row, same, days, run)
    elif any(_overlap(each.valid, days) for each in own):
        row.refuse(_("this member of staff holds the post on some of these days already"), "from_day")
    elif _is_taken(post, held[post.pk], days, is_deputy=bool(row.values["is_deputy"])):
        row.refuse(_("one person holds this post at a time, and somebody does on some of these days"), "post")
    else:
        holding = Holding(post=post, person=person, is_deputy=bool(row.values["is_deputy"]), valid=days)
        held[post.pk].append(holding)
        run.memory.setdefault("holdings", []).append(holding)
        row.fate = row.fate or "created"


def _is_of(holding: Holding, person: Person) -> bool:
    return person.pk is not None or holding.person is person


def _is_same(holding: Holding, row: Row) -> bool:
    """Tell whether the row means this holding: the same first day, or none told."""
    begins = row.values["from_day"]
    return holding.is_deputy == bool(row.values["is_deputy"]) and (begins is None or holding.valid.lower == begins)


def _end(row: Row, holding: Holding, days: Any, run: Run) -> None:
    told = row.values["last_day"]
    if told is None or holding.last_day == told:
        row.fate = row.fate or "same"
    elif not run.update or holding.pk is None:
        row.refuse(_("this holding stands already with another last day; allow updates to change it"), "last_day")
    else:
        holding.valid = span_of_days(holding.valid.lower, days.upper)
        run.memory.setdefault("ended", []).append(holding)
        row.fate = "updated"


def _overlap(one: Any, other: Any) -> bool:
    begins_before_end = one.lower is None or other.upper is None or one.lower < other.upper
    return begins_before_end and (other.lower is None or one.upper is None or other.lower < one.upper)


def _is_taken(post: Post, holdings: list[Holding], days: Any, *, is_deputy: bool) -> bool:
    if is_deputy or post.kind not in rules.ONE_HOLDER:
        return False
    return any(_overlap(each.valid, days) for each in holdings if not each.is_deputy)


def _write(rows: list[Row], people: dict[str, Person], run: Run) -> None:
    mentioned = {row.values["staff_no"] for row in rows if row.fate in ("created", "updated", "same")}
    new = [people[number] for number in mentioned if people[number].pk is None]
    changed = [people[number] for number in run.memory.pop("renamed", set())]
    copy_in(new)
    Person.objects.bulk_update(changed, ["name", "pinyin", "email"])
    record_events("person.changed", list(changed), by=run.by, at=run.now)
    record_events("person.added", list(new), by=run.by, at=run.now)
    holdings = [each for each in run.memory.pop("holdings", []) if each.person.pk is not None]
    for each in holdings:
        each.person_id = each.person.pk
    copy_in(holdings)
    facts = [{"unit": each.post.unit_id, "post": each.post_id, "person": each.person_id} for each in holdings]
    record_events("post.filled", list(holdings), by=run.by, at=run.now, facts=facts)
    ended: list[Holding] = run.memory.pop("ended", [])
    Holding.objects.bulk_update(ended, ["valid"])
    record_events("post.left", list(ended), by=run.by, at=run.now, facts=[{"post": each.post_id} for each in ended])


PEOPLE = Importer(
    kind="people",
    label=gettext_lazy("Staff and posts"),
    permission=EDIT_UNIT,
    fields=(
        Code("staff_no", gettext_lazy("staff number"), is_required=True, max_length=32),
        Text("name", gettext_lazy("full name"), is_required=True, max_length=60),
        Choice("post", gettext_lazy("post"), choices=PostKind.choices),
        Code("unit", gettext_lazy("unit code"), max_length=32),
        Day("from_day", gettext_lazy("held from")),
        Day("last_day", gettext_lazy("held up to and with")),
        Flag("is_deputy", gettext_lazy("deputy")),
        Text("email", gettext_lazy("e-mail"), max_length=254),
        Day("joined_on", gettext_lazy("joined on")),
    ),
    apply=apply,
    check=check,
    chunk=5000,
    remembers=False,
    help=gettext_lazy("One line for each person and post: number, name, post, unit, from, up to and with."),
)
