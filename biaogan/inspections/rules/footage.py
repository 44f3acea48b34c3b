"""The words of recordings, what may happen to a request for them, until when they exist, and figures that the bank sets."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import day_begins, local_day
from biaogan.core.wording import in_reader_language, moment_text

if TYPE_CHECKING:
    from biaogan.core.errors import Text


class Request(models.TextChoices):
    """Where a request for recordings stands."""

    ASKED = "asked", _("Waiting for approval")
    APPROVED = "approved", _("May be viewed")
    REFUSED = "refused", _("Not approved")
    FINISHED = "finished", _("Viewed and closed")
    WITHDRAWN = "withdrawn", _("Request withdrawn")


class Move(enum.StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    FINISH = "finish"


#: move -> (states it may start from, state it leads to)
MOVES: dict[Move, tuple[frozenset[str], Request]] = {
    Move.APPROVE: (frozenset({Request.ASKED}), Request.APPROVED),
    Move.REFUSE: (frozenset({Request.ASKED}), Request.REFUSED),
    Move.WITHDRAW: (frozenset({Request.ASKED}), Request.WITHDRAWN),
    Move.FINISH: (frozenset({Request.APPROVED}), Request.FINISHED),
}


def moves_from(state: str) -> list[Move]:
    return [move for move, (starts_from, _leads_to) in MOVES.items() if state in starts_from]


def state_after(move: Move, current: str) -> Request:
    """Return the state that `move` leads to. Raises RuleBroken if the request has moved on."""
    starts_from, leads_to = MOVES[move]
    if current not in starts_from:
        raise RuleBroken("recording.moved_on", _("This request has already moved on. Look at it again."))
    return leads_to


class Slot(models.TextChoices):
    """A time of the day that differs for customers."""

    OPENING = "opening", pgettext_lazy("recording", "Opening")
    PEAK = "peak", _("Busy time")
    CLOSING = "closing", _("Closing time")
    CHOSEN = "chosen", _("Time chosen by hand")


class LineState(models.TextChoices):
    """How far the motion line of a clip is; the recorder's own footage has none."""

    NONE = "none", _("No motion line")
    WAITING = "waiting", _("Motion line waits its turn")
    DRAWING = "drawing", _("Motion line is being drawn")
    DRAWN = "drawn", _("Motion line drawn")
    FAILED = "failed", _("No motion line could be drawn")


class Figure(models.TextChoices):
    """A number that the bank sets, from a day on."""

    KEEP_DAYS = "keep_days", _("Days for which a recorder keeps its recordings")
    SAMPLE_DAYS = "sample_days", _("Days drawn for an outlet and month")
    SAMPLE_MINUTES = "sample_minutes", _("Minutes of a stretch")
    SAMPLE_CAMERAS = "sample_cameras", _("Cameras drawn for a day, beside those always watched")
    PEAK_FROM = "peak_from", _("The busy time begins at the hour")
    PEAK_UNTIL = "peak_until", _("The busy time ends at the hour")
    SECOND_SHARE = "second_share", _("Sheets in a hundred that are reviewed a second time")


@dataclass(frozen=True)
class Default:
    """A figure as it is shipped: the number, its bounds, and where it comes from."""

    value: int
    least: int
    most: int
    basis_zh: str
    basis_en: str

    @property
    def basis(self) -> str:
        return in_reader_language(self.basis_zh, self.basis_en)


_TO_CONFIRM = ("行业通行做法", "Common practice")
FIGURES: dict[str, Default] = {
    Figure.KEEP_DAYS: Default(
        30,
        30,
        400,
        "《公共安全视频图像信息系统管理条例》（国务院令第799号）：保存期限不少于30日；网点实际天数待本行确认",
        "State Council Decree 799 on public-safety video: kept for at least 30 days; the outlet's own days are for the bank to confirm",
    ),
    Figure.SAMPLE_DAYS: Default(2, 1, 31, *_TO_CONFIRM),
    Figure.SAMPLE_MINUTES: Default(15, 10, 20, *_TO_CONFIRM),
    Figure.SAMPLE_CAMERAS: Default(2, 0, 20, *_TO_CONFIRM),
    Figure.PEAK_FROM: Default(10, 0, 23, *_TO_CONFIRM),
    Figure.PEAK_UNTIL: Default(12, 1, 24, *_TO_CONFIRM),
    Figure.SECOND_SHARE: Default(10, 1, 100, *_TO_CONFIRM),
}

#: Of one stretch, and of all stretches of one request.
LONGEST_STRETCH = dt.timedelta(hours=12)
MOST_STRETCHES = 200
#: For so long after the purpose was written down, the same person goes on viewing.
ONE_SITTING = dt.timedelta(hours=8)


def expires_on(day: dt.date, keep_days: int) -> dt.date:
    """Return the last day on which the recording of `day` still exists; the day itself is not counted."""
    return day + dt.timedelta(days=keep_days)


def require_stretch(begins: dt.datetime, ends: dt.datetime, *, keep_days: int, now: dt.datetime) -> None:
    """Raise InputRefused for a stretch that runs backwards, lies ahead, is too long, or is overwritten already."""
    if not begins < ends <= now:
        raise InputRefused(
            "recording.bad_stretch", _("A stretch begins before it ends, and lies in the past: %(at)s.") % _at(begins)
        )
    if ends - begins > LONGEST_STRETCH:
        raise InputRefused("recording.long_stretch", _("A stretch is at most twelve hours long: %(at)s.") % _at(begins))
    if expires_on(local_day(begins), keep_days) < local_day(now):
        raise InputRefused(
            "recording.overwritten",
            _("The recording of %(at)s is overwritten already: this outlet keeps them for %(days)d days.")
            % {**_at(begins), "days": keep_days},
        )


def moment(day: dt.date, minute: int) -> dt.datetime:
    """Return the moment of that minute of the day."""
    return day_begins(day) + dt.timedelta(minutes=minute)


def _at(moment: dt.datetime) -> dict[str, str]:
    return {"at": moment_text(moment)}


#: Why a clip cannot be used, by the words of `motion.Unreadable`.
WHYS: dict[str, Text] = {
    "no_film": _("This file holds no moving pictures. Export the recording as MP4 (H.264) and add that."),
    "damaged": _("This clip is damaged or cut off. Export it once more and add that."),
    "codec": _("This clip is not H.264, which browsers play. Export the recording as MP4 (H.264) and add that."),
    "pixels": _("The pictures of this clip are larger than can be handled. Export it with at most 4K."),
    "length": _("This clip is empty or longer than twelve hours. Export the stretch that was asked for."),
    "gave_up": _("This clip could not be read within the time and memory allowed. Export a shorter stretch."),
}


def why_text(why: str) -> str:
    return str(WHYS.get(why, WHYS["damaged"]))
