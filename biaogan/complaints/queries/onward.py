"""Which of the moves that limits wait for somebody may make now: asked for a whole page of the inbox at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from biaogan.accounts.access import Actor, Permission, is_under
from biaogan.complaints.choices import State
from biaogan.complaints.rules import MAIN, NEEDS, Move, is_open_to, may_move
from biaogan.core.prepared import ask

#: The moves behind the addresses that lead to whichever is next.
ONWARD, REPORT = "onward", "owed_report"

_STANDING = """
    SELECT complaint.case_id, complaint.state, complaint.handler_id, subject.path, handling.path,
        (SELECT by_id FROM complaints_proposal WHERE complaint_id = complaint.case_id ORDER BY id DESC LIMIT 1),
        ARRAY(SELECT unit.path::text FROM complaints_supervisionorder o JOIN org_unit unit ON unit.id = o.unit_id
            WHERE o.complaint_id = complaint.case_id AND o.closed_at IS NULL AND o.reported_by_id IS NULL)
    FROM complaints_complaint complaint JOIN cases_case c ON c.id = complaint.case_id
    JOIN org_unit subject ON subject.id = c.subject_unit_id LEFT JOIN org_unit handling ON handling.id = c.handling_unit_id
    WHERE complaint.case_id = ANY(%s)
"""


@dataclass(frozen=True)
class Standing:
    """How a complaint stands, as far as it decides who may move it."""

    state: str
    handler: int | None
    subject: str
    handling: str | None
    proposed_by: int | None
    reports_wanted: list[str]


def doable(actor: Actor, asked: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Return which of the asked, complaints with the address of a move, the actor may make now; in one query, or none.

    Take complaints that the actor sees.
    """
    reach: dict[str, list[str]] = {}
    wanted = {(case, route) for case, route in asked if any(_paths(actor, each, reach) for each in _needed(route))}
    rows = ask(_STANDING, [list({case for case, _route in wanted})]) if wanted else []
    standings = {row[0]: Standing(*row[1:]) for row in rows}
    return {
        (case, route)
        for case, route in wanted
        if case in standings and _may(route, standings[case], actor.person_id, actor, reach)
    }


def _needed(route: str) -> set[Permission]:
    name = route.partition(":")[2]
    if name == REPORT:
        return {Permission.PROPOSE_OUTCOME}
    return {NEEDS[move] for move in MAIN.values()} if name == ONWARD else {NEEDS[Move(name)]}


def _paths(actor: Actor, permission: Permission, known: dict[str, list[str]]) -> list[str]:
    if permission not in known:
        known[permission] = actor.paths(permission)
    return known[permission]


def _may(route: str, at: Standing, person: int | None, actor: Actor, reach: dict[str, list[str]]) -> bool:
    name = route.partition(":")[2]
    if name == REPORT:
        tops = _paths(actor, Permission.PROPOSE_OUTCOME, reach)
        return sum(_covers(tops, path) for path in at.reports_wanted) == 1
    move = MAIN.get(State(at.state)) if name == ONWARD else Move(name)
    if move is None or not may_move(move, at.state):
        return False
    tops = _paths(actor, NEEDS[move], reach)
    is_theirs = is_open_to(move, person, handler=at.handler, proposer=at.proposed_by)
    return is_theirs and (_covers(tops, at.subject) or _covers(tops, at.handling))


def _covers(tops: list[str], path: str | None) -> bool:
    return path is not None and any(is_under(path, top) for top in tops)
