"""What somebody owes, as iCalendar (RFC 5545): references and dates, never personal values of customers."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils import translation
from icalendar import Calendar, Event

from biaogan.accounts.access import actor_of
from biaogan.accounts.models import User
from biaogan.obligations.actions.here import digest_of
from biaogan.obligations.models import CalendarFeed, Obligation
from biaogan.obligations.queries import View, inbox

MOST_EVENTS = 200


def of_person(person_id: int | None) -> QuerySet[CalendarFeed]:
    return CalendarFeed.objects.filter(person_id=person_id, revoked_at__isnull=True)


def by_secret(secret: str, *, now: dt.datetime) -> CalendarFeed | None:
    """Return the feed of that secret while its person works here."""
    feed = CalendarFeed.objects.filter(digest=digest_of(secret), revoked_at__isnull=True).select_related("person").first()
    left_on = feed.person.left_on if feed else None
    return feed if left_on is None or left_on > now.date() else None


def ics(feed: CalendarFeed, *, now: dt.datetime, site: str) -> bytes:
    user = User.objects.filter(person=feed.person).select_related("person").first()
    calendar = Calendar()
    calendar.add("prodid", "-//Biaogan//Inbox//")
    calendar.add("version", "2.0")
    with translation.override(user.language if user and user.language else "zh-hans"):
        for duty in inbox(actor_of(user, now=now), View.MINE, size=MOST_EVENTS).rows if user else []:
            calendar.add_component(_event(duty, now=now, site=site))
    return calendar.to_ical()


def _event(duty: Obligation, *, now: dt.datetime, site: str) -> Event:
    event = Event()
    event.add("uid", f"obligation-{duty.pk}@biaogan")
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("dtstart", duty.due_at.astimezone(dt.UTC))
    event.add("summary", f"{duty.kind_name} · {duty.case.number}")
    event.add("location", duty.case.subject_unit.label)
    event.add("url", site.rstrip("/") + duty.url)
    return event
