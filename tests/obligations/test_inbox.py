"""The inbox: whose, in which order, page by page, and never more than the actor may see."""

from __future__ import annotations

import datetime as dt
import sys

import pytest

from biaogan.accounts.access import Role, actor_of
from biaogan.accounts.models import User
from biaogan.cases.actions import bar
from biaogan.cases.models import Case, Confidentiality
from biaogan.cases.queries import scopes
from biaogan.core.time import ZONE
from biaogan.obligations import actions, queries
from biaogan.obligations.models import Obligation
from biaogan.obligations.queries import Asked, View
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories import org
from tests.factories.accounts import actor_with, user
from tests.factories.cases import make_case
from tests.factories.obligations import BY, DUTY, LEGAL, QUICK, WINDOW, owe

pytestmark = pytest.mark.django_db

MINE, UNIT, SUPERVISED = Asked(View.MINE), Asked(View.UNIT), Asked(View.SUPERVISED)


def holder(network: org.Branch, kind: str, unit):
    person = network.holder(kind, unit)
    return actor_of(User.objects.filter(person=person).first() or user(person=person), now=NOW)


def views_of(actor) -> list[View]:
    return queries.Inbox(actor).views()


def found(actor, asked: Asked = MINE, size: int = 50) -> list[Obligation]:
    return queries.inbox(actor, asked, size=size).rows


def test_mine_is_what_names_me_and_what_my_post_owes_without_a_name():
    network = org.branch()
    outlet = network.outlets[0]
    head = holder(network, PostKind.OUTLET_HEAD, outlet)
    by_post, by_name = owe(outlet), owe(network.outlets[1], person=head.person)
    owe(outlet, person=org.person())
    owe(outlet, post_kind=PostKind.SERVICE_MANAGER)
    owe(outlet, kind=WINDOW)
    actions.meet(owe(outlet), by=BY, now=NOW)

    assert {duty.pk for duty in found(head)} == {by_post.pk, by_name.pk}
    assert queries.inbox_count(head) == 2


def test_the_most_urgent_comes_first_and_overdue_is_counted_without_paused_clocks():
    network = org.branch()
    outlet = network.outlets[0]
    head = holder(network, PostKind.OUTLET_HEAD, outlet)
    later, soon, sooner = owe(outlet, kind=LEGAL), owe(outlet), owe(outlet, kind=QUICK)
    actions.pause(soon, reason="鉴定", proof="", by=BY, now=NOW)

    assert [duty.pk for duty in found(head)] == [sooner.pk, soon.pk, later.pk]
    after = dt.datetime(2026, 11, 27, 12, tzinfo=ZONE)
    assert queries.inbox_count(head, Asked(View.MINE, until=after)) == 1


def test_pages_join_without_gap_or_repeat_in_both_directions():
    network = org.branch()
    outlet = network.outlets[0]
    head = holder(network, PostKind.OUTLET_HEAD, outlet)
    # Many fall due in the same instant.
    wanted = [owe(outlet, person=head.person if number % 2 else None).pk for number in range(7)]

    first = queries.inbox(head, MINE, size=3)
    second = queries.inbox(head, MINE, size=3, cursor=first.next)
    third = queries.inbox(head, MINE, size=3, cursor=second.next)

    assert [duty.pk for page in (first, second, third) for duty in page.rows] == wanted
    assert (first.previous, third.next) == ("", "")
    back = queries.inbox(head, MINE, size=3, cursor=third.previous)
    assert [duty.pk for duty in back.rows] == wanted[3:6]


@pytest.fixture
def busy() -> org.Branch:
    """A branch in which every outlet and the Office owe something of every kind."""
    network = org.branch()
    other = org.unit("branch", network.region)
    for unit in [*network.outlets, org.unit("outlet", other)]:
        for kind in (DUTY, LEGAL, QUICK):
            owe(unit, kind=kind)
    owe(network.office, post_kind=PostKind.COMPLAINT_OFFICER)
    return network


@pytest.mark.parametrize("few", [0, 2, 300])
def test_supervised_is_what_lies_below_however_the_rows_are_read(busy, monkeypatch, few):
    # Few units are merged, many are walked, all need no scope: the answers agree.
    monkeypatch.setattr(scopes, "FEW_UNITS", few)
    leader, viewer = actor_with(Role.LEADER, busy.branch), actor_with(Role.VIEWER, busy.bank)
    outlet = actor_with(Role.OUTLET_HEAD, busy.outlets[0])

    assert [len(found(actor, SUPERVISED)) for actor in (outlet, leader, viewer)] == [3, 13, 16]
    assert [queries.inbox_count(actor, SUPERVISED) for actor in (outlet, leader, viewer)] == [3, 13, 16]
    for actor in (outlet, leader, viewer):
        rows = Obligation.objects.owed().visible_to(actor).order_by("due_at", "pk")
        assert [duty.pk for duty in found(actor, SUPERVISED)] == [duty.pk for duty in rows]
        first = queries.inbox(actor, SUPERVISED, size=2)
        assert [duty.pk for duty in first.rows] == [duty.pk for duty in rows[:2]]
        then = queries.inbox(actor, SUPERVISED, size=2, cursor=first.next)
        assert [duty.pk for duty in then.rows] == [duty.pk for duty in rows[2:4]]


def test_a_walk_that_grows_too_long_is_finished_by_the_merge(busy, monkeypatch):
    monkeypatch.setattr(scopes, "FEW_UNITS", 1)
    monkeypatch.setattr(sys.modules["biaogan.obligations.queries.inbox"], "LONGEST_WALK", 2)

    assert len(found(actor_with(Role.LEADER, busy.branch), SUPERVISED)) == 13


def test_one_kind_alone_is_shown_on_request(busy):
    leader = actor_with(Role.LEADER, busy.branch)

    rows = found(leader, Asked(View.SUPERVISED, LEGAL))

    assert {duty.kind for duty in rows} == {LEGAL}
    assert queries.inbox_count(leader, Asked(View.SUPERVISED, LEGAL)) == len(rows) == 4
    assert found(leader, Asked(View.SUPERVISED, WINDOW)) == []


def test_my_units_shows_what_colleagues_owe_to_those_who_may_see_such_cases(busy):
    outlet = busy.outlets[0]

    assert len(found(holder(busy, PostKind.SERVICE_MANAGER, outlet), UNIT)) == 3
    assert found(holder(busy, PostKind.TELLER, outlet), UNIT) == []
    assert views_of(holder(busy, PostKind.TELLER, outlet)) == [View.MINE]
    assert views_of(holder(busy, PostKind.OUTLET_HEAD, outlet)) == [View.MINE, View.UNIT]
    assert View.SUPERVISED in views_of(holder(busy, PostKind.COMPLAINT_OFFICER, busy.office))


def test_confidential_cases_are_shown_to_their_debtors_and_to_those_with_the_right():
    network = org.branch()
    outlet = network.outlets[0]
    duty = owe(outlet)
    Case.objects.filter(pk=duty.case_id).update(confidentiality=Confidentiality.RESTRICTED)
    manager, head = (holder(network, kind, outlet) for kind in (PostKind.SERVICE_MANAGER, PostKind.OUTLET_HEAD))
    leader, viewer = actor_with(Role.LEADER, network.branch), actor_with(Role.VIEWER, network.branch)

    assert [len(found(head)), len(found(head, UNIT)), len(found(manager, UNIT))] == [1, 0, 0]
    assert [len(found(actor, SUPERVISED)) for actor in (leader, viewer)] == [1, 0]
    seen = [Obligation.objects.visible_to(actor).exists() for actor in (head, manager, leader, viewer)]
    assert seen == [True, False, True, False]


def test_whoever_is_barred_from_a_case_sees_nothing_of_it_not_even_as_its_debtor():
    network = org.branch()
    outlet = network.outlets[0]
    head = holder(network, PostKind.OUTLET_HEAD, outlet)
    duty = owe(outlet)
    bar(duty.case, head.person, reason="被投诉人", by=BY, now=NOW)

    assert (found(head), found(head, UNIT), found(head, SUPERVISED)) == ([], [], [])
    assert (queries.inbox_count(head), queries.inbox_count(head, UNIT)) == (0, 0)
    assert not Obligation.objects.visible_to(head).exists()


def test_a_token_shows_only_kinds_within_its_scopes():
    network = org.branch()
    outlet = network.outlets[0]
    someone = user(person=network.holder(PostKind.OUTLET_HEAD, outlet))
    owe(outlet)

    def seen(*wanted: str) -> list[int]:
        actor = actor_of(someone, now=NOW, scopes=frozenset(wanted))
        return [len(found(actor)), len(found(actor, SUPERVISED)), Obligation.objects.visible_to(actor).count()]

    assert seen("*") == [1, 1, 1]
    assert seen("view_complaint", "view_duties") == [1, 1, 1]
    assert seen("view_metrics") == [0, 0, 0]


def test_a_page_costs_the_same_few_queries_however_long_it_is(query_count):
    network = org.branch()
    leader = actor_with(Role.LEADER, network.branch)
    owe(network.outlets[0])
    with query_count() as short:
        found(leader, SUPERVISED)
    for outlet in network.outlets:
        owe(outlet, on=make_case(outlet))

    with query_count() as longer:
        rows = found(leader, SUPERVISED)
        assert [f"{duty.debtor_post.kind} {duty.person} {duty.case.subject_unit} {duty.case_url}" for duty in rows]

    assert len(short) == len(longer) <= 5
