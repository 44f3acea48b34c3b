"""Small clips that are what they say, and a request for recordings that has come as far as asked."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile

from biaogan.core.time import ZONE
from biaogan.inspections.actions import footage, recordings, review
from biaogan.inspections.actions.recordings import Asked
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import Footage, Mark, RecordingRequest, SampleDraw, Sheet
from biaogan.inspections.rules.footage import Request
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories import inspections, org, premises
from tests.factories.inspections import Scene

#: The day before the tests' day, at the opening of the outlet.
BEGINS = dt.datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
ENDS = BEGINS + dt.timedelta(minutes=15)


def clip(
    seconds: float = 4, *, moving: tuple[float, float] = (0, 2), rate: int = 10, codec: str = "libx264", keys: int = 10
) -> bytes:
    """Return an MP4 in which something walks across the picture from one second to another."""
    stream = io.BytesIO()
    with av.open(stream, "w", format="mp4") as container:
        film = container.add_stream(codec, rate=rate)
        film.width, film.height, film.pix_fmt = 320, 180, "yuv420p"  # type: ignore[attr-defined]
        film.options = {"g": str(keys)} if codec == "libx264" else {}
        for number in range(int(seconds * rate)):
            container.mux(film.encode(_picture(number / rate, moving)))  # type: ignore[attr-defined]
        container.mux(film.encode())  # type: ignore[attr-defined]
    return stream.getvalue()


def _picture(at: float, moving: tuple[float, float]) -> av.VideoFrame:
    picture = np.full((180, 320, 3), 90, np.uint8)
    within = min(max(at, moving[0]), moving[1]) - moving[0]
    left = int(within * 100) % 240
    picture[60:140, left : left + 60] = 230
    return av.VideoFrame.from_ndarray(picture, format="rgb24")


def upload(content: bytes | None = None, name: str = "lobby.mp4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, clip() if content is None else content, "video/mp4")


def asked(
    at: Scene,
    state: Request = Request.ASKED,
    *,
    sheet: Sheet | None = None,
    cameras: tuple[str, ...] = ("大厅",),
    now: dt.datetime = NOW,
    **details: Any,
) -> RecordingRequest:
    """Return a request of the first inspector for a quarter of an hour of the day before."""
    made = recordings.request_recordings(
        unit=at.outlet,
        stretches=[Asked(camera, BEGINS, ENDS) for camera in cameras],
        purpose="非现场监测",
        sheet_id=sheet.pk if sheet else None,
        by=at.inspector,
        now=now,
        **details,
    )
    if state != Request.ASKED:
        recordings.approve_request(request_id=made.pk, by=at.office_head, now=now)
    made.refresh_from_db()
    return made


def looked(at: Scene, request: RecordingRequest, *, now: dt.datetime = NOW, by: Any = None) -> None:
    """Let the first inspector say what for."""
    spans = [span.pk for span in request.spans.all()]
    recordings.log_viewing(
        request_id=request.pk, span_ids=spans, purpose="核对服务规范", by=by or at.inspector, now=now
    )


@dataclass
class Reviewed:
    """A sheet at the desk: its request, approved, with a clip, the purpose said, the sheet begun."""

    scene: Scene
    sheet: Sheet
    request: RecordingRequest
    footage: Footage | None

    @property
    def clip(self) -> Footage:
        assert self.footage is not None
        return self.footage


#: What the off-site sheets of these tests ask, without items on record.
ITEMS: dict[str, tuple[str, int, dict[str, Any], dict[str, Any]]] = {
    "A1": ("bin", 200, {}, {"channels": ["offsite"]}),
    "A2": ("ded", 300, {"each": 100}, {"channels": ["offsite"], "proof": "none"}),
    "A3": (
        "lvl",
        100,
        {"levels": [{"code": "A", "share": 10_000}, {"code": "C", "share": 0}]},
        {"channels": ["offsite"], "proof": "none"},
    ),
    "B2": ("veto", 0, {}, {"channels": ["offsite"], "proof": "none"}),
}
GOOD: dict[str, dict[str, Any]] = {
    "A1": {"met": True},
    "A2": {"count": 0},
    "A3": {"level": "A"},
    "B2": {"hit": False},
}


def scene() -> Scene:
    return inspections.scene(ITEMS)


def in_branch(branch: org.Branch) -> Reviewed:
    """Return a sheet at the desk in a branch that stands already."""
    inspections.ship()
    second = org.person()
    org.holding(second, PostKind.INSPECTOR, branch.office)
    team = [branch.holder(PostKind.INSPECTOR, branch.office), second]
    return at_desk(Scene(branch, team, inspections.version(ITEMS)))


def marked(desk: Reviewed) -> Mark:
    span = desk.request.spans.get()
    return review.mark(sheet_id=desk.sheet.pk, span_id=span.pk, moment=BEGINS, by=desk.scene.inspector, now=NOW)


def drawn(at: Scene) -> SampleDraw:
    premises.hours(at.outlet)
    days = {"first": BEGINS.date() - dt.timedelta(days=7), "last": BEGINS.date()}
    return recordings.draw_sample(unit=at.outlet, cameras=["大厅"], by=at.inspector, now=NOW, **days)


def at_desk(at: Scene | None = None, *, with_clip: bool = True, now: dt.datetime = NOW) -> Reviewed:
    at = at or scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS, channel=Channel.OFFSITE, now=now)
    request = asked(at, Request.APPROVED, sheet=sheet, now=now)
    span = request.spans.get()
    made = footage.add_clip(span_id=span.pk, upload=upload(), by=at.inspector, now=now) if with_clip else None
    looked(at, request, now=now)
    return Reviewed(at, sheet, request, made)
