"""The tree of units: moves, rings, the past."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from biaogan.accounts.access import Actor, Grant, Role, job_actor
from biaogan.audit.models import Event
from biaogan.core.errors import RuleBroken
from biaogan.org import actions, jobs, queries
from biaogan.org.models import Level, Unit, UnitEdge, UnitPath
from tests.conftest import NOW
from tests.factories import org

TODAY = dt.date(2026, 11, 24)
TOMORROW = dt.date(2026, 11, 25)
JOB = job_actor("test")


def administrator(unit: Unit) -> Actor:
    return Actor(ref="user:1", grants=(Grant(Role.ADMINISTRATOR, unit.path),))


def path_of(unit: Unit, day: dt.date) -> str:
    return queries.path_on(day).get(unit=unit).path


@pytest.mark.django_db
def test_a_new_unit_stands_below_its_parent_on_every_day_past_and_future():
    top = org.unit("branch")

    made = actions.create_unit(
        code="O1", level=Level.OUTLET, name="河西支行", parent=top, by=administrator(top), now=NOW
    )

    assert made.path == f"{top.path}.{made.pk}"
    assert path_of(made, dt.date(1999, 1, 1)) == path_of(made, dt.date(2099, 1, 1)) == made.path
    assert made.pinyin == "he2 xi1 zhi1 hang2"
    assert made.serves_customers
    event = Event.objects.get(name="unit.created")
    assert event.subject_id == str(made.pk)
    assert event.facts == {"level": "outlet", "parent": top.pk}


@pytest.mark.django_db
def test_a_unit_is_refused_without_right_place_code_or_permission():
    top = org.unit("branch")
    outlet = org.unit("outlet", top, code="O1", bank_code="102621030308")
    elsewhere = org.unit("branch")
    closed = org.unit("sub_branch", top, closed_on=TODAY)

    def attempt(code, *, unit=top, by=top, level=Level.OUTLET, **details):
        actions.create_unit(code=code, level=level, name="新", parent=unit, by=administrator(by), now=NOW, **details)

    with pytest.raises(PermissionDenied):
        attempt("O2", by=elsewhere)
    for code, details, reason in [
        ("O2", {"unit": outlet}, "unit.level_does_not_fit"),
        ("O2", {"unit": outlet, "level": Level.DEPARTMENT}, "unit.level_does_not_fit"),
        ("O2", {"unit": None}, "unit.needs_a_parent"),
        ("O2", {"unit": closed}, "unit.parent_not_open"),
        ("O1", {}, "unit.code_taken"),
        ("O2", {"bank_code": "102621030308"}, "unit.code_taken"),
        ("O2", {"bank_code": "102621030309"}, "unit.wrong_bank_code"),
    ]:
        with pytest.raises(RuleBroken) as broken:
            attempt(code, **details)
        assert broken.value.code == reason

    assert not Event.objects.exists()
    attempt("O2", bank_code="102621030507")


@pytest.mark.django_db
def test_a_move_carries_the_whole_branch_and_leaves_the_past_as_it_was():
    top = org.unit("branch")
    first, second = org.unit("sub_branch", top), org.unit("sub_branch", top)
    middle = org.unit("sub_branch", first)
    outlet = org.unit("outlet", middle)

    actions.move_unit(middle, second, TODAY, by=administrator(top), now=NOW)

    outlet.refresh_from_db()
    assert outlet.path == f"{top.pk}.{second.pk}.{middle.pk}.{outlet.pk}"
    assert path_of(outlet, TODAY) == outlet.path
    assert path_of(outlet, dt.date(2026, 11, 23)) == f"{top.pk}.{first.pk}.{middle.pk}.{outlet.pk}"
    assert set(queries.below_on(first, dt.date(2026, 11, 23))) == {first, middle, outlet}
    assert set(queries.below_on(first, TODAY)) == {first}


@pytest.mark.django_db
def test_a_planned_move_takes_place_at_midnight():
    top = org.unit("branch")
    first, second = org.unit("sub_branch", top), org.unit("sub_branch", top)
    outlet = org.unit("outlet", first)

    actions.move_unit(outlet, second, TOMORROW, by=JOB, now=NOW)
    outlet.refresh_from_db()
    assert outlet.path == f"{top.pk}.{first.pk}.{outlet.pk}"

    assert jobs.follow_the_tree(now=NOW + dt.timedelta(hours=14)) == 1
    assert jobs.follow_the_tree(now=NOW + dt.timedelta(hours=14)) == 0
    outlet.refresh_from_db()
    assert outlet.path == f"{top.pk}.{second.pk}.{outlet.pk}"


@pytest.mark.django_db
def test_a_move_holds_until_the_move_planned_after_it():
    top = org.unit("branch")
    one, two, three = (org.unit("sub_branch", top) for _ in range(3))
    outlet = org.unit("outlet", one)
    later = dt.date(2027, 1, 1)

    actions.move_unit(outlet, three, later, by=JOB, now=NOW)
    actions.move_unit(outlet, two, TODAY, by=JOB, now=NOW)

    assert path_of(outlet, TODAY).split(".")[1] == str(two.pk)
    assert path_of(outlet, dt.date(2026, 12, 31)).split(".")[1] == str(two.pk)
    assert path_of(outlet, later).split(".")[1] == str(three.pk)


@pytest.mark.django_db
def test_a_move_taken_back_on_its_day_leaves_no_trace_in_the_tree():
    top = org.unit("branch")
    one, two = org.unit("sub_branch", top), org.unit("sub_branch", top)
    outlet = org.unit("outlet", one)

    actions.move_unit(outlet, two, TODAY, by=JOB, now=NOW)
    actions.move_unit(outlet, one, TODAY, by=JOB, now=NOW)

    assert UnitEdge.objects.filter(unit=outlet).count() == 1
    outlet.refresh_from_db()
    assert outlet.path == f"{top.pk}.{one.pk}.{outlet.pk}"


@pytest.mark.django_db
def test_the_past_is_corrected_only_with_a_reason_and_up_to_the_next_move():
    top = org.unit("branch")
    one, two, three = (org.unit("sub_branch", top) for _ in range(3))
    outlet = org.unit("outlet", one)
    actions.move_unit(outlet, three, TODAY, by=JOB, now=NOW)
    past = dt.date(2026, 10, 1)

    with pytest.raises(RuleBroken, match="past_move_needs_a_reason"):
        actions.move_unit(outlet, two, past, by=JOB, now=NOW)
    actions.move_unit(outlet, two, past, by=JOB, now=NOW, reason="文件早已生效")

    assert path_of(outlet, dt.date(2026, 9, 30)).split(".")[1] == str(one.pk)
    assert path_of(outlet, dt.date(2026, 11, 23)).split(".")[1] == str(two.pk)
    assert path_of(outlet, TODAY).split(".")[1] == str(three.pk)
    assert Event.objects.filter(name="unit.moved").latest("id").facts["reason"] == "文件早已生效"


@pytest.mark.django_db
def test_a_ring_is_refused_also_where_it_would_close_only_later():
    top = org.unit("branch")
    first, second = org.unit("sub_branch", top), org.unit("sub_branch", top)
    below = org.unit("sub_branch", first)
    actions.move_unit(second, below, dt.date(2027, 1, 1), by=JOB, now=NOW)

    for unit, parent in [(first, below), (first, first), (first, second)]:
        with pytest.raises(RuleBroken) as broken:
            actions.move_unit(unit, parent, TODAY, by=JOB, now=NOW)
        assert broken.value.code == "unit.ring"


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_at_once_that_would_close_a_ring_together_one_is_refused():
    top = org.unit("branch")
    first, second = org.unit("sub_branch", top), org.unit("sub_branch", top)
    both_in = threading.Barrier(2, timeout=5)
    outcomes: list[str] = []

    def move(unit, parent):
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1")
                both_in.wait()
                actions.move_unit(unit, parent, TODAY, by=JOB, now=NOW)
            outcomes.append("moved")
        except RuleBroken as broken:
            outcomes.append(broken.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=pair) for pair in [(first, second), (second, first)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)

    assert sorted(outcomes) == ["moved", "unit.ring"]
    assert not UnitPath.objects.filter(path__under=f"{first.pk}").exists()


@pytest.mark.django_db
def test_a_unit_closes_only_when_nothing_open_stands_below_and_its_posts_end():
    made = org.branch()
    sub, outlet = made.sub_branches[0], made.outlets[0]

    with pytest.raises(RuleBroken, match="has_open_units"):
        actions.close_unit(sub, TOMORROW, by=JOB, now=NOW)
    actions.close_unit(outlet, TOMORROW, by=JOB, now=NOW)

    assert queries.holders("outlet_head", outlet, on=TODAY)
    assert not queries.holders("outlet_head", outlet, on=TOMORROW)
    assert outlet in queries.below_on(sub, dt.date(2030, 1, 1))
    assert outlet not in Unit.objects.at_work(TOMORROW)
    with pytest.raises(RuleBroken, match="closed_already"):
        actions.close_unit(outlet, TOMORROW, by=JOB, now=NOW)


@pytest.mark.django_db
def test_a_fact_belongs_to_whom_the_unit_belonged_on_its_day():
    top = org.unit("branch")
    one, two = org.unit("sub_branch", top), org.unit("sub_branch", top)
    outlet, person = org.unit("outlet", one), org.person()
    before, after = org.on_duty(outlet, dt.date(2026, 11, 23), person) + org.on_duty(outlet, TODAY, person)
    actions.move_unit(outlet, two, TODAY, by=JOB, now=NOW)
    actions.move_unit(one, two, TODAY, by=JOB, now=NOW)

    def facts(unit):
        return set(before.__class__.objects.filter(queries.was_below([unit], unit="outlet_id", day="day")))

    assert facts(one) == {before}
    assert facts(two) == {after}
    assert facts(top) == {before, after}


@pytest.mark.django_db
def test_renaming_changes_the_order_and_is_recorded():
    unit = org.unit("outlet", name="新湖支行")

    actions.rename(unit, name="大东支行", by=JOB, now=NOW)

    unit.refresh_from_db()
    assert (unit.name, unit.pinyin) == ("大东支行", "da4 dong1 zhi1 hang2")
    assert Event.objects.get().facts == {"before": "新湖支行", "after": "大东支行"}
