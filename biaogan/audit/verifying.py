"""Walking the chain from its origin to its end, to the first seal that does not hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from biaogan.audit import anchors, rules, sealing
from biaogan.audit.anchors import Head
from biaogan.audit.checks import Flaw, Progress, Result, no_progress
from biaogan.audit.models import Event, Seal

CHUNK = 5000
ORIGIN = Head(0, rules.ORIGIN)


@dataclass(frozen=True)
class Link:
    """A seal with the event that it covers, None where that is gone."""

    position: int
    event_ref: int
    at: dt.datetime
    mac: bytes
    event: tuple[Any, ...] | None


def verify_seals(*, now: dt.datetime, progress: Progress = no_progress) -> Result:
    """Prove that every sealed event is as it was sealed, and no seal missing; stop at the first that is not."""
    walk = _Walk(anchors.key(), anchors.last())
    end = sealing.newest().position
    result = Result()
    links = _links()
    for link in links:
        flaw = walk.flaw_at(link, links)
        if flaw is not None:
            result.flaws.append(flaw)
            return result
        walk.head = Head(link.position, link.mac)
        result.looked_at += 1
        if link.position % CHUNK == 0:
            progress(link.position, end)
    progress(end, end)
    result.flaws += walk.flaws_at_end()
    result.notes += _notes(walk.anchor)
    return result


@dataclass
class _Walk:
    key: bytes
    anchor: Head | None
    head: Head = ORIGIN

    def flaw_at(self, link: Link, rest: Iterator[Link]) -> Flaw | None:
        if link.position != self.head.position + 1:
            return _flaw("seal_deleted", _("The seal at this position was deleted."), self.head.position + 1)
        if link.event is None:
            message = _("The event that this seal covers was deleted.")
            return _flaw("event_deleted", message, link.position, link.event_ref)
        expected = self._expected(self.head.mac, link)
        if not rules.same(expected, link.mac):
            return self._changed(link, expected, next(rest, None))
        if self.anchor is not None and link.position == self.anchor.position and link.mac != self.anchor.mac:
            message = _("The chain was written anew: the data folder remembers another seal here.")
            return _flaw("chain_replaced", message, link.position)
        return None

    def _changed(self, link: Link, expected: bytes, following: Link | None) -> Flaw:
        """Tell which of the two was changed: what came after the seal was chained to it as it stood then."""
        where = (link.position, link.event_ref)
        if self._follows(link.mac, following) or self.anchor == Head(link.position, link.mac):
            return _flaw("event_changed", _("The event was changed after it was sealed."), *where)
        if self._follows(expected, following) or self.anchor == Head(link.position, expected):
            return _flaw("seal_changed", _("The seal itself was changed."), *where)
        message = _("Event and seal do not belong together: changed, exchanged, or sealed with another key.")
        return _flaw("seal_broken", message, *where)

    def _follows(self, mac: bytes, following: Link | None) -> bool:
        if following is None or following.event is None:
            return False
        return rules.same(self._expected(mac, following), following.mac)

    def _expected(self, previous: bytes, link: Link) -> bytes:
        assert link.event is not None
        return rules.seal_of(self.key, previous, link.position, link.at, link.event)

    def flaws_at_end(self) -> list[Flaw]:
        if self.anchor is None or self.head.position >= self.anchor.position:
            return []
        message = _("The newest seals were deleted: the data folder remembers a longer chain.")
        return [_flaw("newest_seals_deleted", message, self.head.position + 1)]


def _links() -> Iterator[Link]:
    position = 0
    while True:
        seals = list(Seal.objects.filter(position__gt=position).order_by("position")[:CHUNK])
        events = {row[0]: row for row in _events([seal.event_ref for seal in seals])}
        for seal in seals:
            yield Link(seal.position, seal.event_ref, seal.at, bytes(seal.mac), events.get(seal.event_ref))
        if len(seals) < CHUNK:
            return
        position = seals[-1].position


def _events(ids: list[int]) -> list[tuple[Any, ...]]:
    return list(Event.objects.filter(pk__in=ids).values_list(*rules.FIELDS))


def _notes(anchor: Head | None) -> list[str]:
    notes = []
    if anchor is None:
        notes.append(
            _("The data folder keeps no head of the chain: nobody can tell whether the newest seals are gone.")
        )
    if waiting := sealing.count_unsealed():
        notes.append(_("Events that wait for their seal: %(count)s.") % {"count": waiting})
    return notes


def _flaw(code: str, message: str, position: int, event: int | None = None) -> Flaw:
    where = _("seal %(position)s") % {"position": position}
    if event is not None:
        where = _("seal %(position)s, event %(event)s") % {"position": position, "event": event}
    return Flaw(f"audit.{code}", message, where)
