"""Who comes as a customer, and that somebody will come unannounced, is nowhere to be read by the outlet."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from biaogan.accounts.roles import Role
from biaogan.audit.models import Event
from biaogan.cases.models import Case
from biaogan.evidence.models import Evidence
from biaogan.inspections import actions, queries
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import Sheet, SheetChange
from biaogan.obligations.models import Obligation
from biaogan.rectification.models import Finding
from tests.conftest import NOW
from tests.factories import accounts, evidence, inspections

pytestmark = pytest.mark.django_db

WRONG = {**inspections.GOOD, "A2": {"count": 1}}


def mystery(at: inspections.Scene, state: State, answers: dict[str, Any] | None = None) -> Sheet:
    good = {code: value for code, value in (answers or WRONG).items() if code != "B1"}
    return inspections.sheet(at, state, channel=Channel.MYSTERY, answers=good)


def shown(actor: Any) -> set[int]:
    return set(Sheet.objects.visible_to(actor).values_list("pk", flat=True))


@pytest.mark.parametrize("state", [State.PLANNED, State.ASSIGNED, State.IN_PROGRESS])
def test_the_outlet_sees_nothing_of_a_mystery_visit_before_it_is_handed_in(state):
    at = inspections.scene()
    sheet = mystery(at, state)

    assert shown(at.outlet_head) == set()
    assert not Case.objects.visible_to(at.outlet_head).filter(pk=sheet.pk).exists()
    assert not Obligation.objects.visible_to(at.outlet_head).filter(case=sheet.pk).exists()
    assert shown(at.office_head) == {sheet.pk}
    assert sheet.pk in shown(at.inspector) or state == State.PLANNED


@pytest.mark.parametrize("channel", [Channel.ONSITE, Channel.OFFSITE])
def test_an_unannounced_visit_is_seen_once_it_has_begun(channel):
    at = inspections.scene()
    ahead = inspections.sheet(at, State.ASSIGNED, channel=channel, is_unannounced=True)
    begun = inspections.sheet(at, State.IN_PROGRESS, channel=channel, is_unannounced=True)
    announced = inspections.sheet(at, State.ASSIGNED, channel=channel)

    assert shown(at.outlet_head) == {begun.pk, announced.pk}
    seen = Case.objects.filter(kind="sheet").visible_to(at.outlet_head)
    assert set(seen.values_list("pk", flat=True)) == {begun.pk, announced.pk}
    assert shown(at.inspector) == {ahead.pk, begun.pk, announced.pk}


def test_plans_and_draws_are_not_for_outlets():
    at = inspections.scene()
    from biaogan.inspections.models import Draw, Plan
    from tests.inspections.test_plans import plan

    made = plan(at)
    actions.draw_units(plan_id=made.pk, size=1, by=at.office_head, now=NOW)

    assert list(Plan.objects.visible_to(at.outlet_head)) == list(Draw.objects.visible_to(at.outlet_head)) == []
    assert list(Plan.objects.visible_to(at.inspector)) == [made]


def test_nothing_that_is_written_of_a_mystery_visit_names_the_visitor():
    at = inspections.scene()
    sheet = mystery(at, State.IN_PROGRESS)
    visitor, user = at.inspector.person_id, at.inspector.ref
    actions.guide(sheet_id=sheet.pk, text="提醒", by=at.inspector, now=NOW)
    photo = evidence.upload(evidence.picture(), "a.jpg")
    actions.attach(sheet_id=sheet.pk, upload=photo, by=at.inspector, now=NOW)
    good = {code: value for code, value in WRONG.items() if code != "B1"}
    inspections.fill(at, sheet, good, by=at.inspector)
    actions.submit(sheet_id=sheet.pk, assessment="尚可", by=at.inspector, now=NOW)

    about = [*Finding.objects.filter(source_case=sheet.pk).values_list("pk", flat=True), sheet.pk]
    events = Event.objects.filter(case_ref__in=about)
    assert {row.actor_ref for row in events} == {f"mystery:{sheet.pk}", at.office_head.ref}
    assert user not in {row.actor_ref for row in events}
    assert not any(_names(row.facts, visitor) for row in events)
    assert {row.added_by_id for row in Evidence.objects.filter(case__in=about)} == {None}
    assert {row.by_id for row in SheetChange.objects.filter(sheet=sheet)} == {None}
    assert {row.found_by_id for row in Finding.objects.filter(source_case=sheet.pk)} == {None}
    assert {row.person_id for row in Obligation.objects.filter(case=sheet.pk)} == {None}


def _names(facts: dict[str, Any], person: int | None) -> bool:
    return "people" in facts or f'"person": {person}' in json.dumps(facts)


def test_who_visited_is_told_to_those_who_may_know_it():
    at = inspections.scene()
    sheet = mystery(at, State.SUBMITTED)
    auditor = accounts.actor_with(Role.AUDITOR, at.branch.branch)

    may = {
        name: queries.may_see_inspectors(sheet, actor)
        for name, actor in {
            "outlet": at.outlet_head,
            "office": at.office_head,
            "visitor": at.inspector,
            "auditor": auditor,
            "sub-branch": at.actor("sub_branch_head", at.branch.sub_branches[0]),  # type: ignore[arg-type]
        }.items()
    }

    assert may == {"outlet": False, "office": True, "visitor": True, "auditor": True, "sub-branch": False}


def test_every_table_but_one_keeps_silent_about_the_visitor():
    """Whatever is stored of the visit, in any table: the visitor's key stands beside it in SheetInspector alone."""
    at = inspections.scene()
    sheet = mystery(at, State.SUBMITTED)
    about = [sheet.pk, *Finding.objects.filter(source_case=sheet.pk).values_list("pk", flat=True)]

    telling = set()
    for table, cases, person in _columns():
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT 1 FROM "{table}" WHERE "{cases}" = ANY(%s) AND "{person}" = %s',
                [about, at.inspector.person_id],
            )
            if cursor.fetchone():
                telling.add(table)

    # Whoever is told of it has a message in a list that nobody else reads.
    assert telling == {"inspections_sheetinspector", "notify_notification"}


def _columns() -> list[tuple[str, str, str]]:
    """Return (table, column that points at a case, column that points at a person) for every pair there is."""
    sql = """
        SELECT a.table_name, a.column_name, b.column_name FROM (
            SELECT c.conrelid::regclass::text AS table_name, att.attname AS column_name
            FROM pg_constraint c JOIN pg_attribute att ON att.attrelid = c.conrelid AND att.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.confrelid::regclass::text IN ('cases_case', 'inspections_sheet', 'rectification_finding')
        ) a JOIN (
            SELECT c.conrelid::regclass::text AS table_name, att.attname AS column_name
            FROM pg_constraint c JOIN pg_attribute att ON att.attrelid = c.conrelid AND att.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.confrelid::regclass::text = 'org_person'
        ) b USING (table_name)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_a_blind_second_review_is_seen_by_its_reviewer_and_hides_the_first_from_them():
    at = inspections.scene()
    first = inspections.sheet(
        at, State.SUBMITTED, channel=Channel.OFFSITE, answers={k: v for k, v in WRONG.items() if k != "B1"}
    )
    third = inspections.org.person()
    inspections.org.holding(third, "inspector", at.branch.office)
    reviewer = at.actor_for(third)
    assert shown(reviewer) == {first.pk}

    second = actions.plan_sheet(
        unit=at.outlet,
        version=at.version,
        channel=Channel.OFFSITE,
        planned_on=first.planned_on,
        second_of=first,
        by=at.office_head,
        now=NOW,
    )
    actions.assign_sheet(sheet_id=second.pk, people=[third.pk], by=at.office_head, now=NOW)

    assert shown(reviewer) == {second.pk}
    assert shown(at.outlet_head) == {first.pk}
    actions.begin(sheet_id=second.pk, by=reviewer, now=NOW)
    inspections.fill(at, second, {k: v for k, v in WRONG.items() if k != "B1"}, by=reviewer)
    actions.submit(sheet_id=second.pk, assessment="尚可", by=reviewer, now=NOW)
    second.refresh_from_db()
    assert second.state == State.FINAL
    assert not Finding.objects.filter(source_case=second.pk).exists()
    assert shown(reviewer) == {first.pk, second.pk}
