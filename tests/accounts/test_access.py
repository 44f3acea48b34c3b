import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from biaogan.accounts.access import Permission, Role, actor_of, job_actor, require, units_where
from biaogan.accounts.models import User
from biaogan.accounts.roles import KEEP_APART, MATRIX, ROLE_OF_POST
from biaogan.core.time import span_of_days
from biaogan.org.models import PostKind, Unit
from tests.factories import accounts as make

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def test_a_post_brings_its_role_at_its_unit_and_below(net):
    actor = make.actor_with(PostKind.SUB_BRANCH_HEAD, net.sub_branches[0])

    assert actor.may(Permission.DECIDE_COMPLAINT, net.sub_branches[0])
    assert actor.may(Permission.DECIDE_COMPLAINT, net.outlets[0])
    assert not actor.may(Permission.DECIDE_COMPLAINT, net.outlets[2])
    assert not actor.may(Permission.DECIDE_COMPLAINT, net.branch)


@pytest.mark.parametrize("kind", [PostKind.OFFICE_HEAD, PostKind.COMPLAINT_OFFICER, PostKind.INSPECTOR])
def test_the_office_reaches_over_the_whole_unit_that_it_serves(net, kind):
    actor = make.actor_with(kind, net.office)

    assert actor.may(Permission.VIEW_UNIT, net.outlets[3])
    assert not actor.may(Permission.VIEW_UNIT, net.region)


def test_another_department_reaches_over_itself(net):
    actor = make.actor_with(PostKind.DEPARTMENT_HEAD, net.it)

    assert actor.may(Permission.PROPOSE_OUTCOME, net.it)
    assert not actor.may(Permission.PROPOSE_OUTCOME, net.outlets[0])


@pytest.mark.parametrize(
    ("first", "before", "counts"),
    [
        (TODAY, None, True),
        (TODAY - DAY, TODAY + DAY, True),
        (TODAY + DAY, None, False),
        (TODAY - 9 * DAY, TODAY, False),
    ],
)
def test_posts_and_roles_count_on_their_days_alone(net, first, before, counts):
    posted, given = make.user(), make.user()
    make.hold(posted, PostKind.OUTLET_HEAD, net.outlets[0], valid=span_of_days(first, before))
    make.give(given, Role.VIEWER, net.branch, valid=span_of_days(first, before))

    for user in (posted, given):
        assert actor_of(user, now=timezone.now()).may(Permission.VIEW_COMPLAINT, net.outlets[0]) is counts


def test_a_deputy_may_what_the_holder_may(net):
    user = make.user()
    make.hold(user, PostKind.OUTLET_HEAD, net.outlets[0], is_deputy=True)

    assert actor_of(user, now=timezone.now()).may(Permission.DECIDE_COMPLAINT, net.outlets[0])


def test_a_token_may_no_more_than_its_scopes(net):
    user = make.user_with_role(Role.LEADER, net.branch)

    narrow = actor_of(user, now=timezone.now(), scopes=frozenset({"view_metrics"}))
    wide = actor_of(user, now=timezone.now(), scopes=frozenset({"*"}))

    assert narrow.may(Permission.VIEW_METRICS, net.branch)
    assert not narrow.may(Permission.DECIDE_COMPLAINT, net.branch)
    assert wide.may(Permission.DECIDE_COMPLAINT, net.branch)


def test_a_scope_gives_no_right_that_the_user_lacks(net):
    user = make.user_with_role(Role.VIEWER, net.branch)

    actor = actor_of(user, now=timezone.now(), scopes=frozenset({"decide_complaint"}))

    assert not actor.may_anywhere(Permission.DECIDE_COMPLAINT)


@pytest.mark.parametrize("role", sorted(KEEP_APART))
def test_whoever_administers_or_audits_has_no_more_by_a_post_than_any_clerk(net, role):
    user = make.user_with_role(Role(role), net.bank)
    make.hold(user, PostKind.PRESIDENT, net.branch)

    actor = actor_of(user, now=timezone.now())

    assert not actor.may_anywhere(Permission.DECIDE_COMPLAINT)
    assert not actor.has_role(Role.LEADER)


def test_the_administrator_has_no_business_data():
    business = {each for each in Permission if "complaint" in each or "metric" in each or "personal" in each}

    assert not MATRIX[Role.ADMINISTRATOR] & business


def test_the_auditor_changes_nothing():
    words = (
        "edit",
        "register",
        "handle",
        "propose",
        "decide",
        "tell",
        "add",
        "hold",
        "extend",
        "issue",
        "import",
        "manage",
    )

    assert not [each for each in MATRIX[Role.AUDITOR] if each.startswith(words)]


def test_every_post_brings_a_role_and_every_role_has_rights():
    assert set(ROLE_OF_POST) == set(PostKind)
    assert set(MATRIX) == set(Role)
    assert all(MATRIX.values())


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"one_time_until": timezone.now() - dt.timedelta(hours=1)}],
    ids=["shut out", "too late"],
)
def test_whoever_may_not_sign_in_may_nothing(net, change):
    user = make.user_with_role(Role.LEADER, net.bank, **change)

    assert not actor_of(user, now=timezone.now()).may_anywhere(Permission.VIEW_UNIT)


def test_whoever_has_left_may_nothing(net):
    user = make.user_with_role(Role.LEADER, net.bank, person=make.person(left_on=TODAY))

    assert not actor_of(user, now=timezone.now()).may_anywhere(Permission.VIEW_UNIT)


def test_a_job_acts_everywhere(net):
    job = job_actor("obligations.sweep")

    assert job.ref == "job:obligations.sweep"
    require(job, Permission.EDIT_UNIT, net.outlets[0])
    assert Unit.objects.filter(units_where(job, Permission.EDIT_UNIT, field="pk")).count() == Unit.objects.count()


def test_units_are_narrowed_to_where_the_right_holds(net):
    actor = make.actor_with(Role.VIEWER, net.sub_branches[0])

    seen = Unit.objects.filter(units_where(actor, Permission.VIEW_UNIT, field="pk"))
    nothing = Unit.objects.filter(units_where(actor, Permission.EDIT_UNIT, field="pk"))

    assert set(seen) == {net.sub_branches[0], *net.outlets[:2]}
    assert not nothing.exists()


def test_a_right_over_a_unit_holds_once_however_often_it_is_given(net):
    user = make.user_with_role(Role.VIEWER, net.outlets[0])
    make.give(user, Role.LEADER, net.branch)

    assert actor_of(user, now=timezone.now()).paths(Permission.VIEW_UNIT) == [net.branch.path]


def test_refusing_says_so(net):
    with pytest.raises(PermissionDenied, match="do not allow this here"):
        require(make.actor_with(Role.VIEWER, net.outlets[0]), Permission.VIEW_UNIT, net.branch)


def test_an_actor_costs_one_query(net, query_count):
    user = make.user_with(PostKind.PRESIDENT, net.branch)
    make.give(user, Role.PANEL_MEMBER, net.region)
    user = User.objects.select_related("person").get(pk=user.pk)

    with query_count() as counted:
        actor = actor_of(user, now=timezone.now())
        actor.may(Permission.VIEW_METRICS, net.branch)
        actor.paths(Permission.VIEW_UNIT)

    assert len(counted) == 1


def test_a_request_costs_three_queries_before_its_own(net, query_count):
    client = make.signed_in_client(make.user_with(PostKind.PRESIDENT, net.branch))
    assert client.get("/accounts/rights").status_code == 200

    with query_count() as counted:
        client.get("/accounts/rights")

    tables = ["accounts_session", "accounts_user", "org_holding"]
    own = counted.captured_queries[3:]
    assert [table in query["sql"] for table, query in zip(tables, counted.captured_queries, strict=False)] == [True] * 3
    assert not any(table in query["sql"] for table in tables for query in own)
