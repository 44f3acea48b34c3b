"""How agreement and mildness are shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biaogan.core.wording import points_text, share_text
from biaogan.handbook.rules import half_up
from biaogan.inspections.rules.agreement import Kappa, Mildness

NOTHING = "—"


@dataclass(frozen=True)
class KappaLook:
    """A kappa with its interval and what it is called; «—» where there is none."""

    kappa: Kappa

    @property
    def value(self) -> str:
        return NOTHING if self.kappa.value is None else f"{self.kappa.value:.2f}"

    @property
    def interval(self) -> str:
        if self.kappa.low is None or self.kappa.high is None:
            return NOTHING
        return f"{self.kappa.low:.2f} … {self.kappa.high:.2f}"

    @property
    def share(self) -> str:
        return share_text(self.kappa.agreed, self.kappa.pairs) if self.kappa.pairs else NOTHING

    @property
    def pairs_text(self) -> str:
        return ngettext("of %(n)d pair", "of %(n)d pairs", self.kappa.pairs) % {"n": self.kappa.pairs}

    @property
    def word(self) -> str:
        """What Landis and Koch (1977) call it."""
        value = self.kappa.value
        if value is None:
            return (
                _("too few pairs")
                if self.kappa.agreed < self.kappa.pairs or not self.kappa.pairs
                else _("nothing differs")
            )
        for bound, word in ((0.2, _("slight")), (0.4, _("fair")), (0.6, _("moderate")), (0.8, _("substantial"))):
            if value <= bound:
                return word
        return _("almost complete")


def gap_text(gap: Fraction | None) -> str:
    """Return «+1.25»: by so many points above the others."""
    if gap is None:
        return NOTHING
    rounded = half_up(abs(gap))
    sign = "+" if gap > 0 else "−"
    return points_text(rounded) if rounded == 0 else f"{sign}{points_text(rounded)}"


def month_text(found: Mildness | None) -> str:
    return NOTHING if found is None else gap_text(found.above)


def months_of(first: dt.date, end: dt.date) -> list[str]:
    """Return the months of the days, «2026-10», a year at most, the last ones kept."""
    found, day = [], first.replace(day=1)
    while day < end:
        found.append(f"{day:%Y-%m}")
        day = (day + dt.timedelta(days=32)).replace(day=1)
    return found[-12:]


def months_before(day: dt.date, count: int) -> dt.date:
    """Return the first day of the month so many months before the day's."""
    number = day.year * 12 + day.month - 1 - count
    return dt.date(number // 12, number % 12 + 1, 1)
