"""Who sees which case: every clause of `visible_to`, and that the register's quick way agrees with it."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.db import connection

from biaogan.accounts.access import Actor, Grant, Permission, Role, job_actor
from biaogan.cases import queries
from biaogan.cases.models import Case, CaseBar
from biaogan.cases.queries import KindFilter, newest, scopes
from biaogan.core.errors import InputRefused
from tests.conftest import NOW
from tests.factories import accounts, org
from tests.factories.cases import OTHER, PLAIN, make_case

pytestmark = pytest.mark.django_db


def actor(role: Role, unit: org.Unit, person: org.Person | None = None) -> Actor:
    return Actor("user:0", person=person, grants=(Grant(role, unit.path),))


def seen(by: Actor, **more: str) -> set[int]:
    return set(Case.objects.visible_to(by, **more).values_list("pk", flat=True))


def test_a_case_is_seen_from_its_unit_from_above_and_from_the_unit_that_handles_it_and_from_nowhere_else():
    bank = org.unit("bank")
    branch, beside = org.unit("branch", bank), org.unit("branch", bank)
    outlet, office = org.unit("outlet", branch), org.unit("department", branch)
    case = make_case(outlet, handled_by=office)

    for unit in (bank, branch, outlet, office):
        assert seen(actor(Role.VIEWER, unit)) == {case.pk}
    assert seen(actor(Role.VIEWER, beside)) == set()
    assert seen(actor(Role.STAFF, bank)) == set()
    assert seen(Actor("user:0")) == set()
    assert seen(job_actor("test")) == {case.pk}


def test_each_kind_asks_for_its_own_permission():
    unit = org.unit()
    plain, other = make_case(unit, kind=PLAIN), make_case(unit, kind=OTHER)

    assert seen(actor(Role.VIEWER, unit)) == {plain.pk, other.pk}
    assert seen(actor(Role.PANEL_MEMBER, unit)) == {other.pk}
    assert seen(actor(Role.LOBBY_MANAGER, unit)) == {plain.pk}


def test_a_permission_that_is_asked_for_takes_the_place_of_the_kinds_own():
    unit = org.unit()
    case = make_case(unit)

    assert seen(actor(Role.COMPLAINT_OFFICER, unit), needs=Permission.REVEAL_PERSONAL) == {case.pk}
    assert seen(actor(Role.VIEWER, unit), needs=Permission.REVEAL_PERSONAL) == set()


def test_a_confidential_case_is_seen_only_with_that_permission_at_its_own_unit():
    branch = org.unit("branch")
    outlet, office = org.unit("outlet", branch), org.unit("department", branch)
    case = make_case(outlet, handled_by=office, restricted=True)

    assert seen(actor(Role.LEADER, branch)) == {case.pk}
    assert seen(actor(Role.VIEWER, branch)) == set()
    assert seen(actor(Role.LEADER, office)) == set(), "the unit that handles it is not enough"


def test_a_barred_person_does_not_see_the_case_whatever_their_roles():
    unit = org.unit()
    barred, other = org.person(), org.person()
    case = make_case(unit, barred=barred)

    assert seen(actor(Role.OFFICE_HEAD, unit, person=barred)) == set()
    assert seen(actor(Role.OFFICE_HEAD, unit, person=other)) == {case.pk}


def test_a_token_sees_only_what_its_scopes_allow():
    unit = org.unit()
    make_case(unit)
    grants = (Grant(Role.VIEWER, unit.path),)

    assert len(seen(Actor("token:1", grants=grants, scopes=frozenset({"*"})))) == 1
    assert len(seen(Actor("token:1", grants=grants, scopes=frozenset({Permission.VIEW_COMPLAINT})))) == 1
    assert seen(Actor("token:1", grants=grants, scopes=frozenset({Permission.VIEW_METRICS}))) == set()


def test_one_case_is_asked_for_with_one_query(query_count):
    unit = org.unit()
    case = make_case(unit)
    by = actor(Role.OFFICE_HEAD, unit, person=org.person())

    with query_count() as queries_made:
        assert Case.objects.visible_to(by).filter(pk=case.pk).exists()

    assert len(queries_made) == 1


@pytest.fixture
def network() -> list[org.Unit]:
    """A bank of three branches with three outlets each, and 120 cases of every sort spread over them by a fixed lot."""
    bank = org.unit("bank")
    branches = [org.unit("branch", bank) for _ in range(3)]
    outlets = [org.unit("outlet", branch) for branch in branches for _ in range(3)]
    lot = random.Random(7)
    cases = [_drawn(lot, number, branches, outlets) for number in range(120)]
    Case.objects.bulk_create(cases)
    barred = org.person(staff_no="barred")
    CaseBar.objects.bulk_create([CaseBar(case=case, person=barred, reason="被投诉人", at=NOW) for case in cases[::7]])
    return [bank, *branches, *outlets]


def _drawn(lot: random.Random, number: int, branches: list[org.Unit], outlets: list[org.Unit]) -> Case:
    # Several cases share a moment, so that the id decides.
    at = NOW - dt.timedelta(hours=lot.randrange(60))
    return Case(
        kind=lot.choice([PLAIN, PLAIN, OTHER]),
        number=f"X-{number}",
        subject_unit=lot.choice(outlets),
        handling_unit=lot.choice([None, *branches, *outlets]),
        opened_at=at,
        closed_at=lot.choice([at, None]),
        confidentiality=lot.choice(["restricted", *["ordinary"] * 4]),
    )


@pytest.fixture(params=["few", "many", "short walk"])
def _every_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "few":
        monkeypatch.setattr(scopes, "FEW_UNITS", 2)
    if request.param == "short walk":
        monkeypatch.setattr(newest, "LONGEST_WALK", 5)


@pytest.mark.usefixtures("_every_way")
@pytest.mark.parametrize("open_only", [False, True])
@pytest.mark.parametrize("role", [Role.VIEWER, Role.LEADER, Role.STAFF])
def test_the_register_shows_page_by_page_what_visible_to_keeps_in_the_same_order(network, role, open_only):
    person = org.Person.objects.get(staff_no="barred")
    for unit in network:
        by = actor(role, unit, person=person)
        rows = (
            Case.objects.visible_to(by, needs=Permission.VIEW_COMPLAINT)
            .filter(kind=PLAIN)
            .order_by("-opened_at", "-pk")
        )
        expected = [case.pk for case in (rows.open() if open_only else rows)]

        found: list[int] = []
        after = None
        while ids := queries.newest_ids(by, PLAIN, Permission.VIEW_COMPLAINT, open_only=open_only, after=after, size=7):
            found += ids
            last = Case.objects.get(pk=ids[-1])
            after = (last.opened_at, last.pk)

        assert found == expected
        assert queries.capped_total(by, PLAIN, Permission.VIEW_COMPLAINT, open_only=open_only) == len(expected)
        assert queries.capped_total(by, PLAIN, Permission.VIEW_COMPLAINT, open_only=open_only, cap=3) == min(
            len(expected), 4
        )


@pytest.mark.usefixtures("_every_way")
def test_the_register_goes_back_the_way_it_came(network):
    by = actor(Role.LEADER, network[1])
    all_ids = queries.newest_ids(by, PLAIN, Permission.VIEW_COMPLAINT, size=1000)
    middle = Case.objects.get(pk=all_ids[10])

    back = queries.newest_ids(
        by, PLAIN, Permission.VIEW_COMPLAINT, after=(middle.opened_at, middle.pk), backwards=True, size=4
    )

    assert back == all_ids[6:10][::-1]


def test_two_top_units_are_not_taken_for_the_whole_network(network, monkeypatch):
    monkeypatch.setattr(scopes, "FEW_UNITS", 2)
    elsewhere = make_case(org.unit("bank"))

    ids = queries.newest_ids(actor(Role.LEADER, network[0]), PLAIN, Permission.VIEW_COMPLAINT, size=1000)

    assert len(ids) == Case.objects.filter(kind=PLAIN).exclude(pk=elsewhere.pk).count()
    assert elsewhere.pk not in ids


def test_a_job_sees_all_of_a_kind(network):
    ids = queries.newest_ids(job_actor("test"), PLAIN, Permission.VIEW_COMPLAINT, size=1000)

    assert len(ids) == Case.objects.filter(kind=PLAIN).count()


def test_a_condition_on_the_kinds_own_table_narrows_the_register(network):
    # The cases' bars stand in for a kind's table: they have a column `case_id` too.
    with_bar = KindFilter("cases_casebar", "k.reason = %(reason)s", {"reason": "被投诉人"})
    by = actor(Role.LEADER, network[0])

    ids = queries.newest_ids(by, PLAIN, Permission.VIEW_COMPLAINT, extra=with_bar, size=1000)

    assert set(ids) == set(Case.objects.filter(kind=PLAIN, bars__isnull=False).values_list("pk", flat=True))
    assert queries.capped_total(by, PLAIN, Permission.VIEW_COMPLAINT, extra=with_bar) == len(ids)


def test_a_page_is_two_or_three_statements_and_the_scope_one_more_for_the_whole_network(network, query_count):
    for unit, most in ((network[-1], 3), (network[0], 3)):
        with query_count() as made:
            queries.newest_ids(actor(Role.LEADER, unit), PLAIN, Permission.VIEW_COMPLAINT)
        assert len(made) <= most


def test_the_register_is_read_through_its_indexes(query_count):
    outlets = [org.unit() for _ in range(20)]
    Case.objects.bulk_create(
        [
            Case(
                kind=PLAIN,
                number=f"X-{n}",
                subject_unit=outlets[n % 20],
                handling_unit=outlets[n % 19],
                opened_at=NOW + dt.timedelta(n),
                closed_at=NOW + dt.timedelta(n) if n % 10 else None,
            )
            for n in range(4000)
        ]
    )
    with query_count() as made:
        queries.newest_ids(actor(Role.VIEWER, outlets[4]), PLAIN, Permission.VIEW_COMPLAINT, open_only=True)

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case")
        cursor.execute(f"EXPLAIN {made.captured_queries[-1]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "case_open_of_unit" in plan
    assert "case_open_handled_by" in plan
    assert "Seq Scan on cases_case" not in plan


def test_a_made_up_cursor_is_refused():
    unit = org.unit()
    make_case(unit)

    with pytest.raises(InputRefused):
        queries.newest_page(Case.objects.all(), actor(Role.VIEWER, unit), PLAIN, Permission.VIEW_COMPLAINT, cursor="x")


def test_what_somebody_may_do_follows_from_the_posts_they_hold():
    branch = org.unit("branch")
    case = make_case(org.unit("outlet", branch))

    assert seen(accounts.actor_with(org.PostKind.OUTLET_HEAD, case.subject_unit)) == {case.pk}
    assert seen(accounts.actor_with(org.PostKind.TELLER, case.subject_unit)) == set()
