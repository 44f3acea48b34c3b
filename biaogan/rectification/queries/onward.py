"""Which of the moves that limits wait for somebody may make now: asked for a whole page of the inbox at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from biaogan.accounts.access import Actor, is_under
from biaogan.core.prepared import ask
from biaogan.org.models import Level
from biaogan.rectification.rules import (
    NEEDS,
    NOTICE_NEEDS,
    Move,
    NoticeMove,
    may_move,
    may_move_notice,
    may_recheck,
)

_FINDINGS = """
    SELECT f.case_id, f.state, f.source, f.notice_id IS NOT NULL, subject.path, coalesce(own.path, subject.path),
        coalesce(own.level, subject.level), coalesce(own.id, subject.id),
        ARRAY(SELECT unnest(ARRAY[r.by_id, r.doer_id]) FROM rectification_reply r WHERE r.finding_id = f.case_id)
    FROM rectification_finding f JOIN cases_case c ON c.id = f.case_id JOIN org_unit subject ON subject.id = c.subject_unit_id
    LEFT JOIN org_unit own ON own.id = f.responsible_unit_id
    WHERE f.case_id = ANY(%s)
"""
_NOTICES = """
    SELECT n.case_id, n.state, n.drafter_id, subject.path, office.path
    FROM rectification_notice n JOIN cases_case c ON c.id = n.case_id JOIN org_unit subject ON subject.id = c.subject_unit_id
    JOIN org_unit office ON office.id = c.handling_unit_id
    WHERE n.case_id = ANY(%s)
"""
_UNITS = "SELECT id, path FROM org_unit WHERE id = ANY(%s)"


@dataclass(frozen=True)
class Standing:
    """How a finding stands, as far as it decides who may move it."""

    state: str
    source: str
    has_notice: bool
    subject: str
    responsible: str
    level: str
    responsible_id: int
    doers: list[int | None]


def doable(actor: Actor, asked: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Return which of the asked, cases with the address of a move, the actor may make now; one query for findings, one for notices.

    Take cases that the actor sees.
    """
    of_notices = {(case, route) for case, route in asked if _name(route) in ("receive", "approve")}
    return _with_findings(actor, set(asked) - of_notices) | _with_notices(actor, of_notices)


def _with_findings(actor: Actor, asked: set[tuple[int, str]]) -> set[tuple[int, str]]:
    wanted = {each for each in asked if actor.may_anywhere(NEEDS[Move(_name(each[1]))])}
    if not wanted:
        return set()
    rows = ask(_FINDINGS, [list({case for case, _route in wanted})])
    found = {row[0]: Standing(*row[1:]) for row in rows}
    places = _places(actor) if any(_name(route) == Move.RECHECK for _case, route in wanted) else {}
    return {
        (case, route)
        for case, route in wanted
        if case in found and _may(Move(_name(route)), found[case], actor, places)
    }


def _may(move: Move, at: Standing, actor: Actor, places: Mapping[int, str]) -> bool:
    if not may_move(move, at.state, source=at.source, has_notice=at.has_notice):
        return False
    if not _covers(actor.paths(NEEDS[move]), at.responsible if move is Move.REPLY else at.subject):
        return False
    if move is not Move.RECHECK:
        return True
    doers = {person for person in at.doers if person is not None}
    return may_recheck(actor.person_id, doers=doers, is_of_unit=_is_of(places, at))


def _places(actor: Actor) -> dict[int, str]:
    return dict(ask(_UNITS, [[post.unit_id for post in actor.posts]]))


def _is_of(places: Mapping[int, str], at: Standing) -> bool:
    if at.level in (Level.OUTLET, Level.SUB_BRANCH, Level.DEPARTMENT):
        return any(is_under(path, at.responsible) for path in places.values())
    return at.responsible_id in places


def _with_notices(actor: Actor, asked: set[tuple[int, str]]) -> set[tuple[int, str]]:
    if not asked:
        return set()
    rows = {row[0]: row[1:] for row in ask(_NOTICES, [list({case for case, _route in asked})])}
    return {(case, route) for case, route in asked if case in rows and _may_notice(_name(route), rows[case], actor)}


def _may_notice(name: str, row: tuple[str, int, str, str], actor: Actor) -> bool:
    state, drafter, subject, _office = row
    move = NoticeMove(name)
    if not may_move_notice(move, state) or not _covers(actor.paths(NOTICE_NEEDS[move]), subject):
        return False
    return move is not NoticeMove.APPROVE or actor.person_id != drafter


def _covers(tops: list[str], path: str) -> bool:
    return any(is_under(path, top) for top in tops)


def _name(route: str) -> str:
    return route.partition(":")[2]
