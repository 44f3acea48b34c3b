"""How figures, money, days and moments are written, in the reader's language. Screens, papers and letters ask here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from biaogan.core.time import ZONE

#: Written where nothing was counted.
NOTHING = "—"

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

#: The last instant of a day, at which limits in days end; people write it as 24:00.
END_OF_DAY = dt.time(23, 59, 59, 999999)


def is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def in_reader_language(chinese: str, english: str) -> str:
    """Return the English where the reader wants it and there is some."""
    return chinese if is_chinese() or not english else english


def on_record() -> override:
    """Write what is kept for the papers in the network's language, whoever acts: `with on_record(): …`."""
    return override("zh-hans")


def listed(words: Iterable[object]) -> str:
    """Return «甲、乙», in English «one, two»."""
    return ("、" if is_chinese() else ", ").join(map(str, words))


def day_text(day: dt.date) -> str:
    """Return «2026-11-23 周一», in English «Mon 23 Nov 2026»."""
    if is_chinese():
        return f"{day:%Y-%m-%d} 周{WEEKDAYS_ZH[day.weekday()]}"
    return f"{WEEKDAYS_EN[day.weekday()]} {short_day_text(day)} {day.year}"


def short_day_text(day: dt.date) -> str:
    """Return «11月23日», in English «23 Nov», for running text where the year is plain."""
    if is_chinese():
        return f"{day.month}月{day.day}日"
    return f"{day.day} {MONTHS_EN[day.month - 1]}"


def time_text(time: dt.time) -> str:
    return "24:00" if time.replace(tzinfo=None) == END_OF_DAY else f"{time:%H:%M}"


def moment_text(moment: dt.datetime) -> str:
    """Return «2026-11-23 周一 17:30», in English «Mon 23 Nov 2026, 17:30», in the network's zone."""
    here = moment.astimezone(ZONE)
    comma = "" if is_chinese() else ","
    return f"{day_text(here.date())}{comma} {time_text(here.time())}"


def span_text(span: dt.timedelta) -> str:
    """Return a span in its one or two largest units: «3 days», «26 hours», «35 minutes»."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes >= 48 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if minutes >= 2 * 60:
        hours = minutes // 60
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def left_text(due_at: dt.datetime, now: dt.datetime) -> str:
    """Return what is left by the clock on the wall; limits in working days bring their own words."""
    if now > due_at:
        return _("%(span)s overdue") % {"span": span_text(now - due_at)}
    return _("%(span)s left") % {"span": span_text(due_at - now)}


def count_text(number: int | None, *, cap: int | None = None) -> str:
    """Return «1,234», «—» for None, and «1,000+» where the count stopped at `cap`."""
    if number is None:
        return NOTHING
    return f"{cap:,}+" if cap is not None and number > cap else f"{number:,}"


def decimal_text(number: Decimal | None, places: int = 2) -> str:
    return NOTHING if number is None else f"{rounded(number, places):,}"


def money_text(amount: int | Decimal | None) -> str:
    """Return «¥1,234.00». Whole numbers are fen (hundredths), decimals are yuan."""
    if amount is None:
        return NOTHING
    yuan = rounded(Decimal(amount) / 100 if isinstance(amount, int) else amount, 2)
    return f"{'-' if yuan < 0 else ''}¥{abs(yuan):,}"


def points_text(hundredths: int | Decimal | None) -> str:
    """Return «98.5». Whole numbers are hundredths of a point; empty decimals are dropped."""
    if hundredths is None:
        return NOTHING
    points = rounded(Decimal(hundredths) / 100 if isinstance(hundredths, int) else hundredths, 2)
    return f"{points:,}".rstrip("0").rstrip(".") if points else "0"


def share_text(part: int | Decimal | None, whole: int | Decimal | None, places: int = 1) -> str:
    """Return «62.5%», rounded half up; «—» where there is nothing to divide by."""
    if part is None or not whole:
        return NOTHING
    return f"{rounded(Decimal(part) * 100 / Decimal(whole), places)}%"


def rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
