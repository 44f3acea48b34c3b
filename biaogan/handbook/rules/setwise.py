"""The same scores for many sheets at once: columns of whole numbers instead of one object an answer.

Nothing is rounded on the way: a share that gives a fraction of a hundredth is summed in floating point, and a sheet whose
sum then lies near a point where rounding turns is reckoned anew with exact fractions.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaogan.handbook.choices import Better, Faults, Kind, Scale
from biaogan.handbook.rules.kinds import AnyRule, Bands, Binary, Deduction, Levels, Share, Veto, read_rule
from biaogan.handbook.rules.scoring import FULL_SCORE, Scored, half_up
from biaogan.handbook.rules.values import WHOLE_SHARE

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: How an item earns, by the columns of its table.
LINEAR, TABLE, SHARED, EDGES, NOTHING = range(5)

#: Farther from a turning point than this, floating point cannot have come down on the wrong side of it.
NEAR = 1e-6
#: Edges have at most four decimals.
SCALE = 10_000
#: Rows that are worked on at once stay in the processor's cache.
PIECE = 1 << 16


@dataclass(frozen=True)
class Table:
    """What scoring has to know of the items, one row an item, and `sort` says which sum a row needs.

    LINEAR: points less `each` × x, not below nothing. TABLE: the points in `steps` at x, in hundredths of a per cent of a
    hundredth. SHARED: points × x / y. EDGES: the points of the band that x / y lies in.
    """

    sort: Ints
    points: Ints
    each: Ints
    steps: Ints
    #: Edges as numerators over SCALE, the best first; beyond all of them nothing is earned.
    edges: Ints
    sign: Ints
    factor: Ints
    #: Items where the answer's first number is what is missing of the second: faulty of tested.
    from_whole: NDArray[np.bool_]

    @classmethod
    def of(cls, items: Sequence[Scored]) -> Table:
        rules = [read_rule(item.kind, item.rule, item.points) for item in items]
        width = max((len(rule.levels) for rule in rules if isinstance(rule, Levels)), default=1)
        depth = max((len(rule.bands) for rule in rules if isinstance(rule, Bands)), default=0)
        steps = np.zeros((len(items), max(width, depth + 1)), np.int64)
        edges = np.zeros((len(items), depth), np.int64)
        for at, (item, rule) in enumerate(zip(items, rules, strict=True)):
            if isinstance(rule, Levels):
                steps[at, : len(rule.levels)] = [item.points * level.share for level in rule.levels]
            elif isinstance(rule, Bands):
                steps[at, : len(rule.bands)] = [band.points * WHOLE_SHARE for band in rule.bands]
                edges[at] = _padded(rule, depth)
        rows = [_row(item, rule) for item, rule in zip(items, rules, strict=True)]
        columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)] or [np.zeros(0, np.int64)] * 6
        sort, points, each, sign, factor, from_whole = columns
        return cls(sort, points, each, steps, edges, sign, factor, from_whole.astype(bool))


def _row(item: Scored, rule: AnyRule) -> tuple[int, int, int, int, int, int]:
    """Return sort, points, each, sign, factor, from_whole."""
    if isinstance(rule, Veto):
        return NOTHING, 0, 0, 0, 1, 0
    if isinstance(rule, Binary):
        # x is 1 where it is met: what is missing of 1 costs all points.
        return LINEAR, item.points, item.points, 0, 1, 1
    if isinstance(rule, Deduction):
        return LINEAR, item.points, rule.each, 0, 1, 0
    if isinstance(rule, Levels):
        return TABLE, item.points, 0, 0, 1, 0
    if isinstance(rule, Bands):
        return EDGES, item.points, 0, 1 if rule.better == Better.LOWER else -1, 100 if rule.unit == "percent" else 1, 0
    if isinstance(rule, Share) or rule.measure == Faults.SHARE:
        return SHARED, item.points, 0, 0, 1, 0
    # Any fault takes all points, or each takes some.
    return LINEAR, item.points, rule.each or item.points, 0, 1, 1


def _padded(rule: Bands, depth: int) -> list[int]:
    found = [int(band.edge * SCALE) for band in rule.bands]
    # The worst edge again: whatever lies beyond it lies beyond these too.
    return found + found[-1:] * (depth - len(found))


@dataclass(frozen=True)
class Answers:
    """One row a finding, those of a sheet together. `item` is the row of the table; `y` 0 says «not applicable».

    x, y by kind: met 1 or 0, 1 · count, 1 · place of the level, 1 · the number as a quotient (12.5 is 125, 10; a share is
    hit, of) · hit, of · working, tested · crossed 1 or 0, 1.
    """

    sheet: Ints
    item: Ints
    x: Ints
    y: Ints


@dataclass(frozen=True)
class Scores:
    """One row a sheet, in the order of its first finding. `score` is -1 where nothing applied."""

    sheet: Ints
    score: Ints
    earned: Ints
    applicable: Ints
    is_veto: NDArray[np.bool_]


def answer_of(item: Scored, value: dict[str, Any]) -> tuple[int, int]:
    """Return x and y of an answer that `require_answer` took."""
    if value.get("na"):
        return 0, 0
    if item.kind == Kind.LEVELS:
        codes = [level["code"] for level in item.rule["levels"]]
        return codes.index(value["level"]), 1
    if "value" in value:
        number = Fraction(value["value"])
        # Per cent are multiplied with 100 where they come as a quotient.
        whole = 100 if item.rule["unit"] == "percent" else 1
        return number.numerator, number.denominator * whole
    first, *second = value.values()
    return int(first), int(second[0]) if second else 1


def scores(answers: Answers, table: Table, *, scale: str = Scale.SHARE) -> Scores:
    """Return the score of every sheet, exactly as `score_sheet` gives it one by one.

    Raises OverflowError where numbers are so large that whole numbers of 64 bits would not hold their products.
    """
    _require_room(answers, table)
    starts = np.flatnonzero(np.diff(answers.sheet, prepend=answers.sheet[:1] - 1))
    size = len(starts)
    # In hundredths of a per cent of a hundredth, so that levels stay whole; only shares of a division do not.
    earned, parts = np.zeros(size, np.int64), np.zeros(size, np.float64)
    applicable = np.zeros(size, np.int64)
    is_veto, is_split = np.zeros(size, bool), np.zeros(size, bool)
    for first, last in _pieces(starts, len(answers.sheet)):
        begins, ends = starts[first], starts[last] if last < size else len(answers.sheet)
        piece = slice(begins, ends)
        whole, part, applies, veto = earned_by(answers.item[piece], answers.x[piece], answers.y[piece], table)
        at = starts[first:last] - begins
        earned[first:last] = np.add.reduceat(whole, at)
        applicable[first:last] = np.add.reduceat(applies, at)
        is_veto[first:last] = np.logical_or.reduceat(veto, at)
        if part is not None:
            parts[first:last] = np.add.reduceat(part, at)
            is_split[first:last] = np.logical_or.reduceat(part != 0, at)
    return _rounded(answers, table, scale, starts, earned, parts, applicable, is_veto, is_split)


def _require_room(answers: Answers, table: Table) -> None:
    most = max(int(answers.x.max(initial=0)), int(answers.y.max(initial=0)), 1)
    if (
        most * max(int(table.points.max(initial=0)) * WHOLE_SHARE, int(table.edges.max(initial=0)), 100 * SCALE)
        >= 1 << 62
    ):
        raise OverflowError("answers or points are too large to be scored set-wise")


def _pieces(starts: Ints, rows: int) -> list[tuple[int, int]]:
    """Return spans of sheets that have about a piece of rows together."""
    cuts = np.searchsorted(starts, np.arange(0, rows, PIECE)).tolist()
    bounds = [*dict.fromkeys(cuts), len(starts)]
    return [(one, other) for one, other in itertools.pairwise(bounds) if one < other]


def earned_by(item: Ints, x: Ints, y: Ints, table: Table) -> tuple[Ints, Floats | None, Ints, NDArray[np.bool_]]:
    """Return of each finding what it earns: the whole part and what a division leaves; what applies; whether it is a veto."""
    sort, points = table.sort[item], table.points[item]
    used = y > 0
    lost = np.where(table.from_whole[item], y - x, x)
    whole = np.maximum(points - table.each[item] * lost, 0) * WHOLE_SHARE
    part = None
    is_stepped = (sort == TABLE) | (sort == EDGES)
    if is_stepped.any():
        at = np.flatnonzero(is_stepped & used)
        whole[at] = table.steps[item[at], _step(item[at], x[at], y[at], sort[at], table)]
    is_shared = (sort == SHARED) & used
    if is_shared.any():
        at = np.flatnonzero(is_shared)
        over, rest = np.divmod(points[at] * WHOLE_SHARE * x[at], y[at])
        whole[at] = over
        if rest.any():
            part = np.zeros(len(item))
            part[at] = rest / y[at]
    counts = used & (sort != NOTHING)
    whole *= counts
    veto = (sort == NOTHING) & used & (x > 0)
    return whole, part, points * counts, veto


def _step(item: Ints, x: Ints, y: Ints, sort: Ints, table: Table) -> Ints:
    """Return the place in `steps`: the level itself, or the number of edges that x / y lies beyond."""
    if not table.edges.shape[1]:
        return x
    left = x * table.factor[item] * SCALE * table.sign[item]
    right = table.edges[item] * (y * table.sign[item])[:, None]
    return np.where(sort == EDGES, (left[:, None] > right).sum(axis=1), x)


def _rounded(
    answers: Answers,
    table: Table,
    scale: str,
    starts: Ints,
    earned: Ints,
    parts: Floats,
    applicable: Ints,
    is_veto: NDArray[np.bool_],
    is_split: NDArray[np.bool_],
) -> Scores:
    """Round each sheet once, half up; sheets whose fractions bring them near a turning point are reckoned exactly."""
    unit = np.int64(WHOLE_SHARE)
    score = _score(scale, earned, applicable)
    shown = (2 * earned + unit) // (2 * unit)
    if is_split.any():
        at = np.flatnonzero(is_split)
        near = earned[at] + parts[at]
        raw = _raw(scale, near, applicable[at])
        score[at], shown[at] = np.floor(raw + 0.5), np.floor(near / WHOLE_SHARE + 0.5)
        unsure = (_distance(raw) < NEAR) | (_distance(near / WHOLE_SHARE) < NEAR)
        ends = np.append(starts[1:], len(answers.sheet))
        for sheet in at[unsure]:
            score[sheet], shown[sheet] = _exactly(answers, table, scale, slice(starts[sheet], ends[sheet]))
    score[applicable == 0] = -1
    return Scores(answers.sheet[starts], score, shown, applicable, is_veto)


def _score(scale: str, earned: Ints, applicable: Ints) -> Ints:
    # Earned is in ten-thousandths of a hundredth and the full score is 10 000 hundredths, so in a share the two cancel.
    whole = np.int64(WHOLE_SHARE) if scale == Scale.DEDUCT else np.maximum(applicable, 1)
    if scale == Scale.DEDUCT:
        earned = np.maximum(FULL_SCORE * WHOLE_SHARE - (applicable * WHOLE_SHARE - earned), 0)
    found: Ints = (2 * earned + whole) // (2 * whole)
    return found


def _raw(scale: str, earned: Floats, applicable: Ints) -> Floats:
    if scale == Scale.DEDUCT:
        return np.maximum(FULL_SCORE - (applicable - earned / WHOLE_SHARE), 0)
    return earned / np.maximum(applicable, 1)


def _distance(numbers: Floats) -> Floats:
    """Return how far each number is from where half up turns."""
    found: Floats = np.abs(numbers - np.floor(numbers) - 0.5)
    return found


def _exactly(answers: Answers, table: Table, scale: str, piece: slice) -> tuple[int, int]:
    """Return score and earned of one sheet by exact fractions."""
    item, x, y = answers.item[piece], answers.x[piece], answers.y[piece]
    whole, _part, applies, _veto = earned_by(item, x, y, table)
    earned = Fraction(int(whole.sum()))
    for at in np.flatnonzero((table.sort[item] == SHARED) & (y > 0)):
        of = int(y[at])
        earned += Fraction(int(table.points[item[at]]) * WHOLE_SHARE * int(x[at]) % of, of)
    applicable = int(applies.sum())
    shown = half_up(earned / WHOLE_SHARE)
    if not applicable:
        return -1, shown
    if scale == Scale.DEDUCT:
        return half_up(max(Fraction(0), FULL_SCORE - (applicable - earned / WHOLE_SHARE))), shown
    return half_up(earned / applicable), shown
