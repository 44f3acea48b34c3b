"""What a customer can do without an account: write, add to it, withdraw it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from biaogan.accounts.access import Actor
from biaogan.complaints import actions, codes
from biaogan.complaints.actions import Intake
from biaogan.complaints.choices import Channel
from biaogan.complaints.models import Complaint, CustomerMessage
from biaogan.core.models import IdempotencyKey
from biaogan.org.models import Unit
from biaogan.parties.rules import masked_text

#: Who writes and who follows. Nobody is known behind them.
WRITER = Actor(ref="page:say")
FOLLOWER = Actor(ref="page:follow")


@dataclass(frozen=True)
class Words:
    """What somebody wrote; `voice` is empty where they did not call it a complaint."""

    form_key: str
    unit: Unit
    voice: str
    summary: str
    demand: str = ""
    phone: str = ""
    name: str = ""


@transaction.atomic
def write(*, words: Words, now: dt.datetime) -> str:
    """Take down what somebody wrote and return the code to follow it by; empty where the same form came before."""
    key = f"say:{words.form_key}"
    _row, is_new = IdempotencyKey.objects.get_or_create(
        actor_ref=WRITER.ref, key=key, defaults={"digest": "", "at": now}
    )
    if not is_new:
        return ""
    code = codes.new_code()
    actions.receive(intake=_intake(words, code, now=now), by=WRITER, now=now)
    return code


def add_message(complaint: Complaint, text: str, *, now: dt.datetime) -> CustomerMessage:
    return actions.add_message(complaint_id=complaint.pk, text=masked_text(text), by=FOLLOWER, now=now)


def withdraw(complaint: Complaint, *, now: dt.datetime) -> Complaint:
    return actions.withdraw_by_customer(complaint_id=complaint.pk, by=FOLLOWER, now=now)


def _intake(words: Words, code: str, *, now: dt.datetime) -> Intake:
    return Intake(
        subject=words.unit,
        received_at=now,
        channel=Channel.PAGE,
        summary=masked_text(words.summary),
        demand=masked_text(words.demand),
        voice=words.voice,
        customer={"name": words.name, "phone": words.phone},
        follow_digest=codes.digest_of(code),
    )
