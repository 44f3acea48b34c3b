"""What programs send and get. Points are hundredths."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from ninja import Field, Path, Schema
from pydantic import ConfigDict, StringConstraints

from biaogan.core import programs
from biaogan.core.programs import CursorPage, Id
from biaogan.obligations.models import Obligation
from biaogan.rectification.choices import Basis, FigureCode, Source, State
from biaogan.rectification.choices import NoticeState as Stand
from biaogan.rectification.models import Figure, Finding, Notice, Recheck, Reply
from biaogan.rectification.queries.board import Ages

FindingId = Annotated[int, Path(...), Field(ge=1, le=programs.BIGGEST)]
NoticeId = Annotated[int, Path(...), Field(ge=1, le=programs.BIGGEST)]
LinkId = Annotated[int, Path(...), Field(ge=1, le=programs.BIGGEST)]

Code = Annotated[str, StringConstraints(max_length=40)]
Unit = Annotated[str, StringConstraints(min_length=1, max_length=40)]
StaffNo = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
LineOrNone = Annotated[str, StringConstraints(max_length=500)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
WordsOrNone = Annotated[str, StringConstraints(max_length=2000)]
Moment = Annotated[programs.Moment, Field(examples=["2026-11-24T10:00:00+08:00"])]
Ids = Annotated[list[Id], Field(min_length=1, max_length=200)]


class Sent(Schema):
    """A body with no field that is unknown: a slip of the pen is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class FindingIn(Sent):
    unit: Unit = Field(description="Code of the unit where it is wrong.")
    source: Source
    fact: Words
    requirement: WordsOrNone = ""
    item: Code = Field("", description="Code of an item of the handbook in force.")
    points: int = Field(0, ge=0, le=1_000_000, description="Hundredths of points.")
    found_at: Moment | None = Field(None, description="Now where it is left out.")


class FindingOut(Schema):
    id: int
    number: str
    unit: str
    state: State
    source: Source
    item_code: str
    fact: str
    requirement: str
    points: int = Field(description="Hundredths of points.")
    weight: int = Field(description="Hundredths: 200 counts double.")
    found_at: dt.datetime
    notice: int | None
    responsible_unit: str
    responsible_person: str
    due_at: dt.datetime | None
    repeats: int | None
    closed_at: dt.datetime | None
    ended_because: str

    @classmethod
    def of(cls, finding: Finding) -> FindingOut:
        case, unit, person = finding.case, finding.responsible_unit, finding.responsible_person
        return cls(
            id=case.pk,
            number=case.number,
            unit=case.subject_unit.code,
            notice=finding.notice_id,
            repeats=finding.repeats_id,
            responsible_unit=unit.code if unit else "",
            responsible_person=person.staff_no if person else "",
            **{name: getattr(finding, name) for name in _SAME},
        )


_SAME = (
    "state",
    "source",
    "item_code",
    "fact",
    "requirement",
    "points",
    "weight",
    "found_at",
    "due_at",
    "closed_at",
    "ended_because",
)


class FindingsOut(CursorPage):
    items: list[FindingOut]


class DutyOut(Schema):
    kind: str
    started_at: dt.datetime
    due_at: dt.datetime
    met_at: dt.datetime | None
    cancelled_at: dt.datetime | None
    unit: str | None

    @classmethod
    def of(cls, duty: Obligation) -> DutyOut:
        same = {name: getattr(duty, name) for name in ("kind", "started_at", "due_at", "met_at", "cancelled_at")}
        return cls(unit=duty.debtor_unit.code if duty.debtor_unit else None, **same)


class RecheckOut(Schema):
    at: dt.datetime
    by: str
    passed: bool
    note: str

    @classmethod
    def of(cls, check: Recheck) -> RecheckOut:
        return cls(at=check.at, by=check.by.staff_no, passed=check.passed, note=check.note)


class ReplyOut(Schema):
    at: dt.datetime
    by: str = Field(description="Staff number; empty for a contractor.")
    firm: str = Field(description="The firm that answered by a link; empty for staff.")
    cause: str
    action: str
    doer: str
    done_at: dt.datetime
    is_late: bool
    no_proof_because: str
    proofs: list[int]
    recheck: RecheckOut | None

    @classmethod
    def of(cls, reply: Reply, check: Recheck | None) -> ReplyOut:
        same = {
            name: getattr(reply, name) for name in ("at", "cause", "action", "done_at", "is_late", "no_proof_because")
        }
        return cls(
            by=reply.by.staff_no if reply.by else "",
            firm=reply.link.name if reply.link else "",
            doer=reply.doer.staff_no if reply.doer else "",
            proofs=[each.pk for each in reply.proofs.all()],
            recheck=RecheckOut.of(check) if check else None,
            **same,
        )


class LinkOut(Schema):
    id: int
    name: str
    made_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None


class MadeLinkOut(LinkOut):
    address: str = Field(description="Given once; it is kept nowhere.")


class FindingWholeOut(FindingOut):
    moves: list[str] = Field(description="What the caller may do now.")
    limits: list[DutyOut]
    replies: list[ReplyOut]
    links: list[LinkOut]


class AssignIn(Sent):
    unit: Unit = Field(description="Code of the unit that puts it right.")
    person: StaffNo
    due_on: programs.Day = Field(description="The limit is the end of this day.")
    requirement: Words | None = Field(None, description="Left out, it stays as it is.")


class ReplyIn(Sent):
    cause: Words
    action: Words
    doer: StaffNo
    done_at: Moment
    evidence: list[Id] = Field([], max_length=200, description="Left out: what the caller has added since it came.")
    no_proof_because: LineOrNone = ""
    happened_at: Moment | None = Field(None, description="When it was answered offline.")


class RecheckIn(Sent):
    passed: bool
    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
    due_on: programs.Day | None = Field(None, description="The new limit of what goes back; the rule's where left out.")
    happened_at: Moment | None = None


class ExtendIn(Sent):
    due_on: programs.Day
    reason: Line


class ReasonIn(Sent):
    reason: Line


class ShortReasonIn(Sent):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class LinkIn(Sent):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    days: int | None = Field(None, ge=1, le=90)


class HeadIn(Sent):
    basis: Basis
    report_back_on: programs.Day
    inspected_on: programs.Day | None = None
    inspectors: Annotated[str, StringConstraints(max_length=200)] = ""
    copies: list[Annotated[str, StringConstraints(max_length=60)]] = Field([], max_length=10)


class NoticeIn(Sent):
    unit: Unit
    findings: Ids
    basis: Basis
    report_back_on: programs.Day | None = None
    inspected_on: programs.Day | None = None
    inspectors: Annotated[str, StringConstraints(max_length=200)] = ""
    copies: list[Annotated[str, StringConstraints(max_length=60)]] = Field([], max_length=10)


class FindingsIn(Sent):
    findings: Ids


class ReceiveIn(Sent):
    signature: Id | None = Field(None, description="A piece of evidence of the notice's case.")
    happened_at: Moment | None = None


class NoticeOut(Schema):
    id: int
    number: str = Field(description="Empty until it is issued.")
    case_number: str
    unit: str
    issuer: str
    state: Stand
    basis: Basis
    report_back_at: dt.datetime
    inspected_on: dt.date | None
    inspectors: str
    copies: list[str]
    paper: int | None
    drafted_at: dt.datetime
    approved_at: dt.datetime | None
    issued_at: dt.datetime | None
    received_at: dt.datetime | None
    closed_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    withdrawn_because: str

    @classmethod
    def of(cls, notice: Notice) -> NoticeOut:
        case = notice.case
        return cls(
            id=case.pk,
            case_number=case.number,
            unit=case.subject_unit.code,
            issuer=case.handling_unit.code if case.handling_unit else "",
            paper=notice.paper_id,
            **{name: getattr(notice, name) for name in _SAME_OF_NOTICE},
        )


_SAME_OF_NOTICE = (
    "number",
    "state",
    "basis",
    "report_back_at",
    "inspected_on",
    "inspectors",
    "copies",
    "drafted_at",
    "approved_at",
    "issued_at",
    "received_at",
    "closed_at",
    "withdrawn_at",
    "withdrawn_because",
)


class NoticesOut(CursorPage):
    items: list[NoticeOut]


class NoticeWholeOut(NoticeOut):
    moves: list[str] = Field(description="What the caller may do now.")
    findings: list[FindingOut]
    limits: list[DutyOut]


class AgesOut(Schema):
    """Open findings: not on a notice, overdue, due within seven days, later, waiting to be checked again."""

    unserved: int
    overdue: int
    soon: int
    later: int
    answered: int

    @classmethod
    def of(cls, ages: Ages) -> AgesOut:
        return cls(**vars(ages))


class BoardRowOut(AgesOut):
    unit: str


class BoardOut(Schema):
    whole: AgesOut
    units: list[BoardRowOut]
    more: int = Field(description="Units that are left out.")


class RepeatOut(Schema):
    item_code: str
    item: str
    unit: str
    times: int
    last_at: dt.datetime


class FigureIn(Sent):
    code: FigureCode
    value: int = Field(ge=1, le=10_000)
    begins_on: programs.Day
    basis: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    basis_en: Annotated[str, StringConstraints(max_length=200)] = ""


class FigureOut(Schema):
    code: FigureCode
    value: int
    begins_on: dt.date | None
    ends_before: dt.date | None
    origin: str
    basis: str

    @classmethod
    def of(cls, row: Figure) -> FigureOut:
        return cls(
            code=FigureCode(row.code),
            value=row.value,
            begins_on=row.valid.lower,
            ends_before=row.valid.upper,
            origin=row.origin,
            basis=row.basis_text,
        )
