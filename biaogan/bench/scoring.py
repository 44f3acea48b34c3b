"""How fast and how right many sheets are scored at once, beside the same sums in polars and beside scoring one by one."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from biaogan import handbook
from biaogan.bench import Row, _plain_settings
from biaogan.handbook import rules
from biaogan.handbook.choices import Kind, Scale
from biaogan.handbook.rules import setwise
from biaogan.handbook.rules.setwise import Answers, Scores, Table

__all__ = ["_plain_settings", "run"]

SHEETS, FINDINGS = 100_000, 30
#: As many sheets as are scored one by one too, with exact fractions.
CHECKED = 2_000
GOAL, TIMES_POLARS = 100_000, 8


@dataclass(frozen=True)
class Item:
    kind: str
    points: int
    rule: dict[str, Any]
    is_red_flag: bool = False


def run(*, small: bool = False) -> list[Row]:
    items = _items()
    answers = _answers(items, np.random.default_rng(20261124), SHEETS // 10 if small else SHEETS)
    return list(_rows(items, answers))


def _items() -> list[Item]:
    """Return thirty items of the shipped handbook, of every kind in about its share."""
    file = Path(handbook.__file__).parent / "shipped" / "service-1.toml"
    told = [item for area in tomllib.loads(file.read_text("utf-8"))["areas"] for item in area["items"]]
    chosen = [told[at * len(told) // FINDINGS] for at in range(FINDINGS)]
    return [Item(each["kind"], each["points"], each["rule"]) for each in chosen]


def _answers(items: list[Item], random: np.random.Generator, sheets: int) -> Answers:
    """Return answers as inspectors give them: most in order, some not, one in twenty not applicable."""
    x, y = np.zeros((sheets, FINDINGS), np.int64), np.ones((sheets, FINDINGS), np.int64)
    for at, item in enumerate(items):
        x[:, at], y[:, at] = _column(item, random, sheets)
    y[random.random((sheets, FINDINGS)) < 0.05] = 0
    sheet = np.repeat(np.arange(sheets), FINDINGS)
    return Answers(sheet, np.tile(np.arange(FINDINGS), sheets), x.ravel(), y.ravel())


def _column(item: Item, random: np.random.Generator, size: int) -> tuple[Any, Any]:
    ones = np.ones(size, np.int64)
    if item.kind == Kind.BINARY:
        return random.random(size) < 0.9, ones
    if item.kind == Kind.VETO:
        return random.random(size) < 0.01, ones
    if item.kind == Kind.DEDUCTION:
        return random.poisson(0.6, size), ones
    if item.kind == Kind.LEVELS:
        return random.integers(0, len(item.rule["levels"]), size), ones
    if item.kind == Kind.MEASURE and item.rule["measure"] == "bands":
        return random.integers(0, 10_001, size), 100 * ones
    whole = random.integers(0, 12, size)
    return random.binomial(whole, 0.9), whole


def _rows(items: list[Item], answers: Answers) -> Iterator[Row]:
    sheets, what = len(answers.sheet) // FINDINGS, f"score sheets of {FINDINGS} findings"
    table = Table.of(items)
    seconds, found = _timed(lambda: setwise.scores(answers, table))
    speed = sheets / seconds
    yield Row(f"{what}, set-wise", speed, "sheets a second", goal=f"≥ {GOAL:,}", met=speed >= GOAL)
    yield from _beside_polars(items, answers, found, speed)
    checked = min(CHECKED, sheets)
    seconds, truth = _timed(lambda: [_one(items, answers, at) for at in range(checked)], at_least=0.0)
    yield Row(f"{what}, one by one with fractions", checked / seconds, "sheets a second")
    ours = list(zip(*(each[:checked].tolist() for each in _parts(found)), strict=True))
    share = 100 * sum(one == other for one, other in zip(ours, truth, strict=True)) / checked
    yield Row(f"{what}: as one by one", share, "%", against="exact fractions", goal="100", met=share == 100)


def _parts(found: Scores) -> tuple[Any, ...]:
    return found.score, found.earned, found.applicable, found.is_veto


def _one(items: list[Item], answers: Answers, sheet: int) -> tuple[int, int, int, bool]:
    """Score one sheet with exact fractions, as a sheet that is handed in is scored."""
    rows = slice(sheet * FINDINGS, (sheet + 1) * FINDINGS)
    pairs = zip(items, answers.x[rows].tolist(), answers.y[rows].tolist(), strict=True)
    scored = rules.score_sheet(Scale.SHARE, [rules.score_item(item, _said(item, x, y)) for item, x, y in pairs], ())
    return -1 if scored.score is None else scored.score, scored.earned, scored.applicable, scored.is_veto


def _said(item: Item, x: int, y: int) -> dict[str, Any]:
    if not y:
        return {"na": True}
    if item.kind == Kind.BINARY:
        return {"met": bool(x)}
    if item.kind == Kind.VETO:
        return {"hit": bool(x)}
    if item.kind == Kind.DEDUCTION:
        return {"count": x}
    if item.kind == Kind.LEVELS:
        return {"level": item.rule["levels"][x]["code"]}
    if item.kind == Kind.DEVICE:
        return {"working": x, "tested": y}
    return {"hit": x, "of": y}


def _beside_polars(items: list[Item], answers: Answers, ours: Scores, speed: float) -> Iterator[Row]:
    what = f"score sheets of {FINDINGS} findings"
    try:
        sums = _polars(items, answers)
    except ImportError:
        yield Row(what, speed, "sheets a second", against="polars: not installed")
        return
    seconds, theirs = _timed(sums)
    yield _times(f"{what}: time beside polars", speed, len(ours.score) / seconds)
    same = 100 * float(np.mean(theirs.sort("sheet")["score"].to_numpy() == ours.score))
    yield Row(f"{what}: same as polars in floating point", same, "%", against="polars")
    # The hardest reading: polars is handed what each finding earned, and only sums and rounds.
    seconds, _theirs = _timed(_bare_sums(answers, Table.of(items)))
    yield _times(f"{what}: time beside the bare sums", speed, len(ours.score) / seconds)


def _times(what: str, ours: float, theirs: float) -> Row:
    return Row(
        what,
        ours,
        "sheets a second",
        against=f"polars: {theirs:,.0f}",
        ratio=theirs / ours,
        goal=f"≤ {TIMES_POLARS} × its time",
        met=theirs / ours <= TIMES_POLARS,
    )


def _bare_sums(answers: Answers, table: Table) -> Callable[[], Any]:
    import polars as pl

    whole, _part, applies, veto = setwise.earned_by(answers.item, answers.x, answers.y, table)
    rows = pl.DataFrame({"sheet": answers.sheet, "earned": whole, "points": applies, "is_veto": veto})
    sums = (pl.col("earned").sum(), pl.col("points").sum(), pl.col("is_veto").any())
    score = (pl.col("earned") / pl.col("points") + 0.5).floor()
    return lambda: rows.lazy().group_by("sheet").agg(*sums).with_columns(score=score).collect()


def _polars(items: list[Item], answers: Answers) -> Callable[[], Any]:
    """Return the same sums as one would write them with polars: join the items, earn by kind, sum by sheet, round."""
    import polars as pl

    table = Table.of(items)
    rows = pl.DataFrame({"sheet": answers.sheet, "item": answers.item, "x": answers.x, "y": answers.y})
    steps = pl.Series("steps", table.steps.tolist(), dtype=pl.List(pl.Int64))
    edges = {f"edge{at}": table.edges[:, at] for at in range(table.edges.shape[1])}
    lines = pl.DataFrame(
        {
            "item": np.arange(len(items)),
            "sort": table.sort,
            "points": table.points,
            "each": table.each,
            "sign": table.sign,
            "factor": table.factor,
            "from_whole": table.from_whole,
            **edges,
        }
    ).with_columns(steps)
    return lambda: _polars_sums(pl, rows, lines, len(edges))


def _polars_sums(pl: Any, rows: Any, lines: Any, depth: int) -> Any:
    col = pl.col
    number = col("x") * col("factor") * setwise.SCALE * col("sign")
    beyond = sum(
        ((number > col(f"edge{at}") * col("y") * col("sign")).cast(pl.Int64) for at in range(depth)), start=pl.lit(0)
    )
    lost = pl.when(col("from_whole")).then(col("y") - col("x")).otherwise(col("x"))
    place = pl.when(col("sort") == setwise.EDGES).then(beyond).otherwise(col("x"))
    stepped = (col("sort") == setwise.TABLE) | (col("sort") == setwise.EDGES)
    earned = (
        pl.when(stepped)
        .then(col("steps").list.get(place, null_on_oob=True) / rules.FULL_SCORE)
        .when(col("sort") == setwise.SHARED)
        .then(col("points") * col("x") / col("y"))
        .otherwise(pl.max_horizontal(col("points") - col("each") * lost, 0).cast(pl.Float64))
    )
    counted = (
        rows.lazy()
        .filter(col("y") > 0)
        .join(lines.lazy(), on="item", how="left")
        .with_columns(earned=earned)
        .group_by("sheet")
        .agg(
            col("earned").filter(col("sort") != setwise.NOTHING).sum(),
            col("points").sum(),
            ((col("sort") == setwise.NOTHING) & (col("x") > 0)).any().alias("is_veto"),
        )
    )
    score = (rules.FULL_SCORE * col("earned") / col("points") + 0.5).floor().cast(pl.Int64)
    return counted.with_columns(score=pl.when(col("points") > 0).then(score).otherwise(-1)).collect()


def _timed(work: Callable[[], Any], *, at_least: float = 1.0) -> tuple[float, Any]:
    """Return the seconds of the fastest run and what it gave; runs again until `at_least` seconds have gone by."""
    best, spent, result = float("inf"), 0.0, None
    while spent <= at_least:
        begun = time.perf_counter()
        result = work()
        seconds = time.perf_counter() - begun
        best, spent = min(best, seconds), spent + seconds
        if not at_least:
            break
    return best, result
