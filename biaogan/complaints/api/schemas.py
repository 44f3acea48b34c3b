"""What programs send and get."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from biaogan.complaints.actions import Answer, Finding, Outcome, Told
from biaogan.complaints.choices import (
    Channel,
    Level,
    Liability,
    Method,
    Nature,
    Payee,
    Source,
    SpeaksAs,
    State,
    SuspensionReason,
    Voice,
)
from biaogan.complaints.models import Complaint
from biaogan.core import programs
from biaogan.obligations.models import Obligation

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Code = Annotated[str, StringConstraints(max_length=40)]
Short = Annotated[str, StringConstraints(max_length=80)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
LineOrNone = Annotated[str, StringConstraints(max_length=500)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
WordsOrNone = Annotated[str, StringConstraints(max_length=2000)]
LongWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Moment = Annotated[programs.Moment, Field(examples=["2026-11-24T10:00:00+08:00"])]


class Sent(Schema):
    """A body with no field that is unknown: a slip of the pen is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class PersonIn(Sent):
    name: Annotated[str, StringConstraints(max_length=60)] = ""
    phone: Code = ""
    id_number: Code = ""
    account: Code = ""
    address: Annotated[str, StringConstraints(max_length=200)] = ""


class ComplaintIn(Sent):
    unit: Code = Field(min_length=1, description="Code of the unit that it is about.")
    summary: LongWords
    received_at: Moment | None = Field(None, description="When the bank received it; now where it is left out.")
    channel: Channel = Channel.OTHER
    voice: Voice | None = Field(Voice.COMPLAINT, description="null: nobody has looked at it yet.")
    demand: WordsOrNone = ""
    receiving_unit: Code = Field("", description="Code of the unit that received it; the Office where it is left out.")
    customer: PersonIn = PersonIn()
    speaks_as: SpeaksAs = SpeaksAs.COMPLAINANT
    representative: PersonIn = PersonIn()
    joint_count: int = Field(1, ge=1, le=100_000)
    representative_count: int = Field(0, ge=0, le=5)
    source: Source = Source.CUSTOMER
    source_reference: Short = ""
    source_received_on: programs.Day | None = None
    source_forwarded_on: programs.Day | None = None
    business_channel: Code | None = None
    business: Code | None = None
    cause: Code | None = None
    staff: list[Code] = Field([], max_length=20, description="Staff numbers of those complained of.")
    repeats: Id | None = None
    keep_numbers: bool = Field(
        False, description="Keep card, identity and telephone numbers found in the text; else they are masked."
    )


class ComplaintOut(Schema):
    id: int
    number: str
    state: State
    voice: str
    unit: str
    summary: str
    received_at: dt.datetime
    channel: Channel
    source: Source
    level: Level
    liability: str
    nature: str
    accepted_at: dt.datetime | None
    told_at: dt.datetime | None
    ended_at: dt.datetime | None

    @classmethod
    def of(cls, complaint: Complaint) -> ComplaintOut:
        case = complaint.case
        same = {name: getattr(complaint, name) for name in SAME}
        return cls(id=case.pk, number=case.number, unit=case.subject_unit.code, **same)


SAME = [name for name in ComplaintOut.model_fields if name not in ("id", "number", "unit")]


class PageOut(Schema):
    items: list[ComplaintOut]
    next: str
    previous: str


class DutyOut(Schema):
    kind: str
    started_at: dt.datetime
    due_at: dt.datetime
    met_at: dt.datetime | None
    cancelled_at: dt.datetime | None
    is_paused: bool
    is_provisional: bool
    post: str | None
    unit: str | None

    @classmethod
    def of(cls, duty: Obligation) -> DutyOut:
        post, unit = duty.debtor_post, duty.debtor_unit
        same = {name: getattr(duty, name) for name in ("kind", "started_at", "due_at", "met_at", "cancelled_at")}
        return cls(
            post=post.kind if post else None,
            unit=unit.code if unit else None,
            is_paused=duty.is_paused,
            is_provisional=duty.is_provisional,
            **same,
        )


class CustomerOut(Schema):
    """Masked; the full values are given by «parties_reveal», with a purpose."""

    id: int
    name: str
    phone: str
    id_number: str


class VerdictOut(Schema):
    liability: Liability
    nature: Nature
    reason: str
    old_liability: str
    old_nature: str
    by: str
    decided_at: dt.datetime


class ProposalOut(Schema):
    id: int
    text: str
    amount: int = Field(description="Hundredths of yuan.")
    payee: str
    reason: str
    by: str
    proposed_at: dt.datetime
    ruling: str
    decided_by: str


class OrderOut(Schema):
    id: int
    ordinal: int
    item: str
    unit: str
    due_at: dt.datetime
    opinion: str
    is_reported: bool
    closed_at: dt.datetime | None


class CaseOut(ComplaintOut):
    demand: str
    customer: CustomerOut | None
    representative: CustomerOut | None
    handler: str
    result: str
    moves: list[str] = Field(description="What the caller may do next.")
    limits: list[DutyOut]
    verdicts: list[VerdictOut]
    proposals: list[ProposalOut]
    orders: list[OrderOut]


class ToldIn(Sent):
    method: Method
    at: Moment
    proof: Line
    was_reached: bool = True
    evidence: Id | None = None

    def told(self) -> Told:
        return Told(self.method, self.at, self.proof, self.was_reached, self.evidence)


class AcceptIn(Sent):
    told: ToldIn | None = Field(None, description="Needed unless the customer follows the case on the public page.")


class PassOnIn(Sent):
    voice: Voice
    reason: Line


class DeclineIn(Sent):
    reason: Words
    told: ToldIn


class ResultIn(Sent):
    result: Words


class CloseIn(Sent):
    result: WordsOrNone = ""


class ReasonIn(Sent):
    reason: Line


class HandOverIn(Sent):
    to: Code = Field(description="Staff number of the officer.")
    reason: Line


class FindingIn(Sent):
    liability: Liability
    nature: Nature
    reason: Words
    evidence: list[Id] = Field(min_length=1, max_length=200)

    def finding(self) -> Finding:
        return Finding(self.liability, self.nature, self.reason)


class VerdictIn(FindingIn):
    responsible_unit: Code = Field("", description="Code; the unit complained of where it is left out.")


class OutcomeIn(Sent):
    text: Words
    amount: int = Field(0, ge=0, le=1_000_000_000, description="Hundredths of yuan.")
    payee: Payee | None = None
    reason: LineOrNone = ""

    def outcome(self) -> Outcome:
        return Outcome(self.text, self.amount, self.payee or "", self.reason)


class TellIn(Sent):
    facts: LongWords
    outcome: LongWords
    grounds: LongWords
    remedies: LongWords
    letter: Id | None = Field(None, description="The issued letter that tells it; its file is kept as proof.")
    told: ToldIn

    def answer(self) -> Answer:
        return Answer(self.facts, self.outcome, self.grounds, self.remedies)


class LetterIn(Sent):
    """What the letter says beyond what the case knows. The words are Chinese."""

    facts: LongWords
    outcome: LongWords
    grounds: LongWords
    issuer: Code = Field(
        "", description="Code of the unit that issues it; the institution whose Office handles the case."
    )
    salutation: Annotated[str, StringConstraints(max_length=10)] = Field(
        "", description="Follows the name: 先生, 女士."
    )


class WithdrawIn(Sent):
    received_at: Moment
    proof: Line


class MergeIn(Sent):
    into: Id


class RestartIn(Sent):
    arrived_at: Moment
    reason: Line


class ExtendIn(Sent):
    reason: Line
    told: ToldIn | None = None


class SuspendIn(Sent):
    reason: SuspensionReason
    proof: Line
    told: ToldIn | None = None


class AgreeIn(Sent):
    day: dt.date
    proof: Line


class StaffIn(Sent):
    staff: list[Code] = Field(min_length=1, max_length=20, description="Staff numbers.")


class OrderIn(Sent):
    item: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
    unit: Code = Field("", description="Code; the responsible unit where it is left out.")
    working_days: int | None = Field(None, ge=1, le=60)
    leaders_note: LineOrNone = ""


class ProgressIn(Sent):
    text: Words
    is_done: bool = False


class OpinionIn(Sent):
    opinion: Line


class CategoryOut(Schema):
    code: str
    facet: str
    name: str
    name_en: str
    std_code: str


class AuthorityOut(Schema):
    post_kind: str
    bound: int = Field(description="Hundredths of yuan.")
    begins_on: dt.date | None
    ends_before: dt.date | None
    origin: str
    basis: str


class AuthorityIn(Sent):
    post_kind: Code
    bound: int = Field(ge=0, le=1_000_000_000, description="Hundredths of yuan.")
    begins_on: programs.Day
    basis: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    basis_en: Annotated[str, StringConstraints(max_length=200)] = ""


class ThresholdOut(Schema):
    code: str
    value: int
    begins_on: dt.date | None
    ends_before: dt.date | None
    origin: str
    basis: str


class ThresholdIn(Sent):
    code: Code
    value: int = Field(ge=1, le=10_000)
    begins_on: programs.Day
    basis: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    basis_en: Annotated[str, StringConstraints(max_length=200)] = ""


class RepeatsIn(Sent):
    phone: Code = ""
    id_number: Code = ""
