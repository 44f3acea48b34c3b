"""The inbox: what is mine, what my unit owes, what I supervise; by due time, at the same cost however much is owed.

Each source of rows (a person, a post, a unit) has an index by due time. Few sources are read one by one up to a page and merged; for many
units the index by due time is walked, since a page is soon full.
"""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from django.db import connection

from biaogan.accounts.access import Actor, Permission
from biaogan.cases.queries.scopes import WITH_SCOPE, Reach, scope_of
from biaogan.core.paging import COUNT_CAP, Page, page_of, read_cursor
from biaogan.obligations.models import Obligation

ORDER = ("due_at", "pk")


class View(enum.StrEnum):
    MINE = "mine"
    UNIT = "unit"
    SUPERVISED = "supervised"


_OWED = "o.met_at IS NULL AND o.cancelled_at IS NULL"

#: Cases that the actor may not know of: confidential ones without the permission for them, and those they are barred from.
_NOT_HIDDEN = """
    AND NOT EXISTS (SELECT FROM cases_casebar b WHERE b.case_id = o.case_id AND b.person_id = %(person)s)
    AND NOT EXISTS (
        SELECT FROM cases_case c JOIN org_unit u ON u.id = c.subject_unit_id
        WHERE c.id = o.case_id AND c.confidentiality = 'restricted' AND NOT u.path <@ ANY(%(restricted)s::ltree[]))
"""

#: view -> where its rows come from: a query of one column `id`, and what ties an obligation to it. Each has its own index.
_SOURCES = {
    View.MINE: [
        ("SELECT %(person)s::bigint AS id", "o.person_id = s.id"),
        ("SELECT unnest(%(posts)s::bigint[]) AS id", "o.debtor_post_id = s.id AND o.person_id IS NULL"),
    ],
    View.UNIT: [("SELECT unnest(%(units)s::bigint[]) AS id", "o.debtor_unit_id = s.id")],
    View.SUPERVISED: [("SELECT id FROM scope", "o.debtor_unit_id = s.id")],
}


def inbox(
    actor: Actor, view: View, *, cursor: str = "", size: int = 50, kind: str = "", until: dt.datetime | None = None
) -> Page[Obligation]:
    """Return a page of what is owed in the view, the most urgent first; `until` keeps what is due before it.

    Raises InputRefused for a cursor that is none of ours.
    """
    backwards, key = read_cursor(cursor, fields=2)
    ids = _ids(actor, view, backwards=backwards, key=key, limit=size + 1, kind=kind, until=until)
    rows = Obligation.objects.select_related("case__subject_unit", "debtor_post", "debtor_unit", "person")
    found = rows.in_bulk(ids[:size])
    kept = [found[pk] for pk in ids[:size] if pk in found]
    return page_of(kept, by=ORDER, backwards=backwards, is_first=not key, has_more=len(ids) > size)


def inbox_count(actor: Actor, view: View = View.MINE, *, kind: str = "") -> int:
    """Return how much is owed in the view, or 1,001 where it is more than 1,000."""
    return len(_ids(actor, view, backwards=False, key=[], limit=COUNT_CAP + 1, kind=kind, until=None))


def overdue_count(actor: Actor, view: View, *, now: dt.datetime) -> int:
    return len(_ids(actor, view, backwards=False, key=[], limit=COUNT_CAP + 1, kind="", until=now))


def _ids(
    actor: Actor,
    view: View,
    *,
    backwards: bool,
    key: list[Any],
    limit: int,
    kind: str,
    until: dt.datetime | None,
) -> list[int]:
    scope = scope_of(actor, Permission.VIEW_DUTIES) if view is View.SUPERVISED else None
    if scope is None and actor.person_id is None:
        return []
    conditions, order = _conditions(backwards=backwards, key=key, kind=kind, until=until)
    paths = scope.paths if scope else ()
    parameters = _parameters(actor, key=key, limit=limit, kind=kind, until=until, paths=paths)
    match scope.reach if scope else Reach.FEW:
        case Reach.NONE:
            return []
        case Reach.ALL:
            return _ask(_walked("", "", conditions, order), parameters)
        case Reach.MANY:
            return _ask(
                _walked(WITH_SCOPE, "AND o.debtor_unit_id IN (SELECT id FROM scope)", conditions, order), parameters
            )
        case _:
            return _ask(_merged(view, conditions, order, WITH_SCOPE if scope else ""), parameters)


def _walked(with_scope: str, within: str, conditions: str, order: str) -> str:
    return f"""{with_scope}
        SELECT o.id FROM obligations_obligation o
        WHERE {_OWED} AND o.debtor_unit_id IS NOT NULL {within} {conditions} ORDER BY {order} LIMIT %(limit)s
    """


def _merged(view: View, conditions: str, order: str, with_scope: str) -> str:
    branches = " UNION ALL ".join(f"({_branch(source, tie, conditions, order)})" for source, tie in _SOURCES[view])
    return f"{with_scope} SELECT o.id FROM ({branches}) o ORDER BY {order} LIMIT %(limit)s"


def _branch(source: str, tie: str, conditions: str, order: str) -> str:
    return f"""
        SELECT hit.id, hit.due_at FROM ({source}) s CROSS JOIN LATERAL (
            SELECT o.id, o.due_at FROM obligations_obligation o
            WHERE {_OWED} AND o.debtor_unit_id IS NOT NULL AND {tie} {conditions} ORDER BY {order} LIMIT %(limit)s) hit
    """


def _conditions(*, backwards: bool, key: list[Any], kind: str, until: dt.datetime | None) -> tuple[str, str]:
    conditions = _NOT_HIDDEN
    if key:
        conditions += f" AND (o.due_at, o.id) {'<' if backwards else '>'} (%(at)s, %(id)s)"
    if kind:
        conditions += " AND o.kind = %(kind)s"
    if until is not None:
        conditions += " AND o.due_at < %(until)s"
    return conditions, "o.due_at DESC, o.id DESC" if backwards else "o.due_at, o.id"


def _parameters(
    actor: Actor, *, key: list[Any], limit: int, kind: str, until: dt.datetime | None, paths: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "person": actor.person_id,
        "posts": [held.post_id for held in actor.posts],
        "units": sorted({held.unit_id for held in actor.posts}),
        "restricted": actor.paths(Permission.VIEW_RESTRICTED),
        "paths": list(paths),
        "at": key[0] if key else None,
        "id": key[1] if key else None,
        "kind": kind,
        "until": until,
        "limit": limit,
    }


def _ask(sql: str, parameters: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]
