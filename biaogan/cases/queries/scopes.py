"""How much of the network an actor may see by a permission: all, many units, or few. It decides how a register is read."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db import connection

from biaogan.accounts.access import Actor, Grant, is_under
from biaogan.org.models import Unit

#: Up to so many units, one index scan a unit is cheaper than a walk by time.
FEW_UNITS = 300

#: The first part of every statement about a scope; it takes the parameter «paths».
WITH_SCOPE = "WITH scope AS MATERIALIZED (SELECT id FROM org_unit WHERE path <@ ANY(%(paths)s::ltree[]))"


class Reach(Enum):
    NONE = "none"
    FEW = "few"
    MANY = "many"
    ALL = "all"


@dataclass(frozen=True)
class Scope:
    """The units at or below `paths`; where all units are, the paths need not be asked."""

    reach: Reach
    paths: tuple[str, ...] = ()


def scope_of(actor: Actor, permission: str) -> Scope:
    if actor.is_job:
        return Scope(Reach.ALL)
    paths = tuple(actor.paths(permission))
    if not paths:
        return Scope(Reach.NONE)
    if _is_few(paths):
        return Scope(Reach.FEW, paths)
    # Only a top unit can be above all there is.
    is_all = any("." not in path for path in paths) and _is_all(paths)
    return Scope(Reach.ALL if is_all else Reach.MANY, paths)


def narrowed(actor: Actor, unit: Unit | None) -> Actor:
    """Return the actor with their grants cut down to the unit and what is below it, so that lists read only that part."""
    if unit is None:
        return actor
    if actor.is_job:
        raise ValueError("a job reads by queryset")
    return dataclasses.replace(actor, grants=tuple(_cut(actor.grants, unit.path)))


def _cut(grants: Iterable[Grant], path: str) -> Iterable[Grant]:
    for grant in grants:
        if is_under(path, grant.path):
            yield Grant(grant.role, path)
        elif is_under(grant.path, path):
            yield grant


def _is_few(paths: tuple[str, ...]) -> bool:
    sql = "SELECT count(*) <= %(few)s FROM (SELECT FROM org_unit WHERE path <@ ANY(%(paths)s::ltree[]) LIMIT %(few)s + 1) found"
    return _ask(sql, {"paths": list(paths), "few": FEW_UNITS})


def _is_all(paths: tuple[str, ...]) -> bool:
    # Whatever there is lies below a top unit, and those are few: no need to look at every path.
    sql = """SELECT NOT EXISTS (
        SELECT FROM org_unitedge e JOIN org_unit u ON u.id = e.unit_id
        WHERE e.parent_id IS NULL AND NOT u.path <@ ANY(%(paths)s::ltree[]))"""
    return _ask(sql, {"paths": list(paths)})


def _ask(sql: str, params: dict[str, Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
    return bool(row[0])
