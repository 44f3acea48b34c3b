"""What is asked when a complaint is taken down, and what of it cannot be true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from biaogan.complaints.choices import Channel, Source, SpeaksAs, Voice
from biaogan.complaints.rules import REPRESENTATIVES_AT_MOST
from biaogan.core.errors import InputRefused, Refusal
from biaogan.core.time import local_day
from biaogan.org.models import Person, Unit

#: Lengths that the columns hold.
LONGEST = {"summary": 4000, "demand": 2000, "source_reference": 80}


@dataclass(frozen=True)
class Intake:
    """What is known when a complaint comes in.

    `customer` and `representative` are values of `parties.record_party`; none where no name was given. Without a `receiving`
    unit it is the Office that answers for the subject. An empty `voice` says that nobody has looked at it yet.
    """

    subject: Unit
    received_at: dt.datetime
    channel: str
    summary: str
    receiving: Unit | None = None
    demand: str = ""
    voice: str = Voice.COMPLAINT
    customer: Mapping[str, str] = field(default_factory=dict)
    speaks_as: str = SpeaksAs.COMPLAINANT
    representative: Mapping[str, str] = field(default_factory=dict)
    joint_count: int = 1
    representative_count: int = 0
    source: str = Source.CUSTOMER
    source_reference: str = ""
    source_received_on: dt.date | None = None
    source_forwarded_on: dt.date | None = None
    business_channel: str | None = None
    business: str | None = None
    cause: str | None = None
    staff: Sequence[Person] = ()
    repeats: int | None = None
    follow_digest: str | None = None

    @property
    def is_face_to_face(self) -> bool:
        return self.channel == Channel.COUNTER


def require_true(intake: Intake, *, now: dt.datetime) -> None:
    """Raise InputRefused that names every field that cannot be true."""
    found = list(refusals(intake, now=now))
    if found:
        raise InputRefused("complaint.cannot_be_true", _("Some of this cannot be true. Nothing was registered."), found)


def refusals(intake: Intake, *, now: dt.datetime) -> Iterator[Refusal]:
    """Tell what of it cannot be true, field by field."""
    if intake.received_at > now:
        yield Refusal(_("It cannot have been received in the future."), column="received_at")
    if not intake.summary.strip():
        yield Refusal(_("Say what happened."), column="summary")
    for name, most in LONGEST.items():
        text = getattr(intake, name) or ""
        if len(text) > most:
            yield Refusal(_("At most %(most)d characters.") % {"most": most}, column=name)
        if "\x00" in text:
            yield Refusal(_("This text holds a character that cannot be stored."), column=name)
    yield from _of_people(intake)
    yield from _of_the_source(intake, now=now)


def _of_people(intake: Intake) -> Iterator[Refusal]:
    if not 1 <= intake.joint_count <= 100_000:
        yield Refusal(_("At least one customer complains."), column="joint_count")
    if not 0 <= intake.representative_count <= REPRESENTATIVES_AT_MOST:
        most = {"most": REPRESENTATIVES_AT_MOST}
        yield Refusal(
            _("A group may send %(most)d representatives at most (art. 12).") % most, column="representative_count"
        )
    if intake.speaks_as != SpeaksAs.COMPLAINANT and not any(intake.representative.values()):
        yield Refusal(_("Say who speaks for the customer."), column="representative")


def _of_the_source(intake: Intake, *, now: dt.datetime) -> Iterator[Refusal]:
    received, forwarded = intake.source_received_on, intake.source_forwarded_on
    if intake.source == Source.REGULATOR and forwarded is None:
        yield Refusal(_("Say when the regulator forwarded it."), column="source_forwarded_on")
    if received and forwarded and forwarded < received:
        yield Refusal(_("It was forwarded before the sender had it."), column="source_forwarded_on")
    if forwarded and forwarded > local_day(intake.received_at):
        yield Refusal(_("It cannot have been forwarded after the bank received it."), column="source_forwarded_on")
