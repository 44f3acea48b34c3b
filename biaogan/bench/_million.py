"""A large network, and a register multiplied until it is large: made in SQL, since it is the reading that is measured."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

import psycopg
from django.db import connection, models
from psycopg import sql

from biaogan.cases.models import Case
from biaogan.complaints.models import Complaint, StateChange
from biaogan.core.copying import copy_in, stored_fields
from biaogan.core.time import span_of_days
from biaogan.obligations.models import Obligation
from biaogan.org.models import Holding, Level, Person, Post, PostKind, Unit, UnitEdge, UnitPath

SINCE = dt.date(2020, 1, 1)

#: What is made here.
NETWORK = (Unit, UnitEdge, UnitPath, Person, Post, Holding)
REGISTER = (Case, Complaint, StateChange, Obligation)

#: Each copy lies so much earlier than the one before.
SHIFT = dt.timedelta(hours=7)

#: Coprime with the number of outlets, so that copies spread over all of them.
STRIDE = 7919


def network(*, branches: int, outlets: int) -> tuple[list[Unit], list[Unit]]:
    """Make a bank with so many branches, each with an Office, its officer and so many outlets; return branches and outlets."""
    bank = _units(Level.BANK, [None], "B")[0]
    region = _units(Level.REGION, [bank], "R")[0]
    cities = _units(Level.BRANCH, [region] * branches, "C")
    offices = _units(Level.DEPARTMENT, cities, "D", function="office")
    places = _units(Level.OUTLET, [city for city in cities for _ in range(outlets)], "O", serves_customers=True)
    _staff(offices, PostKind.COMPLAINT_OFFICER)
    _staff(offices, PostKind.OFFICE_HEAD)
    _staff([places[0]], PostKind.OUTLET_HEAD)
    tidy_up()
    return cities, places


def _units(level: str, parents: list[Any], prefix: str, **details: Any) -> list[Unit]:
    made = copy_in(
        [
            Unit(
                code=f"{prefix}{number:06d}",
                level=level,
                name=f"{prefix}{number}",
                pinyin=f"{prefix}{number:06d}",
                path="0",
                **details,
            )
            for number, _parent in enumerate(parents)
        ]
    )
    for unit, parent in zip(made, parents, strict=True):
        unit.path = f"{parent.path}.{unit.pk}" if parent else str(unit.pk)
    Unit.objects.bulk_update(made, ["path"], batch_size=5000)
    always = span_of_days(SINCE, None)
    copy_in([UnitEdge(unit=unit, parent=parent, valid=always) for unit, parent in zip(made, parents, strict=True)])
    copy_in([UnitPath(unit=unit, path=unit.path, valid=always) for unit in made])
    return made


def _staff(units: list[Unit], kind: str) -> None:
    people = copy_in([Person(staff_no=f"{kind}{unit.pk}", name=kind, pinyin=kind) for unit in units])
    posts = copy_in([Post(unit=unit, kind=kind) for unit in units])
    always = span_of_days(SINCE, None)
    copy_in([Holding(post=post, person=person, valid=always) for post, person in zip(posts, people, strict=True)])


def multiply(outlets: list[Unit], *, copies: int) -> None:
    """Copy every complaint with its case, states and limits so many times, at other outlets and earlier.

    What a branch's Office handles and owes is handled and owed by the Office of the branch that the copy lies in.
    """
    with connection.cursor() as cursor:
        cursor.execute(PLACES)
        cursor.execute("SELECT max(id) FROM cases_case")
        span = cursor.fetchone()[0]
        for model in REGISTER:
            cursor.execute(_copy_of(model, span, len(outlets)), {"copies": copies})
        cursor.execute("DROP TABLE place")
    tidy_up()


def tidy_up() -> None:
    """Do at once what the database does by itself within minutes of so many new rows; only the owner may."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for model in (*NETWORK, *REGISTER):
            owner.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(model._meta.db_table)))


#: The outlets in their order, each with the Office of its branch.
PLACES = """
    CREATE TEMPORARY TABLE place AS
    SELECT (row_number() OVER (ORDER BY o.id) - 1)::int AS pos, o.id AS unit_id, d.id AS office_id
    FROM org_unit o JOIN org_unit d ON d.function = 'office' AND subpath(d.path, 0, -1) = subpath(o.path, 0, -1)
    WHERE o.level = 'outlet';
    CREATE UNIQUE INDEX ON place (unit_id);
    CREATE UNIQUE INDEX ON place (pos);
    ANALYZE place
"""


def _copy_of(model: type[models.Model], span: int, places: int) -> str:
    table = model._meta.db_table
    fields = stored_fields(model)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field, span) for field in fields)
    moved = ""
    if model is Case:
        moved = f"""
            JOIN place AS old ON old.unit_id = t.subject_unit_id
            JOIN place AS new ON new.pos = mod(old.pos + k * {STRIDE}, {places})
        """
    elif model is Obligation:
        moved = f"""
            JOIN cases_case AS copied ON copied.id = t.case_id + k * {span}
            JOIN place ON place.unit_id = copied.subject_unit_id
            LEFT JOIN org_post AS was ON was.id = t.debtor_post_id
            LEFT JOIN org_post AS post ON post.unit_id = place.office_id AND post.kind = was.kind
        """
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} AS t CROSS JOIN generate_series(1, %(copies)s) AS k {moved}"


#: What a copy has instead of its own. It has climbed its ladder, so that no sweep is at work while pages are measured.
MOVED = {
    (Case, "subject_unit_id"): "new.unit_id",
    (Case, "handling_unit_id"): "CASE WHEN t.handling_unit_id = old.office_id THEN new.office_id END",
    (Obligation, "debtor_unit_id"): "post.unit_id",
    (Obligation, "debtor_post_id"): "post.id",
    (Obligation, "next_step_at"): "NULL",
}


def _value(model: type[models.Model], field: Any, span: int) -> str:
    column = f't."{field.column}"'
    target = field.related_model
    if instead := MOVED.get((model, field.column)):
        return instead
    if target in (Case, Complaint) or (field.primary_key and model is Case):
        return f"{column} + k * {span}"
    if field.primary_key:
        return f"nextval(pg_get_serial_sequence('{model._meta.db_table}', 'id'))"
    if isinstance(field, models.DateTimeField):
        return f"{column} - k * interval '{SHIFT.total_seconds()} seconds'"
    if field.unique and isinstance(field, models.CharField):
        return f"{column} || '-' || k"
    return column
