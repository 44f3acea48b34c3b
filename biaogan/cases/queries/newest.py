"""A register's page: the newest cases of a kind that an actor may see, at the same cost however many there are.

A queryset narrowed by `visible_to` is right everywhere, but where an actor sees few of many cases the database reads all to find them. Here
the scope decides. Few units: one short index scan a unit, merged. Many units: a walk by time. All units: the first rows by time.

The merge is exact and reads little. The newest `m` cases of each unit give a bound: the page's last case cannot lie beyond it. Then each
unit is read up to that bound only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection
from django.db.models import QuerySet

from biaogan.accounts.access import Actor, Permission, is_under
from biaogan.cases.queries.scopes import WITH_SCOPE, Reach, Scope, scope_of
from biaogan.core import paging

R = TypeVar("R")

#: A place in the order of a register: when the case was opened, and its id.
Place = tuple[dt.datetime, int]

#: The order of a register, as fields of the kind's row.
ORDER = ("-case__opened_at", "-pk")

#: A walk gives up after so many cases and leaves it to the merge: the units may have hardly any cases.
LONGEST_WALK = 20_000


@dataclass(frozen=True)
class KindFilter:
    """A condition on the kind's own table, which is joined as «k» by its column `case_id`; the case is «c».

    `where` is SQL of ours, with «%(name)s» for each of `params`; nothing that a user typed may stand in it.
    `among` is SQL that gives the ids of few cases, which are then read one by one instead of a walk. Without a `table` the condition is on
    the case alone.
    """

    table: str
    where: str
    params: dict[str, Any] = field(default_factory=dict)
    among: str = ""


def newest_ids(
    actor: Actor,
    kind: str,
    permission: str,
    *,
    open_only: bool = False,
    after: Place | None = None,
    backwards: bool = False,
    size: int = 50,
    extra: KindFilter | None = None,
) -> list[int]:
    """Return the ids of the `size` newest cases of `kind` that the actor may see by `permission`, newest first.

    They are those that `Case.objects.visible_to(actor, needs=permission)` keeps. `after` goes on behind that place; with `backwards` the
    cases before it come, the nearest first.
    """
    scope = scope_of(actor, permission)
    asked = _Statement(
        actor, scope, kind, open_only=open_only, after=after, backwards=backwards, size=size, extra=extra
    )
    if scope.reach is Reach.NONE:
        return []
    if extra is not None and extra.among:
        return asked.picked()
    if scope.reach is Reach.ALL:
        return asked.first()
    if scope.reach is Reach.MANY and len(walked := asked.walked()) == size:
        return walked
    return asked.merged()


def newest_page(
    rows: QuerySet[Any, R] | Callable[[list[int]], Mapping[int, R]],
    actor: Actor,
    kind: str,
    permission: str,
    *,
    cursor: str = "",
    size: int = 50,
    open_only: bool = False,
    extra: KindFilter | None = None,
    by: Sequence[str] = ORDER,
) -> paging.Page[R]:
    """Return a page of the kind's own rows, newest case first; `rows` brings its `select_related` and has the case as its key.

    A function of some ids may stand for `rows`; `by` then says where its rows have the moment of opening and the id.
    Raises InputRefused for a cursor that is none of ours.
    """
    backwards, key = paging.read_cursor(cursor, fields=2, types=(dt.datetime, int))
    after = (key[0], key[1]) if key else None
    ids = newest_ids(
        actor, kind, permission, open_only=open_only, after=after, backwards=backwards, size=size + 1, extra=extra
    )
    found = rows.select_related("case").in_bulk(ids[:size]) if isinstance(rows, QuerySet) else rows(ids[:size])
    kept = [found[pk] for pk in ids[:size] if pk in found]
    return paging.page_of(kept, by=by, backwards=backwards, is_first=not key, has_more=len(ids) > size)


def capped_total(
    actor: Actor,
    kind: str,
    permission: str,
    *,
    open_only: bool = False,
    extra: KindFilter | None = None,
    cap: int = paging.COUNT_CAP,
) -> int:
    """Return how many cases of `kind` the actor may see, or `cap` + 1 where there are more."""
    scope = scope_of(actor, permission)
    asked = _Statement(actor, scope, kind, open_only=open_only, after=None, backwards=False, size=cap + 1, extra=extra)
    return 0 if scope.reach is Reach.NONE else asked.counted()


class _Statement:
    """The question in SQL: what its ways of asking share, and the ways."""

    def __init__(
        self,
        actor: Actor,
        scope: Scope,
        kind: str,
        *,
        open_only: bool,
        after: Place | None,
        backwards: bool,
        size: int,
        extra: KindFilter | None,
    ) -> None:
        self.scope = scope
        self.order = "opened_at ASC, id ASC" if backwards else "opened_at DESC, id DESC"
        self.beyond, self.within = (">", "<=") if backwards else ("<", ">=")
        self.end = "infinity" if backwards else "-infinity"
        self.params: dict[str, Any] = {"kind": kind, "size": size, "paths": list(scope.paths)}
        self.start = "c.kind = %(kind)s"
        if open_only:
            self.start += " AND c.closed_at IS NULL"
        if after is not None:
            self.start += f" AND (c.opened_at, c.id) {self.beyond} (%(at)s, %(id)s)"
            self.params |= {"at": after[0], "id": after[1]}
        self.among = extra.among if extra else ""
        self.join = (
            f"JOIN {connection.ops.quote_name(extra.table)} k ON k.case_id = c.id" if extra and extra.table else ""
        )
        self.conditions = self._conditions(actor, extra)

    def first(self) -> list[int]:
        """Take the first by time; everything is in sight."""
        return self._ask(
            f"SELECT c.id FROM cases_case c {self.join} WHERE {self.start} {self.conditions} ORDER BY {self._c_order} LIMIT %(size)s"
        )

    def walked(self) -> list[int]:
        """Walk by time and take what is in sight, fewer than asked for where the walk grew too long."""
        sql = f"""{WITH_SCOPE}
            SELECT c.id FROM (SELECT * FROM cases_case c WHERE {self.start} ORDER BY {self._c_order} LIMIT {LONGEST_WALK}) c {self.join}
            WHERE (c.subject_unit_id IN (SELECT id FROM scope) OR c.handling_unit_id IN (SELECT id FROM scope)) {self.conditions}
            ORDER BY {self._c_order} LIMIT %(size)s"""
        return self._ask(sql)

    def merged(self) -> list[int]:
        """Merge the lists of the units."""
        sql = f"""{WITH_SCOPE},
            few AS (SELECT 1 + 2 * %(size)s / greatest(count(*), 1) AS m FROM scope),
            tops AS MATERIALIZED ({self._of_each_unit("(SELECT m FROM few)")}),
            bound AS MATERIALIZED (SELECT opened_at, id FROM tops ORDER BY {self.order} OFFSET %(size)s - 1 LIMIT 1)
            SELECT id FROM ({self._of_each_unit("%(size)s", up_to_bound=True)}) found ORDER BY {self.order} LIMIT %(size)s"""
        return self._ask(sql)

    def picked(self) -> list[int]:
        """Read the few cases that were named, and take the newest in sight."""
        head, picked = self._picked()
        return self._ask(f"{head} {picked} ORDER BY {self._c_order} LIMIT %(size)s")

    def _picked(self) -> tuple[str, str]:
        # OFFSET 0 keeps the database to looking each case up by its key, however many it expects.
        named = f"(SELECT DISTINCT id FROM ({self.among}) named (id)) named"
        one = f"CROSS JOIN LATERAL (SELECT * FROM cases_case c WHERE c.id = named.id AND {self.start} OFFSET 0) c"
        here = "(c.subject_unit_id IN (SELECT id FROM scope) OR c.handling_unit_id IN (SELECT id FROM scope))"
        is_all = self.scope.reach is Reach.ALL
        where = "TRUE" if is_all else here
        picked = f"SELECT c.id FROM {named} {one} {self.join} WHERE {where} {self.conditions}"
        return "" if is_all else WITH_SCOPE, picked

    def counted(self) -> int:
        """Count, and stop where there are as many as asked for."""
        if self.among:
            head, picked = self._picked()
            return self._ask(f"{head} SELECT count(*) FROM ({picked} LIMIT %(size)s) found")[0]
        one = f"SELECT c.id FROM cases_case c {self.join} WHERE {self.start} {self.conditions}"
        sql, head = one, ""
        if self.scope.reach is not Reach.ALL:
            head = WITH_SCOPE
            each = "SELECT c.id FROM scope u CROSS JOIN LATERAL ({} AND c.{} = u.id OFFSET 0) c"
            elsewhere = f"{one} AND NOT EXISTS (SELECT FROM scope s WHERE s.id = c.subject_unit_id)"
            sql = f"{each.format(one, 'subject_unit_id')} UNION ALL {each.format(elsewhere, 'handling_unit_id')}"
        return self._ask(f"{head} SELECT count(*) FROM ({sql} LIMIT %(size)s) found")[0]

    def _of_each_unit(self, limit: str, *, up_to_bound: bool = False) -> str:
        bound = ""
        if up_to_bound:
            bound = (
                f"AND (c.opened_at, c.id) {self.within} (coalesce((SELECT opened_at FROM bound), '{self.end}'),"
                " coalesce((SELECT id FROM bound), 0))"
            )
        # UNION, not UNION ALL: a case may be subject to one of the units and handled by another.
        return " UNION ".join(
            f"""SELECT c.id, c.opened_at FROM scope u CROSS JOIN LATERAL (
                SELECT c.id, c.opened_at FROM cases_case c {self.join}
                WHERE c.{unit} = u.id AND {self.start} {bound} {self.conditions}
                ORDER BY {self._c_order} LIMIT {limit}) c"""
            for unit in ("subject_unit_id", "handling_unit_id")
        )

    @property
    def _c_order(self) -> str:
        return self.order.replace("opened_at", "c.opened_at").replace(" id", " c.id")

    def _conditions(self, actor: Actor, extra: KindFilter | None) -> str:
        found = [f"({extra.where})"] if extra and extra.where else []
        if extra:
            self.params |= extra.params
        if not actor.is_job:
            found.append(self._unrestricted(actor))
        if actor.person_id is not None:
            found.append("NOT EXISTS (SELECT FROM cases_casebar b WHERE b.case_id = c.id AND b.person_id = %(person)s)")
            self.params["person"] = actor.person_id
        return "".join(f" AND {each}" for each in found)

    def _unrestricted(self, actor: Actor) -> str:
        paths = actor.paths(Permission.VIEW_RESTRICTED)
        if not paths:
            return "c.confidentiality = 'ordinary'"
        if self.scope.reach is Reach.ALL and all(
            any(is_under(path, top) for top in paths) for path in self.scope.paths
        ):
            return "TRUE"
        self.params["restricted"] = paths
        seen = (
            "EXISTS (SELECT FROM org_unit r WHERE r.id = c.subject_unit_id AND r.path <@ ANY(%(restricted)s::ltree[]))"
        )
        return f"(c.confidentiality = 'ordinary' OR {seen})"

    def _ask(self, sql: str) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self.params)
            return [row[0] for row in cursor.fetchall()]
