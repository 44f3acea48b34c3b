"""What is told to whom among the staff. References only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from biaogan.cases.models import Case
from biaogan.core.time import local_day
from biaogan.notify.actions import tell
from biaogan.org.models import Person, Post, Unit
from biaogan.org.queries import heads, holders
from biaogan.rectification.choices import State
from biaogan.rectification.models import Finding, Notice


def tell_approver(notice: Notice, approver: Post, *, now: dt.datetime) -> None:
    people = [person for person in _holders(approver, now) if person.pk != notice.drafter_id]
    _say("notice.approval_wanted", notice.case, people, now=now, unit=_name(notice.case.subject_unit))


def tell_drafter(notice: Notice, *, now: dt.datetime) -> None:
    _say("notice.approved", notice.case, [notice.drafter], now=now, unit=_name(notice.case.subject_unit))


def tell_of_notice(notice: Notice, findings: Sequence[Finding], *, now: dt.datetime) -> None:
    """Tell who answers for the unit, and everybody who has to put something right."""
    people = [*_heads(notice.case.subject_unit, now), *_responsible(findings, now)]
    _say("notice.issued", notice.case, people, now=now, count=len(findings))


def tell_of_withdrawn_notice(notice: Notice, *, now: dt.datetime) -> None:
    _say("notice.withdrawn", notice.case, _heads(notice.case.subject_unit, now), now=now)


def tell_of_answer(finding: Finding, *, now: dt.datetime) -> None:
    """Tell whoever drafted the notice; to look again stands in the inbox."""
    if finding.notice is not None:
        _say("finding.answered", finding.case, [finding.notice.drafter], now=now, unit=_name(finding.case.subject_unit))


def tell_of_recheck(finding: Finding, passed: bool, *, now: dt.datetime) -> None:
    code = "finding.closed" if passed else "finding.returned"
    _say(code, finding.case, _responsible([finding], now), now=now)


def tell_of_extension(finding: Finding, *, now: dt.datetime) -> None:
    _say("finding.extended", finding.case, _responsible([finding], now), now=now)


def tell_of_end(finding: Finding, *, now: dt.datetime) -> None:
    """Tell who had to put it right, if it had come to them."""
    code = "finding.waived" if finding.state == State.WAIVED else "finding.withdrawn"
    _say(code, finding.case, _responsible([finding], now), now=now)


def tell_of_root_cause(finding: Finding, *, now: dt.datetime) -> None:
    _say("finding.root_cause", finding.case, _responsible([finding], now), now=now)


def _say(code: str, case: Case, people: Iterable[Person], *, now: dt.datetime, **more: Any) -> None:
    tell(code, to=people, case=case, now=now, number=case.number, **more)


def _responsible(findings: Iterable[Finding], now: dt.datetime) -> list[Person]:
    people: list[Person] = []
    for finding in findings:
        if finding.responsible_person is not None:
            people.append(finding.responsible_person)
        elif finding.responsible_unit is not None:
            people += _heads(finding.responsible_unit, now)
    return people


def _heads(unit: Unit, now: dt.datetime) -> list[Person]:
    return heads(unit, on=local_day(now))


def _holders(post: Post, now: dt.datetime) -> list[Person]:
    return holders(post.kind, post.unit_id, on=local_day(now))


def _name(unit: Unit) -> str:
    return unit.name
