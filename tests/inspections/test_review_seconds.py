"""Blind second reviews: drawn by seed, done by somebody who sees nothing of the first result until both are handed in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.cases.models import Case
from biaogan.core.errors import RuleBroken
from biaogan.evidence.models import Evidence
from biaogan.inspections import actions as sheets
from biaogan.inspections.actions import seconds
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import Sheet
from biaogan.inspections.queries import agreement
from biaogan.inspections.queries import recordings as queries
from biaogan.inspections.queries.agreement import Asked
from biaogan.metrics import queries as figures
from biaogan.metrics.periods import Period
from biaogan.metrics.queries import Question
from biaogan.rectification import actions as rectification
from biaogan.rectification.models import Finding
from tests.conftest import NOW
from tests.factories import accounts, inspections, org
from tests.factories.recordings import GOOD, asked, at_desk, scene

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 24)
BAD = {**GOOD, "A1": {"met": False}}


def reviewer(at):
    """Somebody of the Office who did not do the first review."""
    person = org.person()
    org.holding(person, "inspector", at.branch.office)
    return person


def first(at, answers=GOOD):
    desk_sheet = inspections.sheet(at, State.IN_PROGRESS, channel=Channel.OFFSITE)
    inspections.fill(at, desk_sheet, answers, by=at.inspector)
    if answers is BAD:
        sheets.attach(
            sheet_id=desk_sheet.pk,
            item_id=at.item("A1").pk,
            upload=_photo(),
            by=at.inspector,
            now=NOW,
        )
    return sheets.submit(sheet_id=desk_sheet.pk, assessment="总体良好", by=at.inspector, now=NOW)


def _photo():
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.factories.evidence import picture

    return SimpleUploadedFile("p.jpg", picture(), "image/jpeg")


def ordered(at, sheet, person):
    return seconds.order_second(
        sheet_id=sheet.pk, person=person, planned_on=TODAY + dt.timedelta(days=7), by=at.office_head, now=NOW
    )


def handed_in(at, second, person, answers=GOOD):
    by = at.actor_for(person)
    sheets.begin(sheet_id=second.pk, by=by, now=NOW)
    inspections.fill(at, second, answers, by=by)
    return sheets.submit(sheet_id=second.pk, assessment="再评", by=by, now=NOW)


def test_a_share_of_the_sheets_is_drawn_and_the_draw_comes_out_again():
    at = scene()
    made = [first(at) for _ in range(3)]

    drawn = seconds.draw_seconds(unit=at.branch.branch, first=TODAY, last=TODAY, by=at.office_head, now=NOW)
    again = seconds.draw_seconds(
        unit=at.branch.branch, first=TODAY, last=TODAY, seed=drawn.seed, by=at.office_head, now=NOW
    )

    assert drawn.size == 1, "a tenth of three, rounded up"
    assert drawn.result == again.result
    assert drawn.result[0] in {sheet.pk for sheet in made}
    assert len(drawn.frame["sheets"]) == 3


def test_there_is_nothing_to_draw_where_nothing_was_handed_in():
    at = scene()

    with pytest.raises(RuleBroken):
        seconds.draw_seconds(unit=at.branch.branch, first=TODAY, last=TODAY, by=at.office_head, now=NOW)
    with pytest.raises(PermissionDenied):
        seconds.draw_seconds(unit=at.branch.branch, first=TODAY, last=TODAY, by=at.inspector, now=NOW)


def test_the_second_reviewer_sees_nothing_of_the_first_until_both_are_handed_in():
    at = scene()
    sheet, person = first(at, BAD), reviewer(at)
    finding = Finding.objects.get(source_case=sheet.pk)
    notice = rectification.draft_notice(
        unit=at.outlet, findings=[finding.pk], basis="offsite", by=at.office_head, now=NOW
    )
    second = ordered(at, sheet, person)
    blind = at.actor_for(person)

    hidden = [sheet.pk, finding.pk, notice.pk]
    assert not Case.objects.visible_to(blind).filter(pk__in=hidden).exists()
    assert not Sheet.objects.visible_to(blind).filter(pk=sheet.pk).exists()
    assert not Evidence.objects.visible_to(blind).filter(case__in=hidden).exists()
    assert Sheet.objects.visible_to(blind).filter(pk=second.pk).exists()
    page = accounts.signed_in_client(blind.user).get(f"/inspections/sheets/{sheet.pk}/")
    assert page.status_code == 404

    handed_in(at, second, person)

    assert Case.objects.visible_to(blind).filter(pk__in=hidden).count() == 3


def test_the_first_reviewer_sees_nothing_of_the_second_before_it_is_handed_in():
    at = scene()
    sheet, person = first(at), reviewer(at)

    second = ordered(at, sheet, person)

    assert not Sheet.objects.visible_to(at.inspector).filter(pk=second.pk).exists()
    assert not Sheet.objects.visible_to(at.outlet_head).filter(pk=second.pk).exists()


def test_a_second_review_raises_no_finding_twice_and_is_final_at_once():
    at = scene()
    sheet, person = first(at, BAD), reviewer(at)
    second = ordered(at, sheet, person)

    handed_in(at, second, person)

    second.refresh_from_db()
    assert second.state == State.FINAL
    assert Finding.objects.count() == 1


@pytest.mark.parametrize("who", ["its own inspector", "a second time", "of a second review", "not handed in"])
def test_a_second_review_that_would_not_be_one_is_refused(who):
    at = scene()
    sheet, person = first(at), reviewer(at)

    if who == "its own inspector":
        person = at.inspectors[0]
    elif who == "a second time":
        ordered(at, sheet, reviewer(at))
    elif who == "of a second review":
        second = ordered(at, sheet, person)
        sheet, person = handed_in(at, second, person), reviewer(at)
    else:
        sheet = inspections.sheet(at, State.IN_PROGRESS, channel=Channel.OFFSITE)
    with pytest.raises(RuleBroken):
        ordered(at, sheet, person)


def test_the_second_review_looks_at_what_the_first_one_looked_at():
    desk = at_desk()
    at = desk.scene
    inspections.fill(at, desk.sheet, GOOD, by=at.inspector)
    sheets.submit(sheet_id=desk.sheet.pk, assessment="良好", by=at.inspector, now=NOW)
    person = reviewer(at)

    second = ordered(at, desk.sheet, person)

    found = queries.requests_for(second, at.actor_for(person))
    assert [each.pk for each in found] == [desk.request.pk]
    assert asked(at).pk not in {each.pk for each in found}


def test_agreement_is_counted_item_by_item_and_as_a_measure():
    at = scene()
    for number in range(2):
        sheet, person = first(at), reviewer(at)
        handed_in(at, ordered(at, sheet, person), person, {**GOOD, "A2": {"count": 3}} if number else GOOD)
    question = Asked(at.branch.branch, TODAY, TODAY + dt.timedelta(days=1))

    whole, items = agreement.agreement(question, at.office_head)
    november = Period(dt.date(2026, 11, 1), dt.date(2026, 12, 1))
    measure = figures.table("review-agreement", Question(at.branch.branch, november, NOW), actor=at.office_head).whole
    twice = figures.table("sheets-reviewed-twice", Question(at.branch.branch, november, NOW), actor=at.office_head)

    assert agreement.seconds(question, at.office_head) == 2
    assert (twice.whole.numerator, twice.whole.denominator) == (2, 2)
    assert (whole.pairs, whole.agreed) == (8, 7)
    assert items[0].item.code == "A2"
    assert (items[0].kappa.pairs, items[0].kappa.agreed) == (2, 1)
    assert (measure.numerator, measure.denominator) == (7, 8)


def test_inspectors_are_compared_with_what_others_gave_in_the_month():
    at = scene()
    for answers in (GOOD, GOOD, GOOD):
        first(at, answers)
    person = reviewer(at)
    for _ in range(3):
        sheet = sheets.plan_sheet(
            unit=at.outlet, version=at.version, channel=Channel.OFFSITE, planned_on=TODAY, by=at.office_head, now=NOW
        )
        sheets.assign_sheet(sheet_id=sheet.pk, people=[person.pk], by=at.office_head, now=NOW)
        handed_in(at, sheet, person, {**GOOD, "A2": {"count": 3}})
    question = Asked(at.branch.branch, TODAY, TODAY + dt.timedelta(days=1))

    lines = agreement.inspectors(question, at.office_head, ["2026-11"])

    # 600 points apply; three occurrences cost all 300 of A2: 5000 against 10000.
    assert [(line.person, line.above) for line in lines][-1] == (person, -5000)
    assert all(line.above > 0 for line in lines[:-1])


def test_the_page_of_agreement_shows_what_is_under_way_what_was_found_and_what_may_be_drawn():
    at = scene()
    done, under_way = first(at), first(at)
    person = reviewer(at)
    handed_in(at, ordered(at, done, person), person, {**GOOD, "A2": {"count": 3}})
    second = ordered(at, under_way, person)
    first(at)
    seconds.draw_seconds(unit=at.branch.branch, first=TODAY, last=TODAY, by=at.office_head, now=NOW)
    head = accounts.signed_in_client(at.office_head.user)

    page = head.get("/inspections/agreement/", {"first": TODAY, "last": TODAY})

    assert page.status_code == 200
    text = page.content.decode()
    assert second.case.number in text
    assert "A2" in text
    assert text.count('name="person"') == 1


def test_a_second_review_is_drawn_and_ordered_on_the_page():
    at = scene()
    sheet, person = first(at), reviewer(at)
    head = accounts.signed_in_client(at.office_head.user)

    head.post("/inspections/agreement/draw/", {"unit": at.branch.branch.code, "first": TODAY, "last": TODAY})
    wrong = head.post(f"/inspections/agreement/{sheet.pk}/second/", {"person": "nobody", "planned_on": TODAY})
    right = head.post(f"/inspections/agreement/{sheet.pk}/second/", {"person": person.staff_no, "planned_on": TODAY})

    assert wrong.status_code == right.status_code == 302
    assert Sheet.objects.get(second_of=sheet).inspectors.get().person == person
