"""Clips: what moves when, the picture at a moment, and whatever comes that is no clip."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from biaogan.inspections import motion
from tests.factories.evidence import media, picture
from tests.factories.recordings import clip


@pytest.fixture
def kept(tmp_path: Path):
    def keep(content: bytes) -> Path:
        path = tmp_path / "clip.mp4"
        path.write_bytes(content)
        return path

    return keep


def test_a_clip_says_what_it_is(kept):
    facts = motion.facts_of(kept(clip(3, rate=10)))

    assert (facts.width, facts.height, facts.codec, facts.frames_a_second) == (320, 180, "h264", 10.0)
    assert facts.seconds == pytest.approx(3, abs=0.2)


@pytest.mark.parametrize("keys", [5, 300], ids=["whole pictures near each other", "one whole picture for all"])
def test_the_line_shows_where_something_moves_and_where_not(kept, keys):
    line = motion.line_of(kept(clip(8, moving=(0, 3), keys=keys)))

    assert line.step_ms == 1000
    assert len(line.values) == 8
    assert min(line.values[:3]) > 5
    assert line.values[5:] == [0, 0, 0]


def test_progress_is_told_and_never_goes_back(kept):
    told: list[int] = []

    motion.line_of(kept(clip(6)), tell=told.append)

    assert told == sorted(set(told))
    assert told[-1] > 80


@pytest.mark.parametrize("at_ms", [0, 1_050, 2_999])
def test_the_picture_at_a_moment_is_the_one_that_a_player_shows(kept, at_ms):
    content, shown_ms = motion.picture_at(kept(clip(3, rate=10, keys=30)), at_ms)

    assert shown_ms == at_ms // 100 * 100
    assert Image.open(io.BytesIO(content)).size == (320, 180)


def test_a_moment_behind_the_end_gives_the_last_picture(kept):
    _content, shown_ms = motion.picture_at(kept(clip(3, rate=10)), 60_000)

    assert shown_ms == 2_900


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"not a clip at all, only words", "damaged"),
        (b"", "damaged"),
        (picture(), "damaged"),
        (media(), "damaged"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "damaged"),
    ],
    ids=["words", "nothing", "a photo", "boxes without a film", "a playlist"],
)
def test_what_is_no_clip_is_told_as_that(kept, content, why):
    path = kept(content)

    for ask in (motion.facts_of, motion.line_of, lambda each: motion.picture_at(each, 0)):
        with pytest.raises(motion.Unreadable) as caught:
            ask(path)
        assert caught.value.why in (why, "no_film")


def test_a_clip_of_another_codec_is_told_as_that(kept):
    with pytest.raises(motion.Unreadable) as caught:
        motion.facts_of(kept(clip(1, codec="mpeg4")))

    assert caught.value.why == "codec"


def test_a_clip_whose_pictures_are_cut_off_is_damaged(kept):
    whole = clip(6, keys=300)
    start = whole.index(b"mdat") + 4
    broken = whole[:start] + bytes(len(whole) - start) if whole.index(b"moov") < start else whole[:200]

    with pytest.raises(motion.Unreadable):
        motion.line_of(kept(broken))


def test_a_child_answers_as_the_function_does(kept):
    path = kept(clip(4))
    told: list[int] = []

    assert motion.ask_child("probe", path)["width"] == 320
    assert motion.ask_child("line", path, tell=told.append)["values"] == motion.line_of(path).values
    assert told


def test_a_child_that_runs_out_of_its_means_is_told_as_having_given_up(kept, monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")

    with pytest.raises(motion.Unreadable) as caught:
        motion.ask_child("probe", kept(clip(1)))

    assert caught.value.why == "gave_up"


def test_a_child_tells_why_a_clip_cannot_be_read(kept):
    with pytest.raises(motion.Unreadable) as caught:
        motion.ask_child("probe", kept(clip(1, codec="mpeg4")))

    assert caught.value.why == "codec"
