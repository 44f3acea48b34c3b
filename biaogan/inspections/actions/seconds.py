"""The second, blind review of a sample: drawn by seed, done by somebody who is kept away from the first result until both are handed in."""

from __future__ import annotations

import datetime as dt
import math
import secrets
from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.audit.actions import record_event
from biaogan.cases.actions import bar, let_back_in
from biaogan.cases.models import Case
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day, span_of_days
from biaogan.handbook.rules import score_item
from biaogan.inspections.actions.plans import assign_sheet, plan_sheet
from biaogan.inspections.choices import HANDED_IN, Channel
from biaogan.inspections.models.recordings import ReviewedTwice, SecondDraw
from biaogan.inspections.models.sheet import Sheet, SheetInspector
from biaogan.inspections.queries import agreement, items_asked
from biaogan.inspections.queries import recordings as queries
from biaogan.inspections.queries.agreement import answers_handed_in
from biaogan.inspections.rules import METHOD, Lot, draw
from biaogan.inspections.rules.agreement import verdict_word
from biaogan.inspections.rules.footage import Figure
from biaogan.notify.actions import tell
from biaogan.org.models import Person, Unit
from biaogan.rectification.models import Finding

#: Written into the bar, and known by it again.
BLIND = "第二次盲评：提交前不得查看第一次结果"
#: A draw looks at no longer a time than this.
LONGEST_FRAME = 400


@transaction.atomic
def draw_seconds(
    *, unit: Unit, first: dt.date, last: dt.date, seed: str = "", by: Actor, now: dt.datetime
) -> SecondDraw:
    """Draw the share of the off-site sheets handed in on these days that is reviewed a second time; seed and frame are kept.

    Raises PermissionDenied, and RuleBroken where there is nothing to draw from.
    """
    require(by, Permission.PLAN_INSPECTION, unit)
    if not first <= last or (last - first).days >= LONGEST_FRAME:
        raise InputRefused("review.bad_days", _("The last day is not before the first, and at most 400 days after it."))
    end = last + dt.timedelta(days=1)
    frame = agreement.candidates(unit, first, end)
    if not frame:
        raise RuleBroken(
            "review.nothing_to_draw", _("No off-site sheet was handed in on these days that has no second review.")
        )
    share = queries.figure(Figure.SECOND_SHARE, unit=unit, on=local_day(now))
    size = math.ceil(len(frame) * share / 100)
    chosen = seed.strip()[:64] or secrets.token_hex(8)
    numbers = {sheet.case.number: sheet.pk for sheet in frame}
    result = [numbers[lot.code] for lot in draw(chosen, [Lot(number) for number in numbers], size)]
    drawn = SecondDraw.objects.create(
        unit=unit,
        days=span_of_days(first, end),
        seed=chosen,
        frame={"method": METHOD, "share": share, "sheets": sorted(numbers)},
        size=size,
        result=result,
        at=now,
        by=by.person,
    )
    record_event("review.seconds_drawn", drawn, by=by, at=now, unit=unit.pk, seed=chosen, count=size)
    return drawn


@transaction.atomic
def order_second(*, sheet_id: int, person: Person, planned_on: dt.date, by: Actor, now: dt.datetime) -> Sheet:
    """Have somebody review the same recordings once more. Until they hand in, the first sheet and what came of it is shut to them.

    Raises PermissionDenied, and RuleBroken for a sheet that is not handed in, is a second review itself or has one, or for one of
    its own inspectors.
    """
    rows = Sheet.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    sheet = rows.select_related("case__subject_unit", "version").get(pk=sheet_id)
    require(by, Permission.PLAN_INSPECTION, sheet.case.subject_unit)
    _require_fit(sheet, person)
    made = plan_sheet(
        unit=sheet.case.subject_unit,
        version=sheet.version,
        channel=Channel.OFFSITE,
        planned_on=planned_on,
        second_of=sheet,
        by=by,
        now=now,
    )
    assign_sheet(sheet_id=made.pk, people=[person.pk], by=by, now=now)
    for case in _hidden_from(sheet):
        bar(case, person, reason=BLIND, by=by, now=now)
    record_event("review.second_ordered", made, by=by, at=now, case=made.pk)
    unit = sheet.case.subject_unit.name
    tell("review.second_wanted", to=[person], case=made.case, now=now, number=made.case.number, unit=unit)
    return made


@transaction.atomic
def open_to_each_other(*, sheet_id: int, by: Actor, now: dt.datetime) -> None:
    """Compare both reviews item by item, and let the second reviewer see the first result. Only once both are handed in."""
    second = Sheet.objects.select_related("second_of__case", "version").get(pk=sheet_id)
    first = second.second_of
    if first is None or second.state not in HANDED_IN or first.state not in HANDED_IN:
        return
    ReviewedTwice.objects.bulk_create(_compared(first, second, now=now), ignore_conflicts=True)
    people = [each.person for each in SheetInspector.objects.filter(sheet=second).select_related("person")]
    for case in _hidden_from(first):
        for person in people:
            let_back_in(case, person, reason=BLIND, by=by, now=now)
    record_event("review.opened", second, by=by, at=now, case=second.pk)


def _compared(first: Sheet, second: Sheet, *, now: dt.datetime) -> Iterator[ReviewedTwice]:
    ones, others = answers_handed_in(first), answers_handed_in(second)
    for item in items_asked(second):
        one, other = ones.get(item.pk), others.get(item.pk)
        # What figures answer is no verdict of anybody.
        if one and other and not item.is_on_record:
            words = (verdict_word(score_item(item, one)), verdict_word(score_item(item, other)))
            yield ReviewedTwice(second=second, item=item, first_word=words[0], second_word=words[1], at=now)


def _require_fit(sheet: Sheet, person: Person) -> None:
    if sheet.channel != Channel.OFFSITE or sheet.state not in HANDED_IN or sheet.second_of_id is not None:
        raise RuleBroken("review.not_first", _("A second review is ordered of an off-site sheet that was handed in."))
    if Sheet.objects.filter(second_of=sheet).exists():
        raise RuleBroken("review.reviewed", _("This sheet has a second review already."))
    if SheetInspector.objects.filter(sheet=sheet, person=person).exists():
        raise RuleBroken("review.same_person", _("A second review is done by somebody who did not do the first."))


def _hidden_from(first: Sheet) -> Iterator[Case]:
    """Yield the cases that tell of the first result: the sheet, its findings and their notices."""
    yield first.case
    found = Finding.objects.filter(source_case=first.case).select_related("case", "notice__case")
    notices: dict[int, Case] = {}
    for finding in found:
        yield finding.case
        if finding.notice is not None:
            notices[finding.notice.pk] = finding.notice.case
    yield from notices.values()
