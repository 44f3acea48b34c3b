"""What a calendar is compiled from: one layer of notices for the nation, a region, the bank."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from biaogan.workcal.kinds import LayerKind, YearState


@dataclass(frozen=True, slots=True)
class Mark:
    """That a layer makes a day a working day or a rest day."""

    working: bool
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """When work begins and ends, from `starts_on` until the next row of the layer."""

    starts_on: dt.date
    opens_at: dt.time
    closes_at: dt.time


@dataclass(frozen=True)
class LayerData:
    """One layer as a value. A year that is not in `years` is missing; a layer without `hours` keeps those below it."""

    code: str
    kind: LayerKind
    name: str = ""
    name_en: str = ""
    marks: Mapping[dt.date, Mark] = field(default_factory=dict)
    years: Mapping[int, YearState] = field(default_factory=dict)
    hours: tuple[Hours, ...] = ()

    def state(self, year: int) -> YearState:
        return self.years.get(year, YearState.MISSING)

    def years_ruling(self, day: dt.date) -> tuple[int, ...]:
        """Return the years whose notice decides `day`: its own and, at the end of December, the next one's."""
        if self.kind == LayerKind.NATION and (day.month, day.day) >= NEXT_NOTICE_FROM:
            return day.year, day.year + 1
        return (day.year,)

    def is_settled(self, day: dt.date) -> bool:
        return all(self.state(year) == YearState.FINAL for year in self.years_ruling(day))


#: From this day of the year on, the State Council's next notice may still move days. The earliest that it moved was
#: 29 December (2007 and 2018: a weekend worked for New Year's Day); the week before New Year is taken for safety.
NEXT_NOTICE_FROM = (12, 25)
