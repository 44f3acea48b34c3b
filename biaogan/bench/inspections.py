"""`biaogan bench inspections`: handing in a sheet of 150 items with its photos, and reading another register's inspections in."""

from __future__ import annotations

import csv
import datetime as dt
import random
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biaogan.bench import Row
from biaogan.bench._stack import stack

if TYPE_CHECKING:
    from biaogan.handbook.models import Item, Version
    from biaogan.inspections.models import Sheet
    from biaogan.org.models import Unit

ITEMS = 150
PHOTOS = 40
SUBMIT_MS, IMPORT_SECONDS = 150, 20
#: As many units, items, inspections and findings as a city publishes.
REGISTER = (2_518, 68, 10_330, 15_268)


def run(*, small: bool = False) -> list[Row]:
    """Measure in a server of its own; a tenth of the size if `small`."""
    scale = 10 if small else 1
    with stack() as (_address, home):
        from biaogan.bench import _million

        branches, outlets = _million.network(branches=20 // scale or 1, outlets=40)
        return [*_submitting(outlets, sheets=100 // scale), _reading_in(home, branches[0], scale=scale)]


def _submitting(outlets: list[Unit], *, sheets: int) -> list[Row]:
    from django.utils import timezone

    from biaogan.accounts.access import job_actor
    from biaogan.inspections import actions

    version = _handbook()
    wall, busy = [], []
    for number in range(sheets):
        sheet = _filled(outlets[number % len(outlets)], version)
        began, used = time.perf_counter(), time.process_time()
        actions.submit(sheet_id=sheet.pk, assessment="总体良好", by=job_actor("bench"), now=timezone.now())
        wall.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (time.process_time() - used))
    median = statistics.median(wall)
    said, goal = f"goal {SUBMIT_MS}", f"<= {SUBMIT_MS}"
    return [
        Row(
            f"sheet of {ITEMS} items, {PHOTOS} photos, handed in",
            median,
            "ms",
            said,
            median / SUBMIT_MS,
            goal,
            median <= SUBMIT_MS,
        ),
        Row("of that in the process", statistics.median(busy), "ms"),
    ]


def _handbook() -> Version:
    from django.utils import timezone

    from biaogan.accounts.access import job_actor
    from biaogan.core.time import local_day
    from biaogan.handbook import actions
    from biaogan.handbook.actions import Contents, ItemValues
    from biaogan.handbook.queries import version_on

    now = timezone.now()
    who: dict[str, Any] = {"by": job_actor("bench"), "now": now}
    book = actions.make_handbook(code="bench", name_zh="测速手册", **who)
    items = [("A", ItemValues(f"B{n:03}", f"项目{n}", "bin", 200, {}, ["offsite"])) for n in range(ITEMS)]
    draft = actions.read_in(handbook_id=book.pk, contents=Contents(items=items, areas={"A": ("环境", "")}), **who)
    actions.publish(version_id=draft.pk, first_day=local_day(now), **who)
    version = version_on(book, local_day(now))
    assert version is not None
    return version


def _filled(outlet: Unit, version: Version) -> Sheet:
    """Return a sheet that lacks nothing but to be handed in; every photo proves a fault."""
    from django.utils import timezone

    from biaogan.accounts.access import job_actor
    from biaogan.core.time import local_day
    from biaogan.handbook.queries import items_of
    from biaogan.inspections import actions
    from biaogan.inspections.models import Answer
    from biaogan.org.models import Person

    now = timezone.now()
    who: dict[str, Any] = {"by": job_actor("bench"), "now": now}
    sheet = actions.plan_sheet(unit=outlet, version=version, channel="offsite", planned_on=local_day(now), **who)
    inspector = Person.objects.order_by("pk").values_list("pk", flat=True)[:1]
    actions.assign_sheet(sheet_id=sheet.pk, people=list(inspector), **who)
    actions.begin(sheet_id=sheet.pk, **who)
    items = items_of(version)
    Answer.objects.bulk_create(
        Answer(sheet=sheet, item=item, value={"met": place >= PHOTOS}, answered_at=now)
        for place, item in enumerate(items)
    )
    _photograph(sheet, items[:PHOTOS], now=now)
    return sheet


def _photograph(sheet: Sheet, items: list[Item], *, now: dt.datetime) -> None:
    from biaogan.evidence.models import Evidence, Kind
    from biaogan.inspections.models import AnswerEvidence

    photos = Evidence.objects.bulk_create(
        Evidence(
            case=sheet.case,
            kind=Kind.PHOTO,
            sha256=f"{sheet.pk * 1000 + place + 1:064x}",
            size=1,
            media_type="image/jpeg",
            added_ref="bench",
            added_at=now,
        )
        for place, _item in enumerate(items)
    )
    AnswerEvidence.objects.bulk_create(
        AnswerEvidence(sheet=sheet, item=item, evidence=photo, at=now)
        for item, photo in zip(items, photos, strict=True)
    )


def _reading_in(home: Path, branch: Unit, *, scale: int) -> Row:
    from django.utils import timezone

    from biaogan.accounts.access import job_actor
    from biaogan.core.exchange import IMPORTERS, import_files

    paths = _register(home, scale=scale)
    began = time.perf_counter()
    options = {"unit": branch.code}
    by, now = job_actor("bench"), timezone.now()
    report = import_files(IMPORTERS["inspections"], paths, by=by, now=now, options=options)
    seconds = time.perf_counter() - began
    if not report.is_applied:
        raise RuntimeError(f"reading in was refused: {report.refused[:3]}")
    goal = IMPORT_SECONDS
    what = f"reading in {report.created:,} lines of inspections"
    return Row(what, seconds, "s", f"goal {goal}", seconds / goal, f"<= {goal}", seconds <= goal)


def _register(home: Path, *, scale: int) -> list[Path]:
    """Write a made-up register of the size of a city's, with columns of our own names."""
    units, items, visits, faults = (max(10, count // scale) for count in REGISTER)
    chance = random.Random(1)  # noqa: S311 (no secret)
    day = dt.date(2024, 1, 1)
    days = [
        (unit, day + dt.timedelta(days=chance.randrange(700)))
        for unit in (chance.randrange(units) for _ in range(visits))
    ]
    seen = {(*chance.choice(days), chance.randrange(items)) for _ in range(faults)}
    heads = {
        "units": ["code", "name", "address"],
        "items": ["code", "name", "area", "points"],
        "visits": ["unit", "day", "kind", "score", "closes"],
        "faults": ["unit", "day", "item", "fact", "risk"],
    }
    tables: dict[str, list[list[object]]] = {
        "units": [[f"U{n}", f"网点{n}", "城中路"] for n in range(units)],
        "items": [[f"I{n}", f"项目{n}", "环境", (7, 4, 2)[n % 3]] for n in range(items)],
        "visits": [[f"U{unit}", at, f"第{n}次", 90, "no"] for n, (unit, at) in enumerate(days)],
        "faults": [[f"U{unit}", at, f"I{item}", "不符合要求", "中"] for unit, at, item in sorted(seen)],
    }
    return [_written(home / f"{name}.csv", heads[name], rows) for name, rows in tables.items()]


def _written(path: Path, head: list[str], rows: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path
