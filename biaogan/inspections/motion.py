"""Clips: what they are, how much moves in them when, and the picture at a moment. No Django: it runs in a process of its own.

A clip comes from outside. Whatever reads one for the first time, or all of it, is a child with bounded memory and time
(`python -m biaogan.inspections.motion line PATH`): one that brings its decoder down takes nobody with it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: One value a second; 0 is still, 100 a picture that is another one altogether.
STEP_MS = 1000
LONGEST_SECONDS = 12 * 3600
MOST_PIXELS = 4096 * 2304
#: Whole pictures stand in a stream every few seconds. Where they are nearer than this, they are enough, and the rest is not decoded.
NEAR_SECONDS = 2.5
#: So near a moment every picture is decoded.
NEARLY_SECONDS = 1.0
#: A block of the picture has changed when its mean lightness has by more than this, of 255: more than noise and flicker.
CHANGED = 6
#: Every eighth point of each line and column is looked at, five by five of them make a block.
SPARSE, BLOCK = 8, 5

MEMORY = 2 * 1024 * 1024 * 1024
SECONDS = {"probe": 20, "line": 300}


@dataclass(frozen=True)
class Facts:
    seconds: float
    width: int
    height: int
    codec: str
    frames_a_second: float


@dataclass(frozen=True)
class Line:
    """How much moves, a value a step."""

    step_ms: int
    values: list[int]


class Unreadable(Exception):
    """The file is no clip that can be played here; `why` is one of WHYS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


#: no film in it · damaged or cut off · another codec than H.264 · larger than a picture may be · longer than a clip may be
WHYS = ("no_film", "damaged", "codec", "pixels", "length", "gave_up")


def facts_of(path: Path) -> Facts:
    """Return what the clip is, having decoded its first picture. Raises Unreadable."""
    with _opened(path) as container:
        stream = _film(container)
        seconds = _seconds(container, stream)
        if next(_decoded(container, stream), None) is None:
            raise Unreadable("damaged")
        rate = float(stream.average_rate or 0)
        return Facts(round(seconds, 3), stream.width, stream.height, stream.codec_context.name, round(rate, 3))


def line_of(path: Path, *, tell: Callable[[int], None] = lambda percent: None) -> Line:
    """Return how much moves in each second of the clip; `tell` hears the percent that is done. Raises Unreadable."""
    with _opened(path) as container:
        stream = _film(container)
        seconds = _seconds(container, stream)
        stream.codec_context.thread_type = "AUTO"
        stream.codec_context.skip_frame = "NONKEY" if _keys_are_near(path) else "NONREF"
        # What smooths the edges of blocks is not seen at this size.
        stream.codec_context.options = {"skip_loop_filter": "all"}
        values = np.zeros(max(1, int(np.ceil(seconds * 1000 / STEP_MS))), dtype=np.uint8)
        before: NDArray[np.int16] | None = None
        since, told = 0.0, -1
        for at, picture in _pictures(container, stream):
            if before is not None and before.shape == picture.shape:
                _raise_to(values, since, at, _moved(before, picture))
            before, since = picture, at
            if (percent := min(99, int(at / seconds * 100))) > told:
                tell(told := percent)
        if before is None:
            raise Unreadable("damaged")
        return Line(STEP_MS, values.tolist())


def picture_at(path: Path, at_ms: int) -> tuple[bytes, int]:
    """Return the picture that a player shows at that moment, as JPEG, and the moment it begins at. Raises Unreadable.

    Only for clips that `facts_of` has read in a child.
    """
    with _opened(path) as container:
        stream = _film(container)
        stream.codec_context.thread_type = "AUTO"
        base = stream.time_base or 1
        start = stream.start_time or 0
        wanted = start + int(at_ms / 1000 / base)
        container.seek(max(start, wanted), stream=stream, backward=True, any_frame=False)
        shown = None
        for frame in _decoded_towards(container, stream, wanted - int(NEARLY_SECONDS / base)):
            if shown is not None and frame.pts is not None and frame.pts > wanted:
                break
            shown = frame
        if shown is None:
            raise Unreadable("length")
        kept = BytesIO()
        shown.to_image().save(kept, "JPEG", quality=90)
        return kept.getvalue(), round(((shown.pts or start) - start) * base * 1000)


def ask_child(what: str, path: Path, *, tell: Callable[[int], None] = lambda percent: None) -> dict[str, Any]:
    """Have a child of bounded means do «probe» or «line» and return its answer. Raises Unreadable, whatever became of the child."""
    command = [sys.executable, "-m", "biaogan.inspections.motion", what, str(path)]
    answer: dict[str, Any] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        for said in child.stdout or ():
            answer = json.loads(said)
            if "percent" in answer:
                tell(answer["percent"])
    if "why" in answer or "percent" in answer or not answer:
        # A child that fell silent before its end was stopped, or brought down by the clip.
        raise Unreadable(answer.get("why", "gave_up"))
    return answer


def _opened(path: Path) -> Any:
    try:
        # Nothing but the file itself: a playlist in it could name other files and addresses.
        return av.open(str(path), format="mp4", options={"protocol_whitelist": "file"})
    except (av.FFmpegError, OSError, ValueError):
        raise Unreadable("damaged") from None


def _film(container: Any) -> Any:
    if not container.streams.video:
        raise Unreadable("no_film")
    stream = container.streams.video[0]
    if stream.codec_context.name != "h264":
        raise Unreadable("codec")
    if not 0 < stream.width * stream.height <= MOST_PIXELS:
        raise Unreadable("pixels")
    return stream


def _seconds(container: Any, stream: Any) -> float:
    ticks = stream.duration * stream.time_base if stream.duration and stream.time_base else None
    seconds = float(ticks if ticks is not None else (container.duration or 0) / av.time_base)
    if not 0 < seconds <= LONGEST_SECONDS:
        raise Unreadable("length")
    return seconds


def _decoded(container: Any, stream: Any) -> Iterator[Any]:
    try:
        for frame in container.decode(stream):
            if frame.width * frame.height > MOST_PIXELS:
                raise Unreadable("pixels")
            yield frame
    except (av.FFmpegError, ValueError):
        raise Unreadable("damaged") from None


def _decoded_towards(container: Any, stream: Any, nearly: int) -> Iterator[Any]:
    """Yield frames; those that no other one is made from are left out until the moment is nearly reached."""
    decoder = stream.codec_context
    try:
        for packet in container.demux(stream):
            is_near = packet.dts is None or packet.dts >= nearly
            decoder.skip_frame = "DEFAULT" if is_near else "NONREF"
            yield from packet.decode()
    except (av.FFmpegError, ValueError):
        raise Unreadable("damaged") from None


def _keys_are_near(path: Path) -> bool:
    """Look at the first minutes of the stream's table: a recorder keeps its rhythm."""
    with _opened(path) as container:
        stream = _film(container)
        keys, moment = [], 0.0
        for packet in container.demux(stream):
            if packet.pts is None:
                continue
            moment = float(packet.pts * stream.time_base)
            if packet.is_keyframe:
                keys.append(moment)
            if moment > 60:
                break
    # A recorder that writes whole pictures at changes only writes none for as long as nothing happens.
    return bool(np.diff([*keys, moment]).max(initial=0.0) <= NEAR_SECONDS)


def _pictures(container: Any, stream: Any) -> Iterator[tuple[float, NDArray[np.int16]]]:
    """Yield the moment and a small grey picture of every frame that is decoded."""
    start = float((stream.start_time or 0) * stream.time_base)
    for frame in _decoded(container, stream):
        if frame.pts is None:
            continue
        yield max(0.0, float(frame.pts * stream.time_base) - start), _small(frame)


def _small(frame: Any) -> NDArray[np.int16]:
    light = frame.planes[0]
    points = np.frombuffer(light, np.uint8).reshape(-1, light.line_size)[
        : frame.height : SPARSE, : frame.width : SPARSE
    ]
    rows, columns = points.shape[0] // BLOCK, points.shape[1] // BLOCK
    if not rows or not columns:
        return points.astype(np.int16)
    blocks = points[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK)
    small: NDArray[np.int16] = blocks.mean(axis=(1, 3)).astype(np.int16)
    return small


def _moved(before: NDArray[np.int16], after: NDArray[np.int16]) -> int:
    """Return how much of the picture has changed, 0 to 100; the root, so that one person in a hall is seen."""
    share = float((np.abs(after - before) > CHANGED).mean())
    return int(100 * share**0.5 + 0.5)


def _raise_to(values: NDArray[np.uint8], since: float, until: float, moved: int) -> None:
    first, last = int(since * 1000 // STEP_MS), int(until * 1000 // STEP_MS)
    span = values[first : last + 1]
    np.maximum(span, moved, out=span)


def main(what: str, path: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS[what], SECONDS[what]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    av.logging.set_level(None)
    try:
        _say(asdict(facts_of(Path(path))) if what == "probe" else asdict(line_of(Path(path), tell=_percent)))
    except Unreadable as error:
        _say({"why": error.why})
    except MemoryError:
        _say({"why": "pixels"})


def _percent(done: int) -> None:
    _say({"percent": done})


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
