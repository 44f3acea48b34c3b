"""Which stretches of recordings are watched: drawn by a seed from the open days, so that nobody chooses and anybody can repeat it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from biaogan.premises.rules import Span

#: The times of a day that differ for customers.
SLOTS = ("opening", "peak", "closing")
#: The draw is described by this word, kept with it: another way of drawing gets another word.
METHOD = "sha256-rank-1"


@dataclass(frozen=True)
class Size:
    """How much is drawn: days, minutes a stretch, and how many cameras beside those that are always watched."""

    days: int
    minutes: int
    cameras: int


@dataclass(frozen=True)
class Stretch:
    """To be watched: one camera on a day, from a minute of it up to, but not with, another."""

    day: dt.date
    slot: str
    camera: str
    begins: int
    ends: int

    def as_json(self) -> dict[str, Any]:
        return {
            "day": self.day.isoformat(),
            "slot": self.slot,
            "camera": self.camera,
            "from": self.begins,
            "to": self.ends,
        }


Hours = Mapping[dt.date, Sequence[Span]]


def frame_of(hours: Hours, *, cameras: Sequence[str], always: Sequence[str], peak: Span) -> dict[str, Any]:
    """Return all that is drawn from, as it is kept with the draw: open days with their hours, cameras, and the busy time."""
    return {
        "method": METHOD,
        "days": {day.isoformat(): [[span.begins, span.ends] for span in hours[day]] for day in sorted(hours)},
        "cameras": sorted(set(cameras)),
        "always": sorted(set(always)),
        "peak": [peak.begins, peak.ends],
    }


def draw(seed: str, frame: Mapping[str, Any], size: Size) -> list[Stretch]:
    """Return the stretches that this seed draws from this frame; the same for ever, on every machine."""
    days = sorted(_ranked(seed, "day", list(frame["days"]))[: size.days])
    found = []
    for day in days:
        spans = [Span(*each) for each in frame["days"][day]]
        cameras = _ranked(seed, f"camera {day}", frame["cameras"])[: size.cameras]
        for slot in SLOTS:
            if (span := _span_of(slot, spans, Span(*frame["peak"]), size.minutes, seed, day)) is None:
                continue
            for camera in [*frame["always"], *sorted(set(cameras) - set(frame["always"]))]:
                found.append(Stretch(dt.date.fromisoformat(day), slot, camera, span.begins, span.ends))
    return found


def _span_of(slot: str, spans: Sequence[Span], peak: Span, minutes: int, seed: str, day: str) -> Span | None:
    """Return the stretch of so many minutes in that time of the day; None where the outlet has no such time."""
    if slot == "opening":
        return Span(spans[0].begins, min(spans[0].begins + minutes, spans[0].ends))
    if slot == "closing":
        return Span(max(spans[-1].ends - minutes, spans[-1].begins), spans[-1].ends)
    busy = [Span(max(each.begins, peak.begins), min(each.ends, peak.ends)) for each in spans]
    longest = max(busy, key=lambda each: each.ends - each.begins)
    room = longest.ends - longest.begins - minutes
    if room < 0:
        return None
    # On full five minutes, as people at a recorder type them.
    begins = longest.begins + 5 * (_number(seed, f"minute {day}") % (room // 5 + 1))
    return Span(begins, begins + minutes)


def _ranked(seed: str, what: str, names: Sequence[str]) -> list[str]:
    return sorted(names, key=lambda name: (_digest(seed, what, name), name))


def _number(seed: str, what: str) -> int:
    return int(_digest(seed, what, "")[:12], 16)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def open_days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield every day from `first` up to and with `last`."""
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(days=number)
