"""What somebody owes, as iCalendar (RFC 5545): references and dates, nothing of customers and nobody's name."""

from __future__ import annotations

import datetime as dt

from django.core.signing import BadSignature, Signer
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from biaogan.accounts.access import actor_of, may_sign_in
from biaogan.accounts.models import User
from biaogan.core.time import ZONE
from biaogan.core.wording import END_OF_DAY
from biaogan.obligations.models import CalendarLink, Obligation
from biaogan.obligations.queries import Asked, View, inbox, titles_of

MOST_EVENTS = 500
_SIGNER = Signer(salt="biaogan.obligations.calendar", sep=".")


def link_of(user: User | None) -> CalendarLink | None:
    return CalendarLink.objects.filter(user=user, revoked_at__isnull=True).first()


def token_of(link: CalendarLink) -> str:
    """Return the secret part of the address: what the row says, signed with the installation's key."""
    return _SIGNER.sign(f"{link.pk}-{link.nonce}")


def user_of(token: str, *, now: dt.datetime) -> User | None:
    """Return whose address it is; None for one that was never made, is revoked, or belongs to somebody who left."""
    try:
        key, _dash, nonce = _SIGNER.unsign(token).partition("-")
    except BadSignature:
        return None
    rows = CalendarLink.objects.select_related("user__person")
    link = rows.filter(pk=int(key), nonce=nonce, revoked_at__isnull=True).first()
    return link.user if link is not None and may_sign_in(link.user, now=now) else None


def ics(user: User, *, now: dt.datetime, site: str) -> bytes:
    """Return what `user` owes, in the user's own language."""
    with translation.override(user.language or "zh-hans"):
        calendar = Calendar()
        calendar.add("prodid", "-//Biaogan//Inbox//")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", _("Biaogan: what I owe"))
        duties = inbox(actor_of(user, now=now), Asked(View.MINE), size=MOST_EVENTS).rows
        titles = titles_of(duties)
        for duty in duties:
            calendar.add_component(_event(duty, str(titles[duty.pk]), now=now, site=site))
        body: bytes = calendar.to_ical()
        return body


def _event(duty: Obligation, title: str, *, now: dt.datetime, site: str) -> Event:
    due = duty.due_at.astimezone(ZONE)
    event = Event()
    event.add("uid", f"obligation-{duty.pk}@biaogan")
    event.add("dtstamp", now.astimezone(dt.UTC))
    # A limit that ends with the day fills that day; at midnight it would be read as the next one.
    event.add("dtstart", due.date() if due.time() == END_OF_DAY else due.astimezone(dt.UTC))
    event.add("summary", f"{title} · {duty.case.number}")
    event.add("location", duty.case.subject_unit.label)
    event.add("description", _note(duty))
    event.add("url", site.rstrip("/") + duty.case_url)
    return event


def _note(duty: Obligation) -> str:
    if duty.is_paused:
        return _("The clock is paused; this date will move.")
    return _("The calendar of that year is not final; the date may still move.") if duty.is_provisional else ""
