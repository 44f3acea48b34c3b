"""The inbox: what is mine, what my unit owes, what I supervise; by due time, at the same cost however much is owed.

Each source of rows, a person, a post or a unit, has an index by due time. Few sources are read one by one and merged; for many units the
index by due time is walked, since a page is soon full. The merge is exact and reads little: the first few of each source give a
bound that the page's last row cannot lie beyond, and then each is read up to that bound only.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from biaogan.accounts.access import Actor, Permission, is_under
from biaogan.cases.queries.scopes import WITH_SCOPE, Reach, Scope, scope_of
from biaogan.core.paging import COUNT_CAP, Page, page_of, read_cursor
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.models import Obligation, kinds_by_permission, kinds_in_scope
from biaogan.org.models import Unit

ORDER = ("due_at", "pk")

#: What a row is read with: all of its own, and of what it refers to no more than lists, programs and calendars say.
SHOWN = (
    *(field.name for field in Obligation._meta.concrete_fields),
    *("case__kind", "case__number", "case__subject_unit__name", "case__subject_unit__short_name"),
    *("case__subject_unit__name_en", "debtor_post__kind", "person__name"),
)

#: A walk gives up after so many obligations and leaves it to the merge: the units may owe hardly anything.
LONGEST_WALK = 20_000


class View(enum.StrEnum):
    MINE = "mine"
    UNIT = "unit"
    SUPERVISED = "supervised"


@dataclass(frozen=True)
class Asked:
    """How the inbox is narrowed: to one kind, and to what is due before `until` with its clock running."""

    view: View = View.MINE
    kind: str = ""
    until: dt.datetime | None = None


def inbox(actor: Actor, asked: Asked, *, cursor: str = "", size: int = 50) -> Page[Obligation]:
    """Return a page of what is owed, the most urgent first; see `Inbox.page`."""
    return Inbox(actor).page(asked, cursor=cursor, size=size)


def inbox_count(actor: Actor, asked: Asked = Asked(), *, cap: int = COUNT_CAP) -> int:
    """Return how much is owed, or `cap` + 1 where there is more."""
    return Inbox(actor).count(asked, cap=cap)


class Inbox:
    """What one actor may read in one request: what decides the scope is asked once for all questions."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def page(self, asked: Asked, *, cursor: str = "", size: int = 50) -> Page[Obligation]:
        """Return a page of what is owed, the most urgent first. Raises InputRefused for a cursor that is none of ours.

        Every row is one that `Obligation.objects.visible_to(actor)` keeps.
        """
        backwards, key = read_cursor(cursor, fields=2, types=(dt.datetime, int))
        ids = _Statement(self, asked, key=key, backwards=backwards, size=size + 1).ids()
        rows = Obligation.objects.select_related("case__subject_unit", "debtor_post", "person")
        found = rows.only(*SHOWN).in_bulk(ids[:size])
        kept = [found[pk] for pk in ids[:size] if pk in found]
        return page_of(kept, by=ORDER, backwards=backwards, is_first=not key, has_more=len(ids) > size)

    def count(self, asked: Asked, *, cap: int = COUNT_CAP) -> int:
        """Return how much is owed, or `cap` + 1 where there is more."""
        return _Statement(self, asked, key=[], backwards=False, size=cap + 1).count()

    def views(self) -> list[View]:
        """Return the views that can show the actor anything beyond the ones before."""
        found = [View.MINE]
        if self.unit_paths and self.kinds_seen(self.unit_paths):
            found.append(View.UNIT)
        tops = self.actor.paths(Permission.VIEW_DUTIES)
        if any(path not in self.unit_paths for path in tops) or (tops and self._has_units_below(tops)):
            found.append(View.SUPERVISED)
        return found

    @cached_property
    def scope(self) -> Scope:
        return scope_of(self.actor, Permission.VIEW_DUTIES)

    @cached_property
    def unit_paths(self) -> list[str]:
        held = {post.unit_id for post in self.actor.posts}
        return list(Unit.objects.filter(pk__in=held).values_list("path", flat=True)) if held else []

    def kinds_seen(self, paths: list[str]) -> list[str]:
        """Return the kinds whose cases the actor may see in all of the units at or below `paths`."""
        return [
            code
            for permission, kinds in kinds_by_permission().items()
            if _covers(self.actor.paths(permission), paths)
            for code in kinds
        ]

    def _has_units_below(self, paths: list[str]) -> bool:
        return Unit.objects.under(*paths).exclude(path__in=paths).exists()


def _covers(tops: list[str], paths: list[str]) -> bool:
    return all(any(is_under(path, top) for top in tops) for path in paths)


class _Statement:
    """The question in SQL: where the rows come from, what narrows them, and the ways of asking."""

    def __init__(self, inbox: Inbox, asked: Asked, *, key: list[Any], backwards: bool, size: int) -> None:
        self.inbox, self.actor, self.asked, self.size = inbox, inbox.actor, asked, size
        self.order = "due_at DESC, id DESC" if backwards else "due_at, id"
        self.within, self.end = (">=", "-infinity") if backwards else ("<=", "infinity")
        self.params: dict[str, Any] = {"size": size}
        self.where = "o.met_at IS NULL AND o.cancelled_at IS NULL AND o.debtor_unit_id IS NOT NULL"
        self.reach, self.sources, self.head = Reach.FEW, self._sources(), ""
        self._narrow(key, "<" if backwards else ">")

    def ids(self) -> list[int]:
        if self.reach is Reach.NONE:
            return []
        if self.reach is Reach.ALL:
            return self._ask(
                f"SELECT o.id FROM obligations_obligation o WHERE {self.where} ORDER BY {self._o_order} LIMIT %(size)s"
            )
        if self.reach is Reach.MANY and len(walked := self._ask(self._walk())) == self.size:
            return walked
        return self._ask(self._merge())

    def count(self) -> int:
        if self.reach is Reach.NONE:
            return 0
        one = f"SELECT o.id FROM obligations_obligation o WHERE {self.where}"
        if self.reach is Reach.MANY:
            one += " AND (SELECT u.path FROM org_unit u WHERE u.id = o.debtor_unit_id) <@ ANY(%(paths)s::ltree[])"
        elif self.reach is Reach.FEW:
            each = "SELECT hit.id FROM ({}) s CROSS JOIN LATERAL ({} AND {} OFFSET 0) hit"
            one = " UNION ALL ".join(each.format(source, one, tie) for source, tie in self.sources)
        head = self.head if self.reach is Reach.FEW else ""
        return self._ask(f"{head} SELECT count(*) FROM ({one} LIMIT %(size)s) found")[0]

    def _walk(self) -> str:
        # As above: the unit is looked up for the rows that are walked over, not the rows for all units.
        return f"""
            SELECT o.id FROM (
                SELECT o.id, o.due_at, o.debtor_unit_id FROM obligations_obligation o WHERE {self.where}
                ORDER BY {self._o_order} LIMIT {LONGEST_WALK}) o
            WHERE (SELECT u.path FROM org_unit u WHERE u.id = o.debtor_unit_id) <@ ANY(%(paths)s::ltree[])
            ORDER BY {self._o_order} LIMIT %(size)s"""

    def _merge(self) -> str:
        with_ = f"{self.head}," if self.head else "WITH"
        counted = " + ".join(f"(SELECT count(*) FROM ({source}) s)" for source, _tie in self.sources)
        return f"""{with_}
            few AS MATERIALIZED (SELECT 1 + 2 * %(size)s / greatest({counted}, 1) AS m),
            tops AS MATERIALIZED ({self._of_each("(SELECT m FROM few)")}),
            bound AS MATERIALIZED (SELECT due_at, id FROM tops ORDER BY {self.order} OFFSET %(size)s - 1 LIMIT 1)
            SELECT id FROM ({self._of_each("%(size)s", up_to_bound=True)}) found ORDER BY {self.order} LIMIT %(size)s"""

    def _of_each(self, limit: str, *, up_to_bound: bool = False) -> str:
        bound = ""
        if up_to_bound:
            bound = (
                f"AND (o.due_at, o.id) {self.within} (coalesce((SELECT due_at FROM bound), '{self.end}'),"
                " coalesce((SELECT id FROM bound), 0))"
            )
        return " UNION ALL ".join(
            f"""SELECT hit.id, hit.due_at FROM ({source}) s CROSS JOIN LATERAL (
                SELECT o.id, o.due_at FROM obligations_obligation o WHERE {self.where} AND {tie} {bound}
                ORDER BY {self._o_order} LIMIT {limit}) hit"""
            for source, tie in self.sources
        )

    @property
    def _o_order(self) -> str:
        return self.order.replace("due_at", "o.due_at").replace(" id", " o.id")

    def _sources(self) -> list[tuple[str, str]]:
        """Return where the rows come from: queries of one column `id`, and what ties an obligation to it by an index."""
        match self.asked.view:
            case View.MINE:
                self.params |= {"posts": [held.post_id for held in self.actor.posts], "me": self.actor.person_id}
                return [
                    ("SELECT %(me)s::bigint AS id", "o.person_id = s.id"),
                    ("SELECT unnest(%(posts)s::bigint[]) AS id", "o.debtor_post_id = s.id AND o.person_id IS NULL"),
                ]
            case View.UNIT:
                self.params["units"] = sorted({held.unit_id for held in self.actor.posts})
                return [("SELECT unnest(%(units)s::bigint[]) AS id", "o.debtor_unit_id = s.id")]
            case View.SUPERVISED:
                return [("SELECT id FROM scope", "o.debtor_unit_id = s.id")]

    def _narrow(self, key: list[Any], beyond: str) -> None:
        paths: list[str] = []
        if self.asked.view is View.SUPERVISED:
            self.reach, paths = self.inbox.scope.reach, list(self.inbox.scope.paths)
            self.head, self.params["paths"] = WITH_SCOPE, paths
        elif self.asked.view is View.UNIT:
            paths = self.inbox.unit_paths
        self._narrow_kinds(paths)
        self._hide(paths)
        if key:
            self.where += f" AND (o.due_at, o.id) {beyond} (%(at)s, %(id)s)"
            self.params |= {"at": key[0], "id": key[1]}
        if self.asked.until is not None:
            self.where += " AND o.due_at < %(until)s AND o.paused_at IS NULL"
            self.params["until"] = self.asked.until

    def _narrow_kinds(self, paths: list[str]) -> None:
        if self.actor.is_job:
            kinds = None
        elif self.asked.view is View.MINE:
            kinds = kinds_in_scope(self.actor)
        else:
            kinds = self.inbox.kinds_seen(paths)
        if self.asked.kind:
            kinds = [self.asked.kind] if kinds is None or self.asked.kind in kinds else []
        if kinds is not None and not kinds:
            self.reach = Reach.NONE
        elif kinds is not None and set(kinds) != {kind.code for kind in KINDS}:
            self.where += " AND o.kind = ANY(%(kinds)s)" if len(kinds) > 1 else " AND o.kind = %(kind)s"
            self.params |= {"kinds": kinds, "kind": kinds[0]}

    def _hide(self, paths: list[str]) -> None:
        """Leave out cases that the actor is barred from and, but for their own duties, confidential ones."""
        if self.actor.person_id is not None:
            # An array is made once; a join may be planned with all bars of all people.
            self.where += (
                " AND o.case_id <> ALL (ARRAY(SELECT b.case_id FROM cases_casebar b WHERE b.person_id = %(person)s))"
            )
            self.params["person"] = self.actor.person_id
        open_to = self.actor.paths(Permission.VIEW_RESTRICTED)
        if self.asked.view is View.MINE or self.actor.is_job or _covers(open_to, paths):
            return
        # A subquery with a value is asked row by row, for the few rows that are read; EXISTS may become a join with all cases.
        self.where += """ AND (
            SELECT c.confidentiality = 'restricted'
               AND NOT u.path <@ ANY(%(restricted)s::ltree[]) AND NOT d.path <@ ANY(%(restricted)s::ltree[])
            FROM cases_case c JOIN org_unit u ON u.id = c.subject_unit_id JOIN org_unit d ON d.id = o.debtor_unit_id
            WHERE c.id = o.case_id) IS NOT TRUE"""
        self.params["restricted"] = open_to

    def _ask(self, sql: str) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self.params)
            return [row[0] for row in cursor.fetchall()]
