"""How long an official paper takes in a worker that has made one before: the rectification notice, as PDF and as Word."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from biaogan.bench import Row
from biaogan.bench._stack import stack

if TYPE_CHECKING:
    from biaogan.papers.layouts.sheet import Sheet

#: The goal holds for a notice as inspectors write them; a long one is shown beside it.
USUAL, LONG = 8, 40
GOAL_MS = 60
FACT = "叫号机缺纸，客户无法取号，现场无人引导，大堂经理离岗约十五分钟。"


def run(*, small: bool = False) -> list[Row]:
    with stack():
        return list(_rows(5 if small else 40))


def _rows(times: int) -> Iterator[Row]:
    from biaogan.papers.layouts.pdf import as_pdf
    from biaogan.papers.layouts.word import as_word

    for findings in (1, USUAL, LONG):
        spent = _median_ms(as_pdf, findings, times)
        is_goal = findings <= USUAL
        yield Row(
            f"notice with {findings} findings, PDF",
            spent,
            "ms of processor",
            goal=f"≤ {GOAL_MS}" if is_goal else "",
            met=spent <= GOAL_MS if is_goal else None,
        )
    yield Row(f"notice with {USUAL} findings, Word", _median_ms(as_word, USUAL, times), "ms of processor")


def _median_ms(render: Callable[[Sheet, str], bytes], findings: int, times: int) -> float:
    # Each is another paper, so that nothing is taken from the one before but what a worker keeps: faces and layout.
    render(_sheet(findings, 0), "notice")
    return statistics.median(_timed(render, _sheet(findings, number)) for number in range(1, times + 1))


def _timed(render: Callable[[Sheet, str], bytes], sheet: Sheet) -> float:
    began = time.process_time()
    render(sheet, "notice")
    return (time.process_time() - began) * 1000


def _sheet(findings: int, number: int) -> Sheet:
    from biaogan.papers.layouts.sheet import sample_sheet
    from biaogan.papers.queries import Texts
    from biaogan.rectification.notices import FINDINGS, NOTICE

    parts = [{"code": part.code, "heading": part.heading, "text": part.text} for part in NOTICE.parts]
    sheet = sample_sheet(NOTICE, Texts(0, NOTICE.title, parts, is_shipped=True))
    (sample,) = NOTICE.sample_rows[FINDINGS]
    rows = [sample | {"no": str(place), "fact": f"{FACT}（{number}-{place}）"} for place in range(1, findings + 1)]
    for part in sheet.parts:
        part["rows"] = rows if part["code"] == FINDINGS else []
    return sheet
